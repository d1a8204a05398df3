"""Every public page may be answered warm, none says a visitor's name, and nothing that is written by any way goes unnoticed."""

from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.agenda.models import Event
from events.registrations.forms import stamp
from events.retention.actions import count_turnout
from portal.common.warm.pages import narrowed, plain
from portal.common.warm.reading import marks_now
from portal.common.warm.triggers import public_rows, tables_of, wanted, watched
from tests.factories.events import make_draft, make_event
from tests.factories.locations import make_district
from tests.factories.programmes import make_funding, make_partner
from tests.factories.stakeholders import PASSWORD, make_coordinator, make_statement
from tests.house.pages import PUBLIC, World
from tests.reading import words

# Forms carry a token of their own; what follows one may bear a message; the patterns are no page of the portal's.
COLD = {
    *("duties:feedback", "duties:feedback_done", "people:ask_my_data", "people:ask_my_data_done", "events:register", "home:patterns"),
    *("subscriptions:subscribe", "subscriptions:subscribe_done"),
}
WARM = [name for name in PUBLIC if name not in COLD]
MODELS = sorted({model for rows in public_rows for model in rows}, key=lambda model: model._meta.label)
TIES = sorted(wanted() - {model._meta.db_table for model in MODELS})
DAY = timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "warm")]


@pytest.mark.once
@pytest.mark.parametrize("name", WARM)
def test_a_public_page_is_answered_warm_and_says_nobody_s_name(name):
    world = World(1)
    address, known = world.address(name, "en"), Client()
    known.force_login(world.coordinator)
    assert known.get(address).status_code == 200
    first = Client().get(address)
    assert known.get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        second = Client().get(address)

    assert (len(asked) <= 1, second.status_code, second.content == first.content, list(second.cookies)) == (True, 200, True, [])
    assert [word for word in (world.coordinator.name, world.coordinator.email, "csrfmiddlewaretoken") if word in second.content.decode()] == []


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(COLD))
def test_what_holds_a_form_of_the_visitor_s_own_is_never_kept(client, name):
    world = World(1)
    for _ in range(2):
        assert client.get(world.address(name, "en")).status_code == 200
    assert len(plain) + len(narrowed) == 0


# --- Whatever is written, however it is written ---------------------------------------------------


@contextmanager
def noticed(table):
    """That the table's mark becomes another one, for whoever looks afterwards."""
    before = marks_now()
    yield
    after = marks_now()
    assert {name for name in wanted() if before.get(name) != after.get(name)} >= {table}


def a_row_of(model):
    world = World(1)
    make_partner(programme=world.programme)
    make_funding(programme=world.programme)
    make_district(municipality=world.municipality)
    count_turnout(timezone.now())
    return model.objects.order_by("pk").first()


def test_every_table_that_public_pages_show_is_watched():
    assert watched(connection) == wanted()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_way_of_writing_a_row_goes_unnoticed(model):
    row, table, key = a_row_of(model), model._meta.db_table, model._meta.pk.attname
    plain_field = next(field.attname for field in model._meta.concrete_fields if not field.primary_key and not field.is_relation)
    rows = model._base_manager.filter(pk=row.pk)
    with noticed(table):
        row.save()
    with noticed(table):
        rows.update(**{plain_field: F(plain_field)})
    with noticed(table):
        model._base_manager.bulk_update([row], [plain_field])
    with noticed(table), connection.cursor() as cursor:
        cursor.execute(f'UPDATE {table} SET "{key}" = "{key}"')  # noqa: S608
    with transaction.atomic():
        connection.check_constraints()
        with noticed(table):
            rows._raw_delete(rows.db)  # without what hangs on it: that would be a change of its own
            model._base_manager.bulk_create([row])
    with noticed(table), transaction.atomic():
        rows._raw_delete(rows.db)
        with noticed(table):
            row.save(force_insert=True)


