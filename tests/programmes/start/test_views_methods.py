"""Each method becomes a programme that works, by nothing but the browser: start, lay out, write a sentence, publish."""

from datetime import date, timedelta

import pytest

from programmes.catalogue.choices import Method, PhasePlan, methods
from programmes.catalogue.models import ChecklistItem, Programme
from programmes.catalogue.rules import lay_out
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_coordinator
from tests.programmes.start.test_views import LAY_OUT, START, chosen, filled
from tests.reading import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
each_method = pytest.mark.parametrize("key", methods.names())


@pytest.fixture
def home(client):
    municipality = make_municipality(name="Litija", slug="litija")
    client.force_login(make_coordinator(municipality=municipality, name="Ana"))
    return municipality


def start(client, home, key, first_day):
    """Both steps, taking everything as it is suggested. Returns the page of the desk."""
    first = client.post(START, chosen(home, method=key, starts_on=first_day.isoformat()))
    assert (first.status_code, first.url.split("?")[0]) == (302, LAY_OUT)
    second = client.post(first.url, filled(page_of(client.get(first.url))))
    assert second.status_code == 302
    return page_of(client.get(second.url))


@each_method
def test_a_coordinator_starts_saves_and_publishes_it(client, home, key):
    desk = start(client, home, key, date(2027, 6, 7))
    programme, method = Programme.objects.get(), methods[key]
    assert desk.heading == "Town of innovation"
    address = f"/en/workspace/programmes/{programme.slug}/"
    assert client.get(f"/en/programmes/{programme.slug}/").status_code == 200  # for her, as a draft

    client.post(
        f"{address}edit/",
        {**filled(page_of(client.get(f"{address}edit/"))), "summary_sl": "Vsi za isto mizo.", "title_sl": "Program", "coordinator": programme.coordinator_id},
    )
    client.post(f"{address}publish/")
    client.logout()
    page = page_of(client.get(f"/en/programmes/{programme.slug}/"))
    assert page.heading == "Town of innovation"
    assert [
        words["en"]
        for words in (method.name, *(phase.name for phase in method.phases), *(plan.name for plan in method.milestones))
        if words["en"] not in page.text
    ] == []


@each_method
def test_what_is_stored_is_what_the_method_lays_down(client, home, key):
    start(client, home, key, date(2027, 6, 7))
    programme, method = Programme.objects.get(), methods[key]
    layout = lay_out(method, date(2027, 6, 7))
    phases = list(programme.phases.order_by("position"))
    assert [(phase.key, phase.season, phase.starts_on, phase.ends_on) for phase in phases] == [
        (laid.plan.key, laid.plan.season, laid.starts_on, laid.ends_on) for laid in layout.phases
    ]
    assert programme.milestones.count() == len(method.milestones)
    assert sorted(programme.events.values_list("kind", "starts_at")) == sorted((laid.plan.kind, laid.starts_at) for laid in layout.events)
    assert {event.status for event in programme.events.all()} == {"draft"}
    assert ChecklistItem.objects.filter(phase__programme=programme).count() == sum(len(plan.entry) + len(plan.exit) for plan in method.phases)
    for language in method.languages:
        assert [getattr(phase, f"name_{language}") for phase in phases] == [plan.name[language] for plan in method.phases]


@each_method
def test_it_may_begin_on_the_last_day_of_january(client, home, key):
    start(client, home, key, date(2028, 1, 31))
    phases = list(Programme.objects.get().phases.order_by("position"))
    starts = [phase.starts_on for phase in phases]
    assert starts[0] == date(2028, 1, 31)
    assert starts == sorted(set(starts))
    assert [(phase.ends_on - phase.starts_on).days + 1 for phase in phases] == [plan.lasts_days for plan in methods[key].phases]


def test_a_method_of_forty_phases_is_started_as_any_other(client, home, monkeypatch):
    phases = tuple(
        PhasePlan(f"month_{number}", {"sl": f"{number}. mesec", "en": f"Month {number}"}, {"sl": "Delo.", "en": "Work."}, "growth", number * 30, 30)
        for number in range(40)
    )
    long = Method(key="long", name={"sl": "Dolga", "en": "Long"}, summary={"sl": "Počasi.", "en": "Slowly."}, tone="leaf", icon="sprout", phases=phases)
    monkeypatch.setitem(methods._items, "long", long)
    start(client, home, "long", date(2027, 1, 31))
    programme = Programme.objects.get()
    assert [phase.name_en for phase in programme.phases.order_by("position")] == [f"Month {number}" for number in range(40)]
    assert programme.ends_on == date(2027, 1, 31) + timedelta(days=40 * 30 - 1)
    assert client.get("/en/methods/long/").status_code == 200


def test_the_start_tells_of_each_method_what_it_is_how_it_goes_and_how_long(client, home):
    page = page_of(client.get(START))
    assert [
        method.key for method in methods if method.summary["en"] not in page.text or any(phase.name["en"] not in page.text for phase in method.phases)
    ] == []
    assert [length for length in ("24 months", "36 months", "12 months", "21 months") if length not in page.text] == []
    assert "/en/methods/" in page.links.values()


@pytest.mark.parametrize(("wished", "checked"), [("", []), ("?method=community_spaces", ["community_spaces"]), ("?method=alchemy", [])])
def test_a_method_that_was_wished_for_is_chosen_already(client, home, wished, checked):
    page = page_of(client.get(f"{START}{wished}"))
    assert [field.get("value") for field in page.main.iter("input") if field.get("type") == "radio" and field.get("checked") is not None] == checked
