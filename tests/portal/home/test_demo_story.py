"""The demo's story, told once for all tests of this file."""

import re
from datetime import UTC, date, datetime, timedelta
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
from stakeholders.subscriptions.models import Topic

NOW = datetime(2027, 5, 10, 7, 20, tzinfo=UTC)
TABLES = (AuditEntry, Event, Letter, Milestone, Phase, Programme, Registration, Reminder, Seats, User)

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]  # the demo is on SQLite


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
    litija = Event.objects.filter(municipality__slug="litija")
    assert litija.published().past(at=NOW).count() == 6
    assert litija.exclude(online_url="").count() == 1
    assert Event.objects.filter(municipality__slug="smartno-pri-litiji", status=Status.PUBLISHED).count() == 1


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
    second, village, banks = Programme.objects.filter(method="inlocom").order_by("starts_on")
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
    names = ["admin", "litija", "editor", "door", "viewer", "smartno", "kranj", "kocevje", "exempelby"]
    assert [sign_in.email for sign_in in story.SIGN_INS] == [f"{name}@example.com" for name in names]
    for sign_in in story.SIGN_INS:
        client.logout()
        answer = client.post(reverse("account_login"), {"login": sign_in.email, "password": sign_in.password})
        assert (answer.status_code, client.get("/en/workspace/").status_code) == (302, 200)


def test_every_public_page_of_the_story_answers(client):
    for row in [*Event.objects.public(), *Programme.objects.public()]:
        assert client.get(row.get_absolute_url()).status_code == 200
    for row in [*Event.objects.filter(status=Status.DRAFT), *Programme.objects.filter(status=ProgrammeStatus.DRAFT)]:
        assert client.get(row.get_absolute_url()).status_code == 404


# --- What was, and what its sources say of it ---


def of_method(key):
    return Programme.objects.for_programme_page().get(method=key)


def lacking(programme, language, *facts):
    """The facts that its page's text does not tell."""
    return [fact for fact in facts if fact not in getattr(programme, f"text_{language}")]


def test_what_was_is_closed_and_nobody_was_written_to_about_it():
    earlier = Programme.objects.exclude(method="inlocom")
    assert sorted(earlier.values_list("method", "status")) == [
        (key, ProgrammeStatus.CLOSED) for key in ("community_spaces", "hackathons", "innovative_location", "partnerships")
    ]
    assert Phase.objects.filter(programme__in=earlier, closed_at=None).count() == 0
    phases = Phase.objects.filter(programme__in=earlier).values_list("pk", flat=True)
    assert Reminder.objects.filter(subject__in=[f"programmes.phase:{pk}" for pk in phases]).count() == 0
    keepers = [sign_in.email for sign_in in story.SIGN_INS[6:]]
    assert Letter.objects.filter(recipient__in=keepers).count() == 0


def test_innovative_location_keeps_participants_and_targets_apart():
    location = of_method("innovative_location")
    assert (location.starts_on, location.ends_on) == (date(2018, 7, 1), date(2021, 6, 30))
    assert location.municipality_total == 16
    assert [(target.number, target.label_en) for target in location.targets.all()] == [
        (12, "local strategies or more"),
        (4, "regional strategies"),
        (1, "common cross-border strategy"),
    ]
    assert "BSC Kranj" in [partner.organisation.name for partner in location.partners.all() if partner.role == "partner"]
    assert [phase.name_en for phase in location.phases.all()] == ["Developing locations", "Organising locations", "Marketing locations"]
    regions = ("Gorenjska", "Podravska", "Zgornja Štajerska", "Vzhodna Štajerska")
    assert lacking(location, "sl", "1. julija 2018", "30. junija 2021", *regions, "štiri občine, skupaj šestnajst", "12 lokalnih strategij, 4 regionalne") == []
    assert lacking(location, "en", "1 July 2018", "30 June 2021", "Upper Styria", "Eastern Styria", "sixteen in all", "12 local strategies") == []


