"""A published InLoCom programme with a workshop for two, told in an installation of its own. Prints what the story needs to know.

Run as a program there: `python -m tests.faults.workshop`.
"""

import json
from datetime import timedelta

import django

django.setup()

from django.utils.timezone import localdate  # noqa: E402  after the set-up, as everything that knows models

from events.agenda.actions import draft_event, publish_event  # noqa: E402
from portal.common.clock import now as clock  # noqa: E402
from programmes.catalogue.actions import publish_programme, start_programme  # noqa: E402
from programmes.catalogue.choices import methods  # noqa: E402
from programmes.catalogue.rules import lay_out  # noqa: E402
from tests.factories.locations import make_municipality, make_place  # noqa: E402
from tests.factories.stakeholders import actor_for, make_coordinator  # noqa: E402


def tell():
    now = clock()
    earlier = now - timedelta(days=10)
    litija = make_municipality(name="Litija", slug="litija", legal_name="Občina Litija", official_languages=["sl"])
    maja = make_coordinator(municipality=litija, name="Maja Kovač", email="maja@setev.example", language="sl")
    maja.mandates.update(granted_at=earlier)
    method = methods["inlocom"]
    # the phase begins in six days: its reminder of a week before became due yesterday, and the programme was public by then
    layout = lay_out(method, localdate(now) + timedelta(days=6))
    programme = start_programme(
        method=method,
        municipality=litija,
        title={"sl": "Litija diha skupaj"},
        starts_on=layout.phases[0].starts_on,
        phases=layout.phases,
        milestones=[],
        events=[],
        actor=actor_for(maja),
        now=earlier,
    )
    programme.summary_sl = "Vsi za isto mizo."
    programme.save()
    publish_programme(programme=programme, actor=actor_for(maja), now=earlier)
    starts_at = now + timedelta(days=9)
    workshop = draft_event(
        municipality=litija,
        kind="workshop",
        words={"title": {"sl": "Delavnica za dva", "en": "A workshop for two"}},
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place=make_place(municipality=litija),
        capacity=2,
        actor=actor_for(maja),
        now=now,
    )
    programme.events.add(workshop)
    publish_event(event=workshop, actor=actor_for(maja), now=now)
    return {"workshop": workshop.slug}


print(json.dumps(tell()))  # noqa: T201  the story reads it
