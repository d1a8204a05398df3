"""The demo's story, told once for all tests of this file."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from modeltranslation.translator import translator

from events.agenda.choices import Status, Window
from events.agenda.models import Event
from events.agenda.rules import window
from events.registrations.choices import Standing
from events.registrations.models import Registration, Seats
from locations.places.models import Place
from portal.common.models import AuditEntry, Letter, Reminder
from portal.common.outbox.models import WAITING, State
from portal.home.demo import story
from programmes.catalogue.choices import Status as ProgrammeStatus
from programmes.catalogue.models import ChecklistItem, Milestone, Phase, Programme
from stakeholders.people.models import User

NOW = datetime(2027, 5, 10, 7, 20, tzinfo=UTC)
TABLES = (AuditEntry, Event, Letter, Milestone, Phase, Programme, Registration, Reminder, Seats, User)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """The moment and the folder of letters; taken back after the last test of the file."""
    folder = tmp_path_factory.mktemp("story")
    with django_db_blocker.unblock(), override_settings(EMAIL_URL=f"file://{folder}"), transaction.atomic():
        story.tell(NOW)
        yield folder
        transaction.set_rollback(True)
    connection.close()


@pytest.fixture(autouse=True)
def at_that_moment(told, clock):
    clock(NOW)


def letters(folder):
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]


def test_every_state_of_an_event_can_be_seen():
    seats = set(Seats.objects.values_list("event_id", flat=True))
    found = {window(event, has_seats=event.pk in seats, now=NOW) for event in Event.objects.all()}
    assert found == set(Window) - {Window.NOT_READY}
    assert Event.objects.published().past(at=NOW).count() == 6
    assert Event.objects.exclude(online_url="").count() == 1
    assert Event.objects.exclude(municipality__slug="litija").filter(status=Status.PUBLISHED).count() == 1


def test_one_event_is_nearly_full_and_one_is_full_with_a_line_and_an_offer():
    walk, repair = Event.objects.get(title_en="A walk along the way to school"), Event.objects.get(title_en__startswith="Mending workshop")
    assert (walk.seats.taken, walk.seats.capacity) == (19, 20)
    assert walk.registrations.get(standing=Standing.HELD).expires_at > NOW
    assert (repair.seats.taken, repair.seats.capacity) == (12, 12)
    standings = dict(repair.registrations.values_list("standing").annotate(Count("pk")))
    assert standings == {Standing.CONFIRMED: 8, Standing.CANCELLED: 2, Standing.OFFERED: 1, Standing.WAITING: 2}
    assert repair.registrations.get(standing=Standing.OFFERED).expires_at > NOW
    assert repair.registrations.filter(times_offered=1).count() == 1  # whose first offer lapsed


def test_the_seats_are_in_order():
    assert list(Seats.objects.out_of_order()) == []
    assert 120 <= Registration.objects.count() <= 180


def test_programmes_are_public_coming_and_drafted():
    today = timezone.localdate(NOW)
    second, village, banks = Programme.objects.order_by("starts_on")
    assert [(one.status, one.municipality.slug) for one in (second, village, banks)] == [
        (ProgrammeStatus.PUBLISHED, "litija"),
        (ProgrammeStatus.PUBLISHED, "smartno-pri-litiji"),
        (ProgrammeStatus.DRAFT, "litija"),
    ]
    assert second.since_year == 2006
    assert [phase.state_on(today) for phase in second.phases.order_by("position")] == ["done", "now", "next", "next"]
    assert second.ends_on == second.original_ends_on + timedelta(days=28)
    initiators = [partner.organisation.name for partner in second.partners.filter(role="initiator").order_by("organisation__name")]
    assert initiators == ["Center za razvoj Litija", "Vibacom"]
    milestones = second.milestones.all()
    assert milestones.filter(reached_on__isnull=False).count() == 3
    assert [milestone.name_en for milestone in milestones if milestone.is_late_on(today)] == ["The map of skills and tools is published"]
    assert ChecklistItem.objects.filter(phase__programme=second, done_at__isnull=False).count() == 9


def test_letters_and_reminders_have_really_happened(told):
    arrived = letters(told)
    assert len(arrived) == Letter.objects.filter(state=State.SENT).count() > 300
    assert Letter.objects.filter(state__in=(*WAITING, State.FAILED, State.UNCERTAIN)).count() == 0
    kinds = set(Letter.objects.values_list("kind", flat=True))
    assert {"registrations.event_reminder", "registrations.seat_offered", "registrations.event_cancelled", "registrations.event_changed"} <= kinds
    assert {"plan.phase_begins", "plan.phase_ends", "plan.milestone_due"} <= kinds
    assert Reminder.objects.count() > 50
    assert {address.domain for letter in arrived for address in letter["To"].addresses} == {"example.com"}
    assert max(letter["Date"].datetime for letter in arrived) <= NOW + timedelta(minutes=2)
    assert {letter["Content-Language"] for letter in arrived if letter["Content-Language"]} <= {"sl", "en"}


def test_reminders_left_when_they_were_due_and_none_before_the_programme_was_public():
    second = Programme.objects.get(title_en__startswith="Litija, town of innovation")
    decided = list(Reminder.objects.values_list("due_at", "decided_at"))
    assert min(moment for _due, moment in decided) > second.published_at
    assert [pair for pair in decided if not timedelta(0) <= pair[1] - pair[0] < timedelta(hours=24)] == []


def test_every_word_is_there_in_both_languages():
    gaps = []
    for model in translator.get_registered_models(abstract=False):
        fields = translator.get_options_for_model(model).all_fields
        for row in model._default_manager.all():
            for field in fields:
                said = {language: bool(getattr(row, f"{field}_{language}")) for language in ("sl", "en")}
                if any(said.values()) != all(said.values()):
                    gaps.append(f"{model.__name__} {row.pk} {field}: {said}")
    assert gaps == []
    assert [event.slug for event in Event.objects.public() if not (event.text_en and event.summary_en)] == []
    assert [place.name for place in Place.objects.all() if not (place.access_note_en and place.directions_en)] == []


def test_what_the_public_reads_names_the_facts_and_the_trial():
    second = Programme.objects.get(title_en__startswith="Litija, town of innovation")
    for text, words in (
        (second.text_sl, ("2006", "Center za razvoj Litija", "Vibacom", "izmišljeni")),
        (second.text_en, ("2006", "Centre for Development Litija", "Vibacom", "invented")),
    ):
        assert [word for word in words if word not in text] == []
    everything = " ".join([second.text_en, *(event.text_en or "" for event in Event.objects.all())])
    assert re.findall(r"lorem|ipsum|TODO|xxx", everything, re.IGNORECASE) == []


def test_those_who_are_printed_can_sign_in(client):
    assert [sign_in.email for sign_in in story.SIGN_INS] == ["admin@example.com", "litija@example.com", "smartno@example.com"]
    for sign_in in story.SIGN_INS:
        client.logout()
        answer = client.post(reverse("account_login"), {"login": sign_in.email, "password": sign_in.password})
        assert (answer.status_code, client.get("/en/workspace/").status_code) == (302, 200)


def test_every_public_page_of_the_story_answers(client):
    for row in [*Event.objects.public(), *Programme.objects.public()]:
        assert client.get(row.get_absolute_url()).status_code == 200
    for row in [*Event.objects.filter(status=Status.DRAFT), *Programme.objects.filter(status=ProgrammeStatus.DRAFT)]:
        assert client.get(row.get_absolute_url()).status_code == 404


def test_told_again_it_changes_nothing(told):
    before = {model: model.objects.count() for model in TABLES}
    assert story.is_told()
    story.tell(NOW + timedelta(days=3))
    assert {model: model.objects.count() for model in TABLES} == before