def test_iplace_has_ten_towns_five_challenges_and_a_meeting_of_two_days():
    iplace = of_method("hackathons")
    roles = {one.municipality.name: one.role for one in iplace.participations.all()}
    partners = ("Balbriggan", "Gabrovo", "Grosseto", "Heerlen", "Medina del Campo", "Pori", "Pärnu", "Saldus")
    assert roles == {"Amarante": "lead", "Kočevje": "host", **dict.fromkeys(partners, "partner")}
    assert [(one.organisation.name, one.organisation.type, one.role) for one in iplace.partners.all()] == [
        ("Podjetniški inkubator Kočevje", "incubator", "host")
    ]
    meeting = iplace.events.get()
    assert (timezone.localdate(meeting.starts_at), timezone.localdate(meeting.ends_at)) == (date(2020, 11, 23), date(2020, 11, 24))
    assert (meeting.kind, meeting.status, meeting.needs_registration) == ("hackathon", Status.PUBLISHED, False)
    challenges = re.search(r"## Five challenges\n(.*?)\n\nThe towns", iplace.text_en, re.DOTALL).group(1)
    assert len(re.findall(r"^\d\. .+\?$", challenges, re.MULTILINE)) == 5
    assert lacking(iplace, "sl", "skoraj 40", "Miro", "23. in 24. novembra 2020", "gozd in les", "testni projekti") == []


def test_innocities_is_told_by_its_grant_record_and_says_who_wrote_it(client):
    innocities = of_method("partnerships")
    grant = innocities.funding.get()
    assert (grant.funder, grant.reference, grant.amount, grant.currency, grant.status) == ("Vinnova", "2021-02939", 1_940_289, "SEK", "Avslutat")
    assert grant.call == "Insatser för civilsamhällets transformation"
    assert grant.round == "Civilsamhällets innovativa lösningar för ett hållbart samhälle"
    assert (innocities.starts_on, innocities.ends_on) == (date(2021, 10, 1), date(2023, 6, 30))
    assert [(one.organisation.name, one.role) for one in innocities.partners.all()] == [("SI Communities AB", "lead")]
    assert [phase.name_sv for phase in innocities.phases.all()][:2] == ["Kluster av kommuner", "Gemensamma och egna behov"]
    assert lacking(innocities, "sv", "tio svenska kommuner", "Smart Innovation Norway", "påhittade") == []
    assert lacking(innocities, "en", "ten Swedish municipalities", "Smart Innovation Norway", "October 2021 to June 2023", "invented") == []
    page = client.get(f"/en/programmes/{innocities.slug}/").content.decode()
    assert [words for words in ("1,940,289", "2021-02939", "Written by the project, not reviewed by Vinnova.") if words not in page] == []


def test_the_community_spaces_of_kranj_ask_four_questions_in_three_districts():
    spaces = of_method("community_spaces")
    assert [phase.name_en for phase in spaces.phases.all()] == [
        "Initiative and analysis of the state",
        "Stakeholders and the core",
        "Informing the neighbourhood",
        "Workshop: needs and offers",
    ]
    assert [one.organisation.name for one in spaces.partners.all() if one.role == "lead"] == ["Ljudska univerza Kranj (LUK)"]
    assert sorted(spaces.events.values_list("place__district__name", flat=True)) == ["Golnik", "Stražišče", "Zlato polje"]
    assert {(timezone.localdate(event.starts_at), timezone.localdate(event.ends_at)) for event in spaces.events.all()} == {
        (date(2017, 11, 1), date(2017, 11, 7))
    }
    questions = re.search(r"štiri vprašanja:\n\n(.*?)\n\nZa konec", spaces.text_sl, re.DOTALL).group(1)
    assert len(re.findall(r"^\d\. .+\?$", questions, re.MULTILINE)) == 4
    assert (
        lacking(spaces, "sl", "šest izbranih prijaviteljev", "lokalnem časopisu", "letaki", "tombola", "prvem tednu novembra 2017", "lasti ali najemu občine")
        == []
    )


def test_told_again_it_changes_nothing(told):
    before = {model: model.objects.count() for model in TABLES}
    assert story.is_told()
    story.tell(NOW + timedelta(days=3))
    assert {model: model.objects.count() for model in TABLES} == before


def test_residents_follow_the_news_of_litija_and_its_programme():
    numbers = {topic.name_sl: (topic.confirmed, topic.pending) for topic in Topic.objects.with_numbers().in_order()}
    assert numbers.pop("Novice iz Litije") == (13, 0)  # one has had enough
    assert numbers.pop("Za mlade") == (4, 0)
    assert list(numbers.values()) == [(11, 2)]
    assert Programme.objects.get(topic__isnull=False).municipality.slug == "litija"
