import pytest

from locations.municipalities.models import Municipality
from portal.common.actor import NOBODY, Actor, Right
from stakeholders.subscriptions import rules
from stakeholders.subscriptions.models import Topic

LITIJA, KRANJ = 1, 2
LEADER = Actor(user_id=1, roles={LITIJA: frozenset({"leads"})}, table={"leads": frozenset(Right)})
WRITER = Actor(user_id=2, roles={LITIJA: frozenset({"writes"})}, table={"writes": frozenset({Right.LOOK, Right.WRITE})})
ADMIN = Actor(user_id=3, is_admin=True)


@pytest.mark.parametrize(
    ("actor", "municipality", "may"), [(LEADER, LITIJA, True), (LEADER, KRANJ, False), (WRITER, LITIJA, False), (NOBODY, LITIJA, False), (ADMIN, KRANJ, True)]
)
def test_topics_are_kept_by_those_who_lead_their_municipality(actor, municipality, may):
    assert rules.can_keep_topics(actor, municipality) is may
    if not may:
        with pytest.raises(rules.NotYours):
            rules.ensure_can_keep_topics(actor, municipality)


def test_the_portal_itself_is_no_actor_and_may():
    rules.ensure_can_keep_topics(None, LITIJA)
    rules.ensure_can_suppress(None)


def test_silence_is_noted_by_whoever_leads_any_municipality():
    rules.ensure_can_suppress(LEADER)
    for actor in (WRITER, NOBODY):
        with pytest.raises(rules.NotYours):
            rules.ensure_can_suppress(actor)


def test_only_what_is_offered_can_be_chosen():
    litija = Municipality(pk=LITIJA)
    news, plans = Topic(pk=1, municipality=litija), Topic(pk=2, municipality=litija)
    rules.ensure_on_offer([news], offered=[news, plans])
    with pytest.raises(rules.NotOnOffer) as refusal:
        rules.ensure_on_offer([news, plans], offered=[news])
    assert str(refusal.value) == "One of the topics takes nobody new any more. Look over your choice and send it once more."


@pytest.mark.parametrize(
    ("reason", "other", "weighs_more"), [("asked", "refused", True), ("complaint", "refused", True), ("refused", "asked", False), ("asked", "asked", False)]
)
def test_a_wish_weighs_more_than_what_a_mail_server_says(reason, other, weighs_more):
    assert rules.outweighs(reason, other) is weighs_more