@pytest.mark.parametrize("table", TIES)
def test_neither_does_a_tie(table):
    field = next(field for model in MODELS for field in model._meta.local_many_to_many if field.remote_field.through._meta.db_table == table)
    row, through = a_row_of(field.model), field.remote_field.through
    there = make_tied(field)
    getattr(row, field.name).clear()
    with noticed(table):
        getattr(row, field.name).add(there)
    with noticed(table):
        through.objects.update(id=F("id"))
    with noticed(table):
        getattr(row, field.name).clear()


def make_tied(field):
    other = field.related_model
    return other.objects.last() or other.objects.create(**({"name": "a"} if other._meta.model_name == "group" else {}))


def test_the_rows_of_a_page_are_entered_with_what_ties_them():
    assert tables_of([Event]) == {"events_event"}
    assert "programmes_programme_events" in wanted()
    assert wanted() <= {model._meta.db_table for model in apps.get_models(include_auto_created=True)}


# --- Signs in, changes, and looks -----------------------------------------------------------------


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def town():
    """A draft of a town, its coordinator who signs in by the form, and whoever looks at it without an account."""
    draft = make_draft(title_en="Seed swap", title_sl="Menjava semen", capacity=3)
    coordinator = make_coordinator(municipality=draft.municipality)
    browser = Client()
    assert browser.post("/en/account/login/", {"login": coordinator.email, "password": PASSWORD}).status_code == 302
    assert coordinator.name in browser.get("/en/workspace/").content.decode()
    make_event(title_en="Elsewhere")
    return draft, coordinator, browser


def test_signs_in_changes_and_looks(town, settings, now):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # the limits are no business of this test
    event, coordinator, browser = town
    page, desk = f"/en/events/{event.slug}/", f"/en/workspace/events/{event.public_id}/"
    day = (now + 20 * DAY).date()
    lists = ("/en/", "/en/events/", "/en/calendar/2027/5/", f"/en/municipalities/{event.municipality.slug}/", "/events.atom?language=en")
    of_the_day = f"/en/events/?from_day={day}&to_day={day}"

    def look(*addresses):
        """What a stranger reads there; each page is asked for twice, the second time it is at hand."""
        pages = [(Client().get(address), Client().get(address)) for address in addresses]
        assert [first.content for first, _second in pages] == [second.content for _first, second in pages]
        assert not [first for first, _second in pages if coordinator.name in first.content.decode()]
        return [words(first) for first, _second in pages]

    def told(title, *addresses):
        return [title in text for text in look(*addresses)]

    assert told("Seed swap", page, *lists, of_the_day) == [False] * 7

    browser.post(f"{desk}publish/")
    assert told("Seed swap", page, *lists, of_the_day) == [True] * 6 + [False]

    browser.post("/en/workspace/events/bulk/", {"act": "withdraw", "row": [str(event.public_id)]})
    assert told("Seed swap", page, *lists) == [False] * 6
    browser.post(f"{desk}publish/")
    assert told("3 seats are free", page) == [True]

    form = {"municipality": event.municipality_id, "kind": event.kind, "title_sl": event.title_sl, "title_en": "Plant swap", "place": event.place_id}
    form |= {
        "starts_at": local(now + 20 * DAY),
        "ends_at": local(now + 20 * DAY + timedelta(hours=3)),
        "needs_registration": "on",
        "capacity": "4",
        "party_limit": "4",
    }
    assert browser.post(desk, form).status_code == 302
    assert told("Seed swap", page, *lists) == [False] * 6
    assert told("Plant swap", page, *lists, of_the_day) == [True] * 7
    assert told("Sunday, 30 May 2027", page) == [True]
    assert told("4 seats are free", page) == [True]

    answers = {"name": "Ana", "email": "ana@setev.example", "party_size": "3", "opened": stamp(now - timedelta(seconds=10)), "submission_key": str(uuid4())}
    assert Client().post(f"{page}register/", answers).status_code == 302
    assert told("1 seat is free", page) == [True]
    assert told("Ana", page, *lists) == [False] * 6

    make_statement(municipality=event.municipality)
    assert told("Accessibility", f"/en/municipalities/{event.municipality.slug}/") == [True]
