import pytest
from django.db import IntegrityError, transaction

from portal.common.actor import NOBODY
from stakeholders.people.models import Person, User
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import actor_for, make_admin, make_coordinator, make_membership, make_organisation, make_person, make_user

pytestmark = pytest.mark.django_db


def test_an_account_is_found_however_its_address_is_typed():
    user = User.objects.create_user(" Maja@Setev.Example ", "geslo", name="Maja")
    assert user.email == "maja@setev.example"
    assert User.objects.get_by_natural_key("MAJA@setev.example") == user


def test_the_same_address_in_capitals_is_not_a_second_account():
    make_user(email="maja@setev.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="MAJA@setev.example", name="Maja")


def test_an_administrator_made_from_the_command_line_may_do_everything():
    admin = User.objects.create_superuser("ana@setev.example", "geslo", name="Ana")
    assert (admin.is_staff, admin.is_superuser, admin.get_full_name(), admin.get_short_name()) == (True, True, "Ana", "Ana")


def test_people_are_seen_by_those_who_work_with_them():
    litija = make_municipality()
    maja = make_coordinator(municipality=litija)
    oneself = make_person(user=maja)
    member = make_membership(organisation=make_organisation(municipality=litija)).person
    stranger = make_membership(organisation=make_organisation(municipality=make_municipality())).person

    def seen_by(actor):
        return set(Person.objects.visible_to(actor))

    assert seen_by(actor_for(maja)) == {oneself, member}
    assert seen_by(actor_for(make_user())) == set()
    assert seen_by(NOBODY) == set()
    assert seen_by(actor_for(make_admin())) == {oneself, member, stranger}


def test_somebody_in_two_organisations_is_listed_once():
    litija = make_municipality()
    person = make_person()
    for _ in range(2):
        make_membership(organisation=make_organisation(municipality=litija), person=person)
    assert list(Person.objects.visible_to(actor_for(make_coordinator(municipality=litija)))) == [person]


def test_a_person_is_known_by_their_address():
    person = make_person(email="joze@setev.example")
    assert list(Person.objects.known_as(" Joze@Setev.example")) == [person]
