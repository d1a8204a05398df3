"""An issue of a newsletter for as many subscribers as RECIPIENTS says, scheduled for now in an installation of its own. Prints its number and theirs.

Run as a program there: `python -m tests.faults.issue`.
"""

import json
import os
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402  after the set-up, as everything that knows models

from portal.common.clock import now as clock  # noqa: E402
from stakeholders.newsletters.actions import draft_issue, schedule_issue  # noqa: E402
from stakeholders.newsletters.models import Issue  # noqa: E402
from stakeholders.subscriptions.choices import Standing  # noqa: E402
from stakeholders.subscriptions.models import Subscriber, Subscription, Topic  # noqa: E402
from tests.factories.locations import make_municipality  # noqa: E402
from tests.factories.stakeholders import actor_for, make_coordinator, make_topic  # noqa: E402

TEXT = (
    "Hvala vsem, ki ste prišli. **Zapisali smo vse pobude.**\n\n- prostor za mlade\n- srečanja po vaseh\n\n[Program](https://setev.example/sl/programmes/)\n\n"
    * 8
)


def subscribe(topic: Topic, count: int, earlier) -> None:
    """As many rows at once as the two databases take: a test of sending does not test subscribing."""
    people = [
        Subscriber(
            email=f"r{number:06}@example.si",
            name=f"Žiga <{number}> & sosedje",
            language="en" if number % 3 == 0 else "sl",
            created_at=earlier,
            confirmed_at=earlier,
        )
        for number in range(count)
    ]
    with transaction.atomic():
        Subscriber.objects.bulk_create(people, batch_size=2000)
        rows = Subscriber.objects.order_by("pk").values_list("pk", flat=True)
        Subscription.objects.bulk_create(
            [Subscription(subscriber_id=pk, topic=topic, standing=Standing.ACTIVE, asked_at=earlier, confirmed_at=earlier) for pk in rows], batch_size=2000
        )


def tell() -> dict[str, int]:
    now = clock()
    litija = make_municipality(name="Litija", slug="litija", legal_name="Občina Litija", official_languages=["sl"])
    lead = actor_for(make_coordinator(municipality=litija, email="maja@setev.example"))
    topic = make_topic(municipality=litija)
    count = int(os.environ["RECIPIENTS"])
    subscribe(topic, count, now - timedelta(days=10))
    words = {"subject_sl": "Novice iz Litije", "text_sl": TEXT, "subject_en": "News from Litija", "text_en": TEXT}
    issue = draft_issue(issue=Issue(municipality=litija, **words), topics=[topic], actor=lead, now=now)
    schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    return {"issue": issue.pk, "recipients": count}


if __name__ == "__main__":
    print(json.dumps(tell()))  # noqa: T201  the answer to whoever started this program
