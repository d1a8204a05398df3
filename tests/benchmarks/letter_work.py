"""What sends letters, in a process of its own: ours, Django's loop, and bytes that were made before. All send the same newsletter to the same people.

`python -m tests.benchmarks.letter_work write COUNT` stores what ours will send; `… ours|loop|loop_anew|bytes COUNT` gets ready, says so, waits for
a line, works, and tells how it went as JSON.
"""

import json
import smtplib
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import django

django.setup()

from django.conf import settings  # noqa: E402  after the set-up
from django.core.mail import EmailMultiAlternatives, get_connection  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from portal.common.clock import now as clock  # noqa: E402
from portal.common.outbox.compose import compose  # noqa: E402
from portal.common.outbox.delivery import deliver  # noqa: E402
from portal.common.outbox.models import Lane, Letter, State  # noqa: E402
from portal.common.outbox.skeleton import filled  # noqa: E402
from stakeholders.newsletters.actions import advance_issue, schedule_issue  # noqa: E402
from stakeholders.newsletters.choices import Standing  # noqa: E402
from stakeholders.newsletters.emails import Addresses, content_of, values_for  # noqa: E402
from stakeholders.newsletters.models import Issue  # noqa: E402
from stakeholders.subscriptions.models import Subscriber, Subscription  # noqa: E402
from tests.benchmarks.installation import memory_of  # noqa: E402
from tests.factories.locations import make_municipality  # noqa: E402
from tests.factories.stakeholders import actor_for, make_coordinator, make_issue, make_topic  # noqa: E402

LANGUAGE, SHARE = "sl", 5000
PARAGRAPH = "Šestnajst sosed in sosedov se je zbralo pod lipo, da bi izbrali, kaj občina čez poletje preizkusi na Glavnem trgu. "
WORDS = "\n\n".join(f"## Dogodek {number}\n\n{PARAGRAPH * 4}[Več o tem](https://setev.example/sl/events/{number}/)" for number in range(36))


# --- Ours ------------------------------------------------------------------------------------------


def write(count):
    """An issue to so many subscribers, by the room's own actions, up to the moment at which its letters may leave."""
    now = clock()
    litija = make_municipality(name="Litija", slug=f"litija-{now.timestamp():.0f}", code="")
    topic = make_topic(municipality=litija, slug=f"novice-{now.timestamp():.0f}")
    for first in range(0, count, SHARE):
        some = range(first, min(first + SHARE, count))
        people = [Subscriber(name=f"Oseba {number}", email=f"naslov{number}@setev.example", created_at=now, confirmed_at=now) for number in some]
        people = Subscriber.objects.bulk_create(people, batch_size=1000)
        wishes = [Subscription(subscriber=one, topic=topic, standing="active", asked_at=now, confirmed_at=now) for one in people]
        Subscription.objects.bulk_create(wishes, batch_size=1000)
    issue = make_issue(topics=[topic], subject_sl="Novice iz Litije: žetev in še kaj", text_sl=WORDS, subject_en="", text_en="")
    actor = actor_for(make_coordinator(municipality=litija, email=f"maja{now.timestamp():.0f}@setev.example"))
    schedule_issue(issue=issue, send_at=None, actor=actor, now=now)
    while advance_issue(issue_id=issue.pk, now=now):
        pass
    issue.refresh_from_db()
    assert issue.standing == Standing.SENDING
    print(json.dumps({"written": Letter.objects.filter(batch=issue.batch, state=State.QUEUED).count(), "bytes": len(compose(Letter(), content(), at=now))}))


def ours(_count):
    sent = 0
    while tally := deliver(Lane.BULK, clock()):
        sent += tally[State.SENT]
    return sent


def content(number=0):
    """The same letter for one subscriber, the slow way."""
    issue = Issue.objects.with_surroundings().latest("pk")
    values = values_for(Subscriber(public_id=issue.public_id, name=f"Oseba {number}"), Addresses(issue, LANGUAGE), ["Novice"], LANGUAGE)
    return filled(content_of(issue, issue.editions.get(language=LANGUAGE)), values)


# --- What ours is compared with --------------------------------------------------------------------


def messages(count, connection):
    issue = Issue.objects.with_surroundings().latest("pk")
    letter, someone = content_of(issue, issue.editions.get(language=LANGUAGE)), Subscriber(public_id=issue.public_id)
    addresses = Addresses(issue, LANGUAGE)
    for number in range(count):
        someone.name = f"Oseba {number}"
        mine = filled(letter, values_for(someone, addresses, ["Novice"], LANGUAGE))
        to = [f"naslov{number}@setev.example"]
        message = EmailMultiAlternatives(mine.subject, mine.text, settings.DEFAULT_FROM_EMAIL, to, headers=mine.headers, connection=connection)
        message.attach_alternative(mine.html, "text/html")
        yield message


def smtp_backend():
    parts = urlsplit(settings.EMAIL_URL)
    return get_connection("django.core.mail.backends.smtp.EmailBackend", host=parts.hostname, port=parts.port)


def loop(count):
    """`message.send()` in a loop, over one connection that stays open."""
    connection = smtp_backend()
    connection.open()
    sent = sum(message.send() for message in messages(count, connection))
    connection.close()
    return sent


def loop_anew(count):
    """`message.send()` in a loop as it is mostly written: a connection for each letter."""
    return sum(message.send() for message in messages(count, smtp_backend()))


def prebuilt(count):
    """The bytes of one letter, made before, by Python's own SMTP client: nothing is left but the sending."""
    parts = urlsplit(settings.EMAIL_URL)
    message = compose(Letter(recipient="naslov@setev.example", language=LANGUAGE), content(), at=clock())
    with smtplib.SMTP(parts.hostname, parts.port) as smtp:
        for number in range(count):
            smtp.sendmail("no-reply@setev.example", [f"naslov{number}@setev.example"], message)
    return count


def work(way, count):
    get_resolver()._populate()  # what a process does once in its life, and all of them do
    print("ready", flush=True)
    sys.stdin.readline()
    begun, used = time.monotonic(), time.process_time()
    sent = {"ours": ours, "loop": loop, "loop_anew": loop_anew, "bytes": prebuilt}[way](count)
    ended = time.monotonic()
    print(json.dumps({"sent": sent, "begun": begun, "ended": ended, "cpu": time.process_time() - used, **memory_of("self"), "peak": peak()}))


def peak():
    """Megabytes that the process ever held."""
    told = Path("/proc/self/status").read_text()
    return round(int(told.partition("VmHWM:")[2].split()[0]) / 1024, 1)


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(int(sys.argv[2]))
    else:
        work(sys.argv[1], int(sys.argv[2]))
