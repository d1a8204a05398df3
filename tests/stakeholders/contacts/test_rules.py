import pytest

from stakeholders.contacts import rules
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import actor_for, make_admin, make_colleague, make_coordinator

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("role", "may"), [("coordinator", True), ("editor", False), ("viewer", False), ("door_helper", False)])
def test_contacts_are_kept_by_those_who_lead(role, may):
    litija = make_municipality()
    assert rules.can_keep_contacts(actor_for(make_colleague(role, municipality=litija)), litija.pk) is may


def test_nobody_keeps_the_contacts_of_others_but_an_administrator():
    litija = make_municipality()
    assert not rules.can_keep_contacts(actor_for(make_coordinator()), litija.pk)
    assert rules.can_keep_contacts(actor_for(make_admin()), litija.pk)
