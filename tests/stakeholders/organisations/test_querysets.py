import pytest

from portal.common.actor import NOBODY
from stakeholders.organisations.models import Organisation
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import actor_for, make_admin, make_colleague, make_coordinator, make_member, make_organisation, make_user

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


def test_organisations_are_kept_by_those_who_lead_their_municipality():
    """Those of no municipality, such as a ministry, are kept in the administration."""
    litija = make_municipality()
    ours, theirs = make_organisation(municipality=litija), make_organisation(municipality=make_municipality())
    make_organisation(name="Ministrstvo")

    def kept_by(actor):
        return set(Organisation.objects.kept_by(actor))

    assert kept_by(actor_for(make_coordinator(municipality=litija))) == {ours}
    assert kept_by(actor_for(make_colleague("editor", municipality=litija))) == set()
    assert kept_by(actor_for(make_member(organisation=ours))) == set()
    assert kept_by(NOBODY) == set()
    assert kept_by(actor_for(make_admin())) == {ours, theirs}
