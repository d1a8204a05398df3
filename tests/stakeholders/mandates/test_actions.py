import pytest

from portal.common.models import AuditEntry
from stakeholders.mandates.actions import end_mandate, grant_mandate
from stakeholders.mandates.choices import Role
from stakeholders.mandates.models import Mandate
from stakeholders.mandates.rules import MandateRefused
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import actor_for, make_coordinator, make_mandate, make_user

pytestmark = pytest.mark.django_db


def trail():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "actor_id", "facts"))


def test_a_coordinator_gives_a_colleague_the_same_mandate(now):
    litija = make_municipality(name="Litija")
    maja, jan = make_coordinator(municipality=litija), make_user()
    mandate = grant_mandate(user=jan, municipality=litija, role=Role.COORDINATOR, actor=actor_for(maja), now=now)
    assert actor_for(jan).roles == {litija.pk: frozenset({Role.COORDINATOR})}
    assert (mandate.granted_by, mandate.granted_at) == (maja, now)
    assert trail() == [("mandate.granted", maja.pk, {"user": jan.pk, "municipality": litija.pk, "role": "coordinator"})]


def test_granting_what_is_held_already_changes_nothing(now):
    litija = make_municipality()
    maja = make_coordinator(municipality=litija)
    again = grant_mandate(user=maja, municipality=litija, role=Role.COORDINATOR, actor=actor_for(maja), now=now)
    assert list(Mandate.objects.all()) == [again]
    assert trail() == []


def test_a_stranger_grants_nothing(now):
    with pytest.raises(MandateRefused):
        grant_mandate(user=make_user(), municipality=make_municipality(), role=Role.COORDINATOR, actor=actor_for(make_coordinator()), now=now)
    assert Mandate.objects.count() == 1
    assert trail() == []


def test_an_ended_mandate_counts_no_more_and_can_be_given_anew(now):
    litija = make_municipality()
    maja, jan = make_coordinator(municipality=litija), make_user()
    mandate = make_mandate(user=jan, municipality=litija)
    ended = end_mandate(mandate=mandate, actor=actor_for(maja), now=now)
    assert ended.ended_at == now
    assert actor_for(jan).roles == {}
    anew = grant_mandate(user=jan, municipality=litija, role=Role.COORDINATOR, actor=actor_for(maja), now=now)
    assert anew.pk != mandate.pk
    assert [verb for verb, *_ in trail()] == ["mandate.ended", "mandate.granted"]


def test_ending_it_twice_is_ending_it_once(now):
    mandate = make_mandate(role="editor")
    for _ in range(2):
        end_mandate(mandate=mandate, actor=actor_for(mandate.user), now=now)
    assert [verb for verb, *_ in trail()] == ["mandate.ended"]


@pytest.mark.parametrize("role", ["coordinator", "editor", "door_helper", "viewer"])
def test_a_neighbour_ends_nothing(now, role):
    """Whether or not there are others who coordinate."""
    litija = make_municipality()
    make_coordinator(municipality=litija)
    mandate = make_mandate(municipality=litija, role=role)
    with pytest.raises(MandateRefused, match="Only a coordinator there can end this mandate."):
        end_mandate(mandate=mandate, actor=actor_for(make_coordinator()), now=now)
    mandate.refresh_from_db()
    assert mandate.ended_at is None
