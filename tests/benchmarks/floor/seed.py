"""2,000 events of 12 programmes, the same words each time. Run as a program: `python -m floor.seed`."""

import os
import random
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "floor.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  after the set-up, as everything that knows models
from django.utils import timezone  # noqa: E402

from floor.models import Event, Programme, Tag  # noqa: E402

WORDS = (
    "Innovation Bürgerbeteiligung Stadtteil Werkstatt digital Verwaltung Förderung Klima Mobilität Quartier Projekt offen "
    "gemeinsam Zukunft Labor Netzwerk Raum Ideen Energie Bildung & <Wandel>"
).split()
chance = random.Random(1)


def words(count):
    return " ".join(chance.choice(WORDS) for _ in range(count))


def seed():
    call_command("migrate", run_syncdb=True, verbosity=0)
    programmes = [Programme.objects.create(slug=f"p{i}", title=words(3), summary=words(60), order=i) for i in range(12)]
    now = timezone.now()
    events = Event.objects.bulk_create(
        Event(
            programme=chance.choice(programmes),
            slug=f"e{i}",
            title=words(6),
            teaser=words(45),
            venue=words(4),
            starts_at=now + timedelta(hours=chance.randint(-3000, 9000)),
            ends_at=now + timedelta(hours=9001),
            capacity=100,
            seats_taken=chance.choice([10, 100]),
        )
        for i in range(2000)
    )
    tags = [Tag.objects.create(name=f"{words(1)}{i}") for i in range(20)]
    through = Tag.events.through
    through.objects.bulk_create(through(tag_id=tag.pk, event_id=event.pk) for event in events for tag in chance.sample(tags, 2))


if __name__ == "__main__":
    seed()
