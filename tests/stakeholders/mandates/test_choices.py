"""Which role may do what: the whole table, so that a change of it is a change of this page."""

import pytest

from portal.common.actor import NOBODY, Actor, Right
from stakeholders.mandates.choices import RIGHTS, Role

LITIJA, KRANJ = 1, 2


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.COORDINATOR, {Right.LOOK, Right.MEET, Right.WRITE, Right.LEAD}),
        (Role.EDITOR, {Right.LOOK, Right.WRITE}),
        (Role.DOOR_HELPER, {Right.MEET}),
        (Role.VIEWER, {Right.LOOK}),
    ],
)
def test_a_role_may_do_this_and_nothing_else_and_nowhere_else(role, rights):
    actor = Actor(user_id=1, roles={LITIJA: frozenset({role})}, table=RIGHTS)
    assert {right for right in Right if actor.may(right, LITIJA)} == rights
    assert {right for right in Right if LITIJA in actor.may_in(right)} == rights
    assert {right for right in Right if actor.may_somewhere(right)} == rights
    assert [right for right in Right if actor.may(right, KRANJ) or actor.may(right, None) or actor.may_for_organisation(right, LITIJA)] == []
    assert (actor.looks, actor.meets, actor.writes, actor.leads) == tuple(right in rights for right in (Right.LOOK, Right.MEET, Right.WRITE, Right.LEAD))


def test_every_role_stands_in_the_table():
    assert set(RIGHTS) == set(Role.values)


def test_a_mandate_for_an_organisation_opens_no_municipality():
    actor = Actor(user_id=1, organisation_roles={LITIJA: frozenset({Role.COORDINATOR})}, table=RIGHTS)
    assert [right for right in Right if actor.may(right, LITIJA) or actor.may_somewhere(right)] == []
    assert {right for right in Right if actor.may_for_organisation(right, LITIJA)} == set(Right)
    assert (actor.organisations(Right.LEAD), actor.is_coordinator) == ({LITIJA}, True)


def test_nobody_may_nothing_and_an_administrator_everything():
    admin = Actor(user_id=1, is_admin=True)
    assert [right for right in Right if NOBODY.may(right, LITIJA) or NOBODY.may_for_organisation(right, LITIJA) or NOBODY.may_somewhere(right)] == []
    assert [right for right in Right if not (admin.may(right, LITIJA) and admin.may_for_organisation(right, LITIJA) and admin.may_somewhere(right))] == []
