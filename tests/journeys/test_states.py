"""What pages look like when something is full, over, empty, wrong, lost or very long: nothing breaks, and each says what it must."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils.translation import override

from events.agenda.choices import Status
from events.registrations.choices import Standing
from events.registrations.presenters import links_of
from programmes.catalogue.choices import methods
from tests.factories.events import NOW, make_draft, make_event, make_registration
from tests.factories.locations import make_district, make_municipality, make_place
from tests.factories.programmes import TODAY, make_funding, make_item, make_milestone, make_partner, make_phase, make_programme, make_target
from tests.factories.programmes import make_draft as make_draft_programme
from tests.factories.stakeholders import make_admin, make_coordinator, make_mandate, make_organisation, make_user

pytestmark = pytest.mark.parametrize(("screen", "scheme"), [("phone", "light"), ("desktop", "dark")])
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNBROKEN = "Protinajdaljšobesedovseobčinskovključevanjskosprehodi" * 2  # 106 letters without a place to break
LONG = "Predstavitev medobčinskega participativnega načrtovanja večnamenskih prostorov za najzahtevnejše uporabnike"


class Eye:
    """Opens one page after the other, and remembers what is wrong with each."""

    def __init__(self, somebody):
        self.somebody, self.faults = somebody, {}

    def address(self, view, **arguments):
        with override(self.somebody.language):
            return reverse(view, kwargs=arguments)

    def opens(self, address, *words):
        self.somebody.visit.open(address)
        self.looks(address, *words)

    def looks(self, name, *words):
        found = self.somebody.visit.audit()
        shown = self.somebody.words_of_page.casefold()
        found += [f"does not say “{word}”" for word in words if not any(said.casefold() in shown for said in self.wordings(word))]
        if found:
            self.faults[name] = found

    def wordings(self, word):
        """As it is said of one thing, and as it is said where number plays no part."""
        return {self.somebody.say(word), self.somebody.count(word, "", 1)}


@pytest.fixture
def eye(story, screen, scheme):
    made = Eye(story.comes("Oko", screen=screen, scheme=scheme))
    yield made
    assert made.faults == {}


@pytest.fixture
def desk_eye(eye, sign_in):
    """The eye of a coordinator; `desk_eye.municipality` is hers."""
    eye.municipality = make_municipality(name="Litija")
    sign_in(eye.somebody.visit, make_coordinator(municipality=eye.municipality, name="Maja Kovač"))
    return eye


def test_an_event_says_how_it_stands(eye):
    stands = {
        "Seats free": make_event(),
        "Last seats": make_event(capacity=20, taken=19),
        "Waiting list": make_event(capacity=2, taken=2),
        "Registration is closed": make_event(registration_closes_at=NOW - HOUR),
        "Opens later": make_event(registration_opens_at=NOW + DAY),
        "Over": make_event(starts_at=NOW - 9 * DAY, ends_at=NOW - 9 * DAY + HOUR),
        "Cancelled": make_event(status=Status.CANCELLED, cancellation_note_sl="Predavateljica je zbolela."),
        "Just come": make_event(needs_registration=False, capacity=None),
        "Online. Those who register get the link by letter.": make_event(place=None, online_url="https://srecanje.setev.example/soba"),
    }
    for word, event in stands.items():
        eye.opens(eye.address("events:event_detail", slug=event.slug), word)
    eye.opens(eye.address("events:event_list"), "Seats free")
    eye.opens(eye.address("events:event_list") + "?when=past", "Past events")
    for word in ("Registration is closed", "Opens later", "Waiting list", "Cancelled"):
        eye.opens(eye.address("events:register", slug=stands[word].slug))


def test_a_registration_says_how_it_stands(eye):
    event = make_event(capacity=10)
    pages = {
        ("confirm", Standing.HELD): "Are you coming?",
        ("confirm", Standing.UNVERIFIED): "Join the waiting list?",
        ("confirm", Standing.EXPIRED): "Are you coming?",
        ("confirm", Standing.CONFIRMED): "You are in",
        ("manage", Standing.HELD): "Not confirmed yet",
        ("manage", Standing.CONFIRMED): "You are in",
        ("manage", Standing.WAITING): "You are on the waiting list",
        ("manage", Standing.OFFERED): "A seat is free for you",
        ("manage", Standing.CANCELLED): "Your registration is cancelled",
        ("manage", Standing.EXPIRED): "Your registration has ended",
        ("cancel", Standing.CONFIRMED): "Give your seat back?",
        ("cancel", Standing.WAITING): "Leave the waiting list?",
        ("cancel", Standing.CANCELLED): "Your registration is cancelled",
        ("offer", Standing.OFFERED): "Yes, I am coming",
        ("offer", Standing.WAITING): "This link no longer works",
        ("confirm", Standing.CANCELLED): "This link no longer works",
    }
    rows = {standing: make_registration(event=event, standing=standing) for standing in Standing}
    for (door, standing), words in pages.items():
        with override(eye.somebody.language):
            eye.opens(links_of(rows[standing])[door], words)


def test_a_refusal_says_why(eye, story):
    row = make_registration(standing=Standing.HELD)
    with override(eye.somebody.language):
        eye.opens(links_of(row)["confirm"])
    story.time_passes(days=30)
    eye.somebody.presses(eye.somebody.say("Yes, confirm"))
    eye.looks("refused", "That was not possible", "The event has begun. Nothing can be changed any more.")


def test_a_form_says_what_is_wrong(eye):
    event = make_event(title_sl=LONG)
    register = eye.address("events:register", slug=event.slug)
    eye.opens(register)
    eye.somebody.presses(eye.somebody.say("Register"))
    eye.looks("register, empty", "Write your name; a first name is enough.", "Write your e-mail address.")
    eye.somebody.writes(eye.somebody.say("Your name"), UNBROKEN)
    eye.somebody.writes(eye.somebody.say("E-mail"), f"{UNBROKEN.lower()}@setev")
    eye.somebody.presses(eye.somebody.say("Register"))
    eye.looks("register, long and wrong", "Write the whole address, such as name@example.si.")


def test_an_empty_portal_is_kind(eye):
    eye.opens(eye.address("home:home"))
    eye.opens(eye.address("events:event_list"), "Nothing is planned just now")
    eye.opens(eye.address("events:event_list") + "?when=past", "Nothing has taken place yet")
    eye.opens(eye.address("events:event_list") + "?q=zmaj", "No event fits")
    eye.opens(eye.address("events:event_list") + "?from_day=yesterday&municipality=nowhere&kind=ball")
    eye.opens(eye.address("programmes:programme_list"))
    eye.opens(eye.address("locations:municipality_list"))
    municipality = make_municipality(name="Litija", contact_email="", contact_phone="")
    eye.opens(eye.address("locations:municipality_detail", slug=municipality.slug))


def test_much_of_everything_fits(eye):
    home = make_municipality(name=UNBROKEN, legal_name=f"Občina {UNBROKEN}")
    hall = make_place(municipality=home, name=UNBROKEN, street=UNBROKEN, directions_sl=UNBROKEN)
    events = [make_event(municipality=home, place=hall, title_sl=title, summary_sl=UNBROKEN * 2, text_sl=UNBROKEN) for title in (UNBROKEN, LONG)]
    events += [make_event(municipality=home, place=hall) for _ in range(43)]
    programme = make_programme(municipality=home, title_sl=UNBROKEN, summary_sl=LONG, phases=40, starts_on=TODAY - 280 * DAY)
    programme.events.set(events)
    programme.phases.update(name_sl=UNBROKEN, purpose_sl=LONG)
    for _ in range(12):
        make_milestone(programme=programme, name_sl=UNBROKEN)
    for event in events[:2]:
        eye.opens(eye.address("events:event_detail", slug=event.slug))
        eye.opens(eye.address("events:register", slug=event.slug))
    eye.opens(eye.address("events:event_list"), "Next page")
    eye.opens(eye.address("events:event_list") + "?page=2", "Earlier page")
    eye.opens(eye.address("programmes:programme_list"))
    eye.opens(eye.address("programmes:programme_detail", slug=programme.slug))
    eye.opens(eye.address("locations:municipality_detail", slug=home.slug))
    eye.opens(eye.address("home:home"))


def test_every_method_shows_how_it_goes(eye):
    """With all that folds opened: steps, checklists, milestones, events and words."""
    unfold = "document.querySelectorAll('main details').forEach(one => { one.open = true })"
    eye.opens(eye.address("programmes:method_list"), "Methods")
    for method in methods:
        programme = make_programme(method=method.key, municipality_total=16)
        make_target(programme=programme)
        make_funding(programme=programme, round=LONG, status="Avslutat", is_self_reported=True)
        programme.events.add(make_event(starts_at=NOW - 9 * DAY, ends_at=NOW - 9 * DAY + HOUR))
        for address in (eye.address("programmes:method_detail", key=method.key), eye.address("programmes:programme_detail", slug=programme.slug)):
            eye.somebody.visit.open(address)
            eye.somebody.page.evaluate(unfold)
            eye.looks(address, method.name[eye.somebody.language])


def test_what_is_lost_is_answered_kindly(eye, sign_in):
    missing = eye.address("events:event_detail", slug="there-is-none")
    eye.opens(missing, "404")
    draft = make_draft()
    eye.opens(eye.address("events:event_detail", slug=draft.slug), "404")
    sign_in(eye.somebody.visit, make_user())
    eye.opens(eye.address("workspace:home"), "You do not coordinate for a municipality yet")
    eye.somebody.page.context.clear_cookies()
    eye.opens(eye.address("account_login"))
    eye.somebody.page.context.clear_cookies()
    eye.somebody.presses(eye.somebody.say("Sign in"))
    eye.looks("without the cookie", "403")


def test_the_sign_in_pages(eye):
    for view in ("account_login", "account_request_login_code", "account_reset_password", "account_reset_password_done", "account_signup"):
        eye.opens(eye.address(view))
    eye.opens(eye.address("account_login"))
    eye.somebody.presses(eye.somebody.say("Sign in"))
    eye.looks("sign in, empty")
    eye.somebody.writes(eye.somebody.say("E-mail"), "nobody@setev.example")
    eye.somebody.writes(eye.somebody.say("Password"), "not-a-password-2027")
    eye.somebody.presses(eye.somebody.say("Sign in"))
    eye.looks("sign in, wrong")
    eye.opens(eye.address("account_request_login_code"))
    eye.somebody.writes(eye.somebody.say("E-mail"), "nobody@setev.example")
    eye.somebody.presses(eye.somebody.say("Send the code"))
    eye.looks("enter the code", "Enter the code")
    eye.somebody.writes(eye.somebody.say("Code from the letter"), "WRONG1")
    eye.somebody.presses(eye.somebody.say("Confirm"))
    eye.looks("wrong code", "Enter the code")


def test_an_empty_desk_says_how_to_begin(desk_eye):
    eye = desk_eye
    eye.opens(eye.address("workspace:home"))
    eye.opens(eye.address("events:desk_event_list"), "No event yet")
    eye.opens(eye.address("events:desk_event_list") + "?q=zmaj", "No event fits")
    eye.opens(eye.address("programmes:desk_programme_list"), "No programme yet")
    eye.opens(eye.address("programmes:reminder_plan"), "Nothing is planned")
    event = make_event(municipality=eye.municipality)
    eye.opens(eye.address("events:desk_registration_list", public_id=event.public_id), "Nobody has registered yet")


def test_an_event_on_the_desk_in_every_state(desk_eye):
    eye = desk_eye
    draft = make_draft(municipality=eye.municipality, place=None, capacity=None, title_sl=LONG)
    ready = make_draft(municipality=eye.municipality)
    past = make_event(municipality=eye.municipality, starts_at=NOW - 9 * DAY, ends_at=NOW - 9 * DAY + HOUR)
    cancelled = make_event(municipality=eye.municipality, status=Status.CANCELLED)
    full = make_event(municipality=eye.municipality, capacity=5, title_sl=UNBROKEN)
    rows = [make_registration(event=full, standing=standing, name=LONG, email=f"{standing}.{UNBROKEN.lower()[:50]}@setev.example") for standing in Standing]
    eye.opens(eye.address("events:event_detail", slug=draft.slug), "This is a draft")
    eye.opens(eye.address("events:desk_event_edit", public_id=draft.public_id), "Before it can be published, it needs:")
    eye.opens(eye.address("events:desk_event_publish", public_id=draft.public_id), "Something is still missing")
    eye.opens(eye.address("events:desk_event_publish", public_id=ready.public_id), "Publish this event?")
    eye.opens(eye.address("events:desk_event_publish", public_id=full.public_id), "This event is published")
    eye.opens(eye.address("events:desk_event_edit", public_id=past.public_id))
    eye.opens(
        eye.address("events:desk_event_edit", public_id=cancelled.public_id), "The event does not take place. Its page stays, so that nobody waits at the door."
    )
    eye.opens(eye.address("events:desk_event_cancel", public_id=full.public_id), "This cannot be undone")
    eye.opens(eye.address("events:desk_event_cancel", public_id=past.public_id), "The event is over and can no longer be cancelled.")
    eye.opens(eye.address("events:desk_registration_list", public_id=full.public_id))
    eye.opens(eye.address("events:desk_registration_list", public_id=full.public_id) + "?q=zmaj", "Nobody fits")
    eye.opens(eye.address("events:desk_registration_cancel", public_id=rows[0].public_id))
    eye.opens(eye.address("events:desk_event_list"))
    eye.opens(eye.address("events:desk_event_create"))
    eye.somebody.presses(eye.somebody.say("Save"))
    eye.looks("an empty event", "Nothing is lost; everything else is kept.")


def test_a_programme_on_the_desk_in_every_state(desk_eye):
    eye = desk_eye
    draft = make_draft_programme(municipality=eye.municipality, summary_sl="")
    running = make_programme(municipality=eye.municipality, title_sl=UNBROKEN)
    phases = list(running.phases.all())
    make_item(phase=phases[1], text_sl=LONG)
    milestones = [make_milestone(programme=running, due_on=TODAY + days * DAY) for days in (-9, 9)]
    make_partner(programme=running)
    funding = make_funding(programme=running)
    running.events.set([make_event(municipality=eye.municipality), make_draft(municipality=eye.municipality, place=None)])
    many = make_draft_programme(municipality=eye.municipality, phases=38)
    for position in (38, 39):
        make_phase(programme=many, position=position, name_sl=UNBROKEN)
    for row, words in ((draft, "This is still missing:"), (running, "Phases"), (many, "Not public yet")):
        eye.opens(eye.address("programmes:desk_programme_detail", slug=row.slug), words)
    eye.opens(eye.address("programmes:desk_programme_list"))
    eye.opens(eye.address("programmes:reminder_plan"))
    eye.opens(eye.address("workspace:home"))
    for view in ("milestone_create", "event_attach", "partner_create", "municipality_add", "funding_create", "programme_edit"):
        eye.opens(eye.address(f"programmes:desk_{view}", slug=running.slug))
    for view, row in (("milestone_edit", milestones[0]), ("milestone_reach", milestones[1]), ("funding_edit", funding), ("phase_close", phases[1])):
        eye.opens(eye.address(f"programmes:desk_{view}", slug=running.slug, pk=row.pk))

    eye.opens(eye.address("programmes:desk_phase_move", slug=running.slug, pk=phases[2].pk))
    eye.somebody.writes(eye.somebody.say("First day"), phases[2].starts_on + 7 * DAY)
    eye.somebody.writes(eye.somebody.say("Last day"), phases[2].ends_on + 7 * DAY)
    eye.somebody.presses(eye.somebody.say("Next: what follows"))
    eye.looks("what follows", "This can go along")


def test_starting_a_programme_says_what_is_wrong(desk_eye):
    eye = desk_eye
    start = eye.address("programmes:desk_programme_start")
    eye.opens(start)
    eye.somebody.presses(eye.somebody.say("Lay it out"))
    eye.looks("start, empty", "Nothing is lost; everything else is kept.")
    chosen = {"method": "inlocom", "municipality": eye.municipality.pk, "title": UNBROKEN, "starts_on": "2027-05-31"}
    eye.opens(f"{eye.address('programmes:desk_programme_lay_out')}?{urlencode(chosen)}")
    eye.somebody.page.get_by_label(eye.somebody.say("Last day")).first.fill("2027-05-01")
    eye.somebody.presses(eye.somebody.say("Start the programme as a draft"))
    eye.looks("a phase that ends before it starts")
    assert eye.somebody.page.get_by_role("alert").get_by_role("link").count() >= 1


def test_what_cannot_be_deleted_says_what_leads_there(desk_eye):
    eye, home = desk_eye, desk_eye.municipality
    used, free = make_place(municipality=home, name=UNBROKEN), make_place(municipality=home)
    for _number in range(12):
        make_event(place=used, title_sl=UNBROKEN)
    kept, draft = make_draft(municipality=home, title_sl=LONG), make_draft(municipality=home)
    make_registration(event=kept, standing=Standing.CANCELLED)
    make_draft_programme(municipality=home, title_sl=LONG).events.add(draft)
    organisation = make_organisation(municipality=home, name=LONG)
    make_mandate(organisation=organisation)
    eye.opens(eye.address("locations:desk_place_edit", pk=free.pk), "Delete this place")
    eye.opens(eye.address("locations:desk_place_discard", pk=free.pk), "No event leads there. This cannot be taken back.")
    eye.opens(eye.address("locations:desk_place_discard", pk=used.pk), "Events")
    eye.opens(eye.address("events:desk_event_discard", public_id=kept.public_id), "Registrations")
    eye.opens(eye.address("events:desk_event_discard", public_id=draft.public_id), "It also disappears from here:")
    eye.opens(eye.address("contacts:desk_stakeholder_remove", kind="organisations", pk=organisation.pk), "Mandates")


def test_what_cannot_be_deleted_in_the_administration_says_so_too(eye, sign_in):
    sign_in(eye.somebody.visit, make_admin(name="Irena"))
    event = make_event(title_sl=UNBROKEN)
    free = make_place(district=make_district())
    eye.opens(eye.address("admin:locations_municipality_delete", object_id=event.municipality_id), "Events")
    eye.opens(eye.address("admin:locations_place_delete", object_id=event.place_id), "Events")
    eye.opens(eye.address("admin:locations_district_delete", object_id=free.district_id), "What stays, and no longer names it")
