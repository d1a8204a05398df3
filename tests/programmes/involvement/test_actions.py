import pytest

from portal.common.errors import Refused
from portal.common.models import AuditEntry
from programmes.involvement import actions
from programmes.involvement.models import PersonPart
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_programme
from tests.factories.stakeholders import actor_for, make_colleague, make_coordinator, make_person

pytestmark = pytest.mark.django_db


def test_somebody_takes_part_once_in_each_role(now):
    litija = make_municipality()
    programme, person, actor = make_programme(municipality=litija), make_person(municipality=litija), actor_for(make_coordinator(municipality=litija))
    first = actions.involve_person(programme=programme, person=person, role="mentor", actor=actor, now=now)
    assert actions.involve_person(programme=programme, person=person, role="mentor", actor=actor, now=now) == first
    actions.involve_person(programme=programme, person=person, role="jury", actor=actor, now=now)
    assert sorted(PersonPart.objects.values_list("role", flat=True)) == ["jury", "mentor"]
    assert AuditEntry.objects.filter(verb="programme.person_added").count() == 2


@pytest.mark.parametrize("role", ["viewer", "editor", "door_helper"])
def test_only_coordinators_give_and_take_parts(now, role):
    litija = make_municipality()
    programme, person = make_programme(municipality=litija), make_person(municipality=litija)
    part = PersonPart.objects.create(programme=programme, person=person)
    actor = actor_for(make_colleague(role, municipality=litija))
    with pytest.raises(Refused):
        actions.involve_person(programme=programme, person=person, role="mentor", actor=actor, now=now)
    with pytest.raises(Refused):
        actions.release_person(part=part, actor=actor, now=now)
    assert PersonPart.objects.count() == 1


def test_nobody_gives_a_part_to_the_contact_of_another_municipality(now):
    litija = make_municipality()
    programme, theirs = make_programme(municipality=litija), make_person(municipality=make_municipality())
    with pytest.raises(Refused):
        actions.involve_person(programme=programme, person=theirs, role="mentor", actor=actor_for(make_coordinator(municipality=litija)), now=now)


def test_residents_follow_a_programme_by_a_topic_of_its_name(now):
    programme = make_programme(title_sl="Skupaj", title_en="Together", summary_en="Everyone at one table.")
    actor = actor_for(make_coordinator(municipality=programme.municipality))
    topic = actions.let_residents_follow(programme=programme, actor=actor, now=now)
    programme.refresh_from_db()
    assert (topic.name_sl, topic.name_en, topic.description_en, topic.slug) == ("Skupaj", "Together", "Everyone at one table.", "skupaj")
    assert (programme.topic, topic.municipality) == (topic, programme.municipality)
    assert actions.let_residents_follow(programme=programme, actor=actor, now=now) == topic
    assert AuditEntry.objects.filter(verb="programme.can_be_followed").count() == 1


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_what_is_not_public_or_over_is_not_followed(now, status):
    programme = make_programme(status=status)
    with pytest.raises(Refused):
        actions.let_residents_follow(programme=programme, actor=actor_for(make_coordinator(municipality=programme.municipality)), now=now)


def test_others_let_nobody_follow(now):
    with pytest.raises(Refused):
        actions.let_residents_follow(programme=make_programme(), actor=actor_for(make_coordinator()), now=now)


def test_a_programme_outlives_its_topic(now):
    programme = make_programme()
    actions.let_residents_follow(programme=programme, actor=actor_for(make_coordinator(municipality=programme.municipality)), now=now).delete()
    programme.refresh_from_db()
    assert programme.topic is None
