import pytest

from portal.common.actor import NOBODY
from stakeholders.mandates.models import Mandate
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import GRANTED_AT, actor_for, make_admin, make_mandate, make_user

pytestmark = pytest.mark.django_db


def test_mandates_are_seen_by_their_holder_by_coordinators_there_and_by_administrators():
    litija = make_municipality()
    majas, jans = make_mandate(municipality=litija), make_mandate(municipality=litija)
    ended, elsewhere = make_mandate(user=jans.user, ended_at=GRANTED_AT), make_mandate()

    def seen_by(actor):
        return set(Mandate.objects.visible_to(actor))

    assert seen_by(actor_for(majas.user)) == {majas, jans}
    assert seen_by(actor_for(jans.user)) == {majas, jans, ended}
    assert seen_by(actor_for(make_admin())) == {majas, jans, ended, elsewhere}
    assert seen_by(actor_for(make_user())) == set()
    assert seen_by(NOBODY) == set()


def test_only_what_has_not_ended_is_in_force():
    make_mandate(ended_at=GRANTED_AT)
    standing = make_mandate()
    assert list(Mandate.objects.in_force()) == [standing]
