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

from portal.common.clock import now as clock  # noqa: E402
from portal.common.outbox.batches import let_go, write_batch  # noqa: E402
from portal.common.outbox.compose import compose  # noqa: E402
from portal.common.outbox.delivery import deliver  # noqa: E402
from portal.common.outbox.kinds import Content, LetterKind, kinds  # noqa: E402
from portal.common.outbox.models import Lane, Letter, State  # noqa: E402
from portal.common.outbox.post import Addressee, post_many  # noqa: E402
from portal.common.outbox.skeleton import Skeleton, filled, gap  # noqa: E402
from stakeholders.people.models import Person  # noqa: E402
from tests.benchmarks.installation import memory_of  # noqa: E402

SENDER, SUBJECT = "Setev <no-reply@setev.example>", "Novice iz Litije: žetev in še kaj"
LINK = "https://setev.example/odjava/{number}/0a1b2c3d-4e5f-" + "Ab_-" * 8
PARAGRAPH = "Šestnajst sosed in sosedov se je zbralo pod lipo, da bi izbrali, kaj občina čez poletje preizkusi na Glavnem trgu. "


def content():
    """Some 28 kB of HTML and 3 kB of text, with letters that are no ASCII: an issue of an ordinary newsletter."""
    html = "".join(f'<tr><td style="padding:8px 16px"><h2>Dogodek {n}</h2><p>{PARAGRAPH * 3}</p></td></tr>' for n in range(64))
    hello, bye = f"Pozdravljeni, {gap('name')}!", f"Odjava: {gap('link')}"
    return Content(
        subject=SUBJECT,
        text=f"{hello}\n\n{PARAGRAPH * 26}\n\n{bye}\n",
        html=f'<html lang="sl"><body><p>{hello}</p><table>{html}</table><p><a href="{gap("link")}">Odjava</a></p></body></html>',
        headers={"List-Unsubscribe": f"<{gap('link')}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Precedence": "bulk"},
    )


CONTENT = content()


def values_of(number, name):
    return {"name": name, "link": LINK.format(number=number)}


# --- Ours ------------------------------------------------------------------------------------------
#
# The seam: until the room of newsletters stands, its part is played by this kind of letter. As an issue does, it asks the database once for
# all letters of a claim whether they are still wanted, and fills one skeleton. Afterwards `write` stores an issue by the room's own action,
# and this kind goes.

SKELETON = Skeleton.of(CONTENT, language="sl")


def many(letters, moment):
    known = dict(Person.objects.filter(email__in=[letter.recipient for letter in letters]).values_list("email", "name"))
    return {
        letter.pk: SKELETON.fill(letter, values_of(letter.facts["number"], known[letter.recipient]), at=moment)
        if letter.recipient in known
        else State.SUPPRESSED
        for letter in letters
    }


ISSUE = LetterKind(
    name="bench.issue",
    label="",
    trigger="",
    still_wanted=lambda _letter, _now: True,
    render=lambda letter: filled(CONTENT, values_of(letter.facts["number"], "Oseba")),
    many=many,
)
kinds.register(ISSUE.name, ISSUE)


def write(count):
    now = clock()
    batch = write_batch(ISSUE.name, now=now)
    for first in range(0, count, 5000):
        some = range(first, min(first + 5000, count))
        people = [Person(name=f"Oseba {number}", email=f"naslov{number}@setev.example", created_at=now) for number in some]
        Person.objects.bulk_create(people, batch_size=1000)
        addressees = [Addressee(to=f"naslov{number}@setev.example", language="sl", once=str(number), facts={"number": number}) for number in some]
        post_many(ISSUE, batch, addressees, now=now)
    let_go(batch)
    print(json.dumps({"written": count}))


def ours(_count):
    sent = 0
    while tally := deliver(Lane.BULK, clock()):
        sent += tally[State.SENT]
    return sent


# --- What ours is compared with --------------------------------------------------------------------


def messages(count, connection):
    for number in range(count):
        mine = filled(CONTENT, values_of(number, f"Oseba {number}"))
        message = EmailMultiAlternatives(mine.subject, mine.text, SENDER, [f"naslov{number}@setev.example"], headers=mine.headers, connection=connection)
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
    letter = Letter(recipient="naslov@setev.example", language="sl")
    message = compose(letter, filled(CONTENT, values_of(0, "Oseba")), at=clock())
    with smtplib.SMTP(parts.hostname, parts.port) as smtp:
        for number in range(count):
            smtp.sendmail("no-reply@setev.example", [f"naslov{number}@setev.example"], message)
    return count


def work(way, count):
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
