import pytest

from portal.common.actor import NOBODY
from stakeholders.organisations.models import Organisation
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import actor_for, make_admin, make_coordinator, make_organisation, make_user

pytestmark = pytest.mark.django_db


def test_organisations_are_seen_by_the_coordinators_of_their_municipality():
    litija = make_municipality()
    ours, ministry = make_organisation(name="Center za razvoj", municipality=litija), make_organisation(name="Ministrstvo")
    theirs = make_organisation(name="Društvo drugje", municipality=make_municipality())

    def seen_by(actor):
        return list(Organisation.objects.visible_to(actor).in_order())

    assert seen_by(actor_for(make_coordinator(municipality=litija))) == [ours, ministry]
    assert seen_by(actor_for(make_admin())) == [ours, theirs, ministry]
    assert seen_by(actor_for(make_user())) == []
    assert seen_by(NOBODY) == []
