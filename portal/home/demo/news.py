"""Who wishes to be written to: topics of Litija, and residents who have chosen some of them. All of it by the real actions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.utils.translation import override

from portal.common.words import columns
from portal.home.demo.clock import Clock
from portal.home.demo.stage import Cast, Resident, read, residents
from programmes.catalogue.models import Programme
from programmes.involvement.actions import let_residents_follow
from stakeholders.subscriptions.actions import confirm, create_topic, end_all, subscribe
from stakeholders.subscriptions.choices import Way
from stakeholders.subscriptions.models import Subscriber, Topic
from stakeholders.subscriptions.presenters import wording_for

NEWS = read("news")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def tell(cast: Cast, programme: Programme, clock: Clock, moment: datetime) -> None:
    """Topics first; then people choose, an hour apart, and click some minutes later."""
    litija, actor = cast.municipalities["litija"], cast.coordinators["litija"]
    people = list(islice(residents(), 40))
    for facts in NEWS["topics"]:
        topic = Topic(municipality=litija, position=facts["position"], **columns("name", facts["name"]), **columns("description", facts["description"]))
        create_topic(topic=topic, actor=actor, now=moment)
        choose(topic, people[: facts["subscribers"]], clock, moment + facts["position"] * HOUR)
    follow = let_residents_follow(programme=programme, actor=actor, now=moment)
    own = NEWS["programme"]
    choose(follow, people[8 : 8 + own["subscribers"]], clock, moment + 3 * HOUR)
    for person in people[-own["waiting"] :]:
        clock.at(clock.now - 2 * HOUR, lambda later, person=person: asks(person, [follow], later))
    clock.at(moment + 80 * HOUR, lambda later: end_all(subscriber=Subscriber.objects.get(email=people[0].email), way=Way.LETTER, now=later))


def choose(topic: Topic, people: Sequence[Resident], clock: Clock, moment: datetime) -> None:
    for number, person in enumerate(people):
        at = moment + number * (HOUR + 7 * MINUTE)
        clock.at(at, lambda later, person=person: asks(person, [topic], later))
        clock.at(at + 9 * MINUTE, lambda later, person=person: confirm(subscriber=Subscriber.objects.get(email=person.email), now=later))


def asks(person: Resident, topics: Sequence[Topic], moment: datetime) -> None:
    with override(person.language):
        subscribe(topics=topics, email=person.email, name=person.name, language=person.language, wording=wording_for(topics), now=moment)
