import pytest

from portal.common.actor import NOBODY
from stakeholders.mandates.models import Invitation, Mandate
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import GRANTED_AT, actor_for, make_admin, make_invitation, make_mandate, make_user

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


def test_invitations_are_seen_by_those_who_lead_there():
    litija = make_municipality()
    here, elsewhere = make_invitation(municipality=litija), make_invitation()

    def seen_by(user):
        return set(Invitation.objects.manageable_by(actor_for(user)))

    assert seen_by(here.invited_by) == {here}
    assert seen_by(make_admin()) == {here, elsewhere}
    assert seen_by(make_mandate(municipality=litija, role="editor").user) == set()
    assert seen_by(None) == set()


def test_an_answered_invitation_waits_for_nothing(now):
    make_invitation(accepted_at=now), make_invitation(withdrawn_at=now)
    waiting = make_invitation()
    assert list(Invitation.objects.unanswered()) == [waiting]
