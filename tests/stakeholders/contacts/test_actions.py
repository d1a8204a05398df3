from datetime import date

import pytest

from portal.common.errors import Refused
from portal.common.models import AuditEntry
from portal.common.pointers import StillUsed
from programmes.involvement.models import PersonPart
from stakeholders.contacts import actions, rules
from stakeholders.contacts.models import ContactNote
from stakeholders.people.actions import erase_people
from stakeholders.people.models import Person
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_partner, make_programme
from tests.factories.stakeholders import actor_for, make_coordinator, make_mandate, make_membership, make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def litija():
    return make_municipality()


@pytest.fixture
def ana(litija):
    return actor_for(make_coordinator(municipality=litija))


def test_whoever_takes_part_in_a_programme_is_not_deleted_and_the_list_says_where(litija, ana, now):
    person = make_person(municipality=litija)
    PersonPart.objects.create(programme=make_programme(municipality=litija, title_en="Mesto", title_sl="Mesto"), person=person, role="mentor")
    organisation = make_organisation(municipality=litija)
    make_partner(programme=make_programme(municipality=litija, title_en="Krog", title_sl="Krog"), organisation=organisation)
    with pytest.raises(rules.StillInvolved, match="Mesto"):
        actions.remove_stakeholder(row=person, actor=ana, now=now)
    with pytest.raises(rules.StillInvolved, match="Krog"):
        actions.remove_stakeholder(row=organisation, actor=ana, now=now)
    assert Person.objects.filter(pk=person.pk).exists()


def test_deleting_takes_the_log_along(litija, ana, now):
    person = make_person(municipality=litija)
    actions.log_contact(row=person, on=date(2027, 5, 1), way="call", text="Rada bi sodelovala.", actor=ana, now=now)
    actions.remove_stakeholder(row=person, actor=ana, now=now)
    assert (Person.objects.count(), ContactNote.objects.count()) == (0, 0)


def test_somebody_who_wants_to_be_forgotten_is_even_from_a_programme(litija, ana, now):
    person = make_person(municipality=litija, email="ana@setev.example")
    PersonPart.objects.create(programme=make_programme(municipality=litija), person=person)
    actions.log_contact(row=person, on=date(2027, 5, 1), way="call", text="Rada bi sodelovala.", actor=ana, now=now)
    assert erase_people(email="ana@setev.example", now=now) == 1
    assert not ContactNote.objects.exists()


def test_a_next_step_is_done_once(litija, ana, now):
    note = actions.log_contact(
        row=make_organisation(municipality=litija),
        on=date(2027, 5, 1),
        way="call",
        text="Kličem v maju.",
        next_step="Poklicati",
        next_on=date(2027, 5, 20),
        actor=ana,
        now=now,
    )
    actions.finish_step(note=note, actor=ana, now=now)
    actions.finish_step(note=note, actor=ana, now=now)
    assert note.next_done_at == now
    assert AuditEntry.objects.filter(verb="contact.step_done").count() == 1


def test_nobody_touches_the_contacts_of_another_municipality(litija, now):
    stranger, person = actor_for(make_coordinator()), make_person(municipality=litija)
    note = ContactNote.objects.create(municipality=litija, person=person, on=date(2027, 5, 1), text="x", next_step="y", next_on=date(2027, 5, 2))
    for act in (
        lambda: actions.keep_person(person=person, actor=stranger, now=now),
        lambda: actions.keep_organisation(organisation=make_organisation(municipality=litija), actor=stranger, now=now),
        lambda: actions.remove_stakeholder(row=person, actor=stranger, now=now),
        lambda: actions.log_contact(row=person, on=date(2027, 5, 1), way="call", text="x", actor=stranger, now=now),
        lambda: actions.finish_step(note=note, actor=stranger, now=now),
        lambda: actions.export_stakeholders(kind="people", rows=Person.objects.filter(pk=person.pk), file_format="csv", actor=stranger, now=now),
    ):
        with pytest.raises(Refused):
            act()


def test_whoever_speaks_for_another_organisation_no_longer_speaks_for_the_first(litija, ana, now):
    person, one, other = make_person(municipality=litija), make_organisation(municipality=litija), make_organisation(municipality=litija)
    actions.keep_person(person=person, organisation=one, actor=ana, now=now)
    actions.keep_person(person=person, organisation=other, instead_of=one, actor=ana, now=now)
    assert list(person.organisations.all()) == [other]


def test_what_the_form_did_not_show_stays(litija, ana, now):
    person, shown, other = make_person(municipality=litija), make_organisation(municipality=litija), make_organisation(municipality=litija)
    for organisation in (shown, other):
        make_membership(person=person, organisation=organisation, title="predsednica")
    actions.keep_person(person=person, organisation=shown, instead_of=shown, actor=ana, now=now)
    assert set(person.organisations.all()) == {shown, other}


def test_the_trail_of_an_export_tells_how_many_and_nobodys_name(litija, ana, now):
    make_person(municipality=litija, name="Mojca")
    content = actions.export_stakeholders(
        kind="people", rows=Person.objects.filter(municipality=litija).prefetch_related("organisations"), file_format="csv", actor=ana, now=now
    )
    assert "Mojca" in content.decode("utf-8-sig")
    assert AuditEntry.objects.get().facts == {"kind": "people", "format": "csv", "rows": 1}


def test_an_organisation_for_which_somebody_acts_stays(litija, ana, now):
    organisation = make_organisation(municipality=litija, name="Gasilci")
    make_mandate(organisation=organisation)
    with pytest.raises(StillUsed, match="“Gasilci” stays, because this leads to it: Mandates: 1."):
        actions.remove_stakeholder(row=organisation, actor=ana, now=now)
    assert AuditEntry.objects.filter(verb="stakeholder.removed").count() == 0
