"""Inviting, accepting, leaving."""

import pytest

from portal.common.outbox.models import Letter
from stakeholders.mandates import actions, rules
from stakeholders.mandates.choices import Role
from stakeholders.mandates.models import Invitation, Mandate
from stakeholders.people.models import User
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_programme
from tests.factories.stakeholders import actor_for, make_admin, make_colleague, make_coordinator, make_invitation, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db
JAN = "jan@setev.example"


def invite(actor, now, *, email=JAN, role=Role.EDITOR, **body):
    return actions.invite(email=email, language="en", **body, role=role, actor=actor, now=now)


def test_a_coordinator_invites_and_the_letter_says_who_to_what_and_until_when(now, letters):
    litija = make_municipality(name="Litija")
    invite(actor_for(make_coordinator(municipality=litija, name="Maja Zorman")), now, municipality=litija, email=" Jan@Setev.example ")
    [letter] = letters(now)
    text = letter.get_body(("plain",)).get_content()
    assert (letter["To"], letter["Subject"]) == (JAN, "Act for Litija")
    assert "Maja Zorman invites you to the workspace of Litija, as editor." in " ".join(text.split())


def test_accepting_opens_an_account_and_gives_the_mandate_once(now):
    invitation = make_invitation(email=JAN, invited_at=now)
    mandate = actions.accept_invitation(invitation=invitation, name="Jan", now=now)
    assert (mandate.user.email, mandate.user.name, mandate.user.has_usable_password()) == (JAN, "Jan", False)
    assert (mandate.role, mandate.municipality, mandate.granted_by) == (Role.EDITOR, invitation.municipality, invitation.invited_by)
    with pytest.raises(rules.InvitationGone):
        actions.accept_invitation(invitation=Invitation.objects.get(pk=invitation.pk), name="Jan", now=now)
    with pytest.raises(rules.InvitationGone):
        actions.accept_invitation(invitation=invitation, name="Jan", now=now)  # of two at once, the row decides
    assert User.objects.filter(email=JAN).count() == 1


def test_an_account_that_is_there_is_taken(now):
    jan = make_user(email=JAN)
    assert actions.accept_invitation(invitation=make_invitation(email=JAN), now=now).user == jan


def test_nobody_offers_more_than_they_hold(now):
    litija = make_municipality()
    for role in (Role.EDITOR, Role.DOOR_HELPER, Role.VIEWER):
        with pytest.raises(rules.MandateRefused):
            invite(actor_for(make_colleague(role, municipality=litija)), now, municipality=litija, role=Role.VIEWER)
    with pytest.raises(rules.MandateRefused):
        invite(actor_for(make_coordinator()), now, municipality=litija)
    assert Invitation.objects.count() == Letter.objects.count() == 0


def test_an_organisation_invites_for_itself_and_for_no_municipality(now):
    ours, theirs = make_organisation(), make_organisation()
    actor = actor_for(make_member(organisation=ours))
    invitation = invite(actor, now, organisation=ours)
    assert actions.accept_invitation(invitation=invitation, name="Jan", now=now).organisation == ours
    with pytest.raises(rules.MandateRefused):
        invite(actor, now, organisation=theirs)
    with pytest.raises(rules.MandateRefused):
        invite(actor, now, municipality=make_municipality())


def test_what_is_held_already_is_not_offered(now):
    litija = make_municipality()
    make_colleague(Role.EDITOR, municipality=litija, email=JAN)
    with pytest.raises(rules.MandateRefused, match="This person holds the mandate already."):
        invite(actor_for(make_coordinator(municipality=litija)), now, municipality=litija)


def test_inviting_twice_sends_the_letter_again_and_only_the_newest_link_holds(now, letters):
    litija = make_municipality()
    actor = actor_for(make_coordinator(municipality=litija))
    first = invite(actor, now, municipality=litija)
    again = invite(actor, now, municipality=litija)
    assert (again.pk, again.version, len(letters(now))) == (first.pk, 2, 1)  # the letter with the old link was still wanted by nobody
    with pytest.raises(rules.InvitationGone):
        actions.accept_invitation(invitation=first, name="Jan", now=now)


def test_a_withdrawn_or_late_invitation_gives_nothing(now):
    withdrawn, late = make_invitation(), make_invitation(expires_at=now)
    actions.withdraw_invitation(invitation=withdrawn, actor=actor_for(withdrawn.invited_by), now=now)
    for invitation in (Invitation.objects.get(pk=withdrawn.pk), late):
        with pytest.raises(rules.InvitationGone):
            actions.accept_invitation(invitation=invitation, name="Jan", now=now)
    with pytest.raises(rules.InvitationGone):
        actions.withdraw_invitation(invitation=withdrawn, actor=actor_for(withdrawn.invited_by), now=now)


def test_a_stranger_neither_sends_again_nor_withdraws(now):
    invitation, stranger = make_invitation(), actor_for(make_coordinator())
    for act in (actions.send_invitation_again, actions.withdraw_invitation):
        with pytest.raises(rules.MandateRefused):
            act(invitation=invitation, actor=stranger, now=now)


def test_what_somebody_offered_who_has_left_is_not_given_and_not_spent(now):
    invitation = make_invitation(email=JAN)
    Mandate.objects.filter(user=invitation.invited_by).update(ended_at=now)
    with pytest.raises(rules.InvitationGone, match="Whoever invited you may no longer give this mandate."):
        actions.accept_invitation(invitation=invitation, name="Jan", now=now)
    invitation.refresh_from_db()
    assert (invitation.accepted_at, User.objects.filter(email=JAN).exists()) == (None, False)


def test_a_closed_account_accepts_nothing(now):
    make_user(email=JAN, is_active=False)
    with pytest.raises(rules.MandateRefused, match="This account is closed."):
        actions.accept_invitation(invitation=make_invitation(email=JAN), now=now)


def test_the_last_coordinator_stays_until_somebody_follows(now):
    litija = make_municipality()
    maja = make_coordinator(municipality=litija)
    mandate = maja.mandates.get()
    make_coordinator(municipality=litija, is_active=False)
    with pytest.raises(rules.LastCoordinator):
        actions.end_mandate(mandate=mandate, actor=actor_for(maja), now=now)
    assert actions.end_mandate(mandate=mandate, actor=actor_for(make_admin()), now=now).ended_at == now


def test_programmes_are_handed_over_with_the_mandate_and_no_others(now):
    litija = make_municipality()
    maja, jan = make_coordinator(municipality=litija), make_coordinator(municipality=litija)
    hers, elsewhere = make_programme(municipality=litija, coordinator=maja), make_programme(coordinator=maja)
    actions.end_mandate(mandate=maja.mandates.get(), successor=jan, actor=actor_for(maja), now=now)
    hers.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (hers.coordinator, elsewhere.coordinator) == (jan, maja)


def test_only_somebody_who_coordinates_here_takes_over(now):
    litija = make_municipality()
    maja, _jan, editor = make_coordinator(municipality=litija), make_coordinator(municipality=litija), make_colleague(Role.EDITOR, municipality=litija)
    for successor in (editor, maja, make_coordinator()):
        with pytest.raises(rules.MandateRefused):
            actions.end_mandate(mandate=maja.mandates.get(), successor=successor, actor=actor_for(maja), now=now)


def test_invitations_are_forgotten_in_time_and_at_the_persons_wish(now):
    make_invitation(email=JAN)
    make_invitation(expires_at=now - rules.KEPT - rules.LINK_HOLDS)
    assert (actions.forget_invitations(now), actions.erase_invitations(email=JAN, now=now), Invitation.objects.count()) == (1, 1, 0)
