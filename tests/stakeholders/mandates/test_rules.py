"""Nobody grants more than they hold."""

import pytest

from portal.common.actor import NOBODY, Actor
from stakeholders.mandates.choices import RIGHTS, Role
from stakeholders.mandates.models import Mandate
from stakeholders.mandates.rules import MandateRefused, can_end, can_grant, ensure_can_grant
from stakeholders.people.models import User

LITIJA, KRANJ = 1, 2
coordinator_of_litija = Actor(user_id=7, roles={LITIJA: frozenset({Role.COORDINATOR})}, table=RIGHTS)
admin = Actor(user_id=1, is_admin=True)


@pytest.mark.parametrize(
    ("actor", "municipality", "may"),
    [
        (NOBODY, LITIJA, False),
        (Actor(user_id=9), LITIJA, False),
        (coordinator_of_litija, LITIJA, True),
        (coordinator_of_litija, KRANJ, False),
        (admin, KRANJ, True),
    ],
)
def test_a_mandate_is_granted_only_by_who_holds_it(actor, municipality, may):
    assert can_grant(actor, role=Role.COORDINATOR, municipality_id=municipality) is may


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (NOBODY, False),
        (Actor(user_id=9), False),
        (Actor(user_id=42), True),
        (coordinator_of_litija, True),
        (Actor(user_id=8, roles={KRANJ: frozenset({Role.COORDINATOR})}, table=RIGHTS), False),
        (admin, True),
    ],
)
def test_a_mandate_is_ended_by_a_coordinator_there_or_by_its_holder(actor, may):
    assert can_end(actor, Mandate(user_id=42, municipality_id=LITIJA, role=Role.COORDINATOR)) is may


def test_a_mandate_without_a_holder_is_nobodys_own():
    assert can_end(NOBODY, Mandate(user_id=None, municipality_id=LITIJA)) is False


def test_a_closed_account_is_given_nothing():
    with pytest.raises(MandateRefused, match="This account is closed. Open it first."):
        ensure_can_grant(admin, role=Role.COORDINATOR, municipality_id=LITIJA, user=User(is_active=False))


def test_the_refusal_says_why():
    with pytest.raises(MandateRefused, match="You can give only what your own mandate allows you."):
        ensure_can_grant(coordinator_of_litija, role=Role.COORDINATOR, municipality_id=KRANJ, user=User(is_active=True))
