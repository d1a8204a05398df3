"""A large installation by bulk insert: some rows are made as the product makes them, and the database multiplies them.

At 1x: 20 programmes, 1,000 events, 10,000 people, each registered once, and 50,000 letters, in twelve municipalities. Run as a
program in the environment of the installation: `python -m tests.benchmarks.seed 10`.
"""

import sys
import time
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402  after the set-up, as everything that knows models
from django.utils import timezone  # noqa: E402

from events.agenda.choices import Kind, Status  # noqa: E402
from events.agenda.models import Event  # noqa: E402
from events.registrations.models import Registration, Seats  # noqa: E402
from events.retention.actions import count_turnout  # noqa: E402
from portal.common.outbox.models import Letter, State  # noqa: E402
from programmes.catalogue.choices import PartnerRole, methods  # noqa: E402
from programmes.catalogue.models import Participation, Programme  # noqa: E402
from stakeholders.people.models import Person  # noqa: E402
from tests.factories.events import make_event  # noqa: E402
from tests.factories.locations import make_district, make_municipality, make_place  # noqa: E402
from tests.factories.programmes import make_funding, make_milestone, make_partner, make_programme, make_target  # noqa: E402
from tests.factories.stakeholders import make_organisation  # noqa: E402

MUNICIPALITIES, PROGRAMMES, EVENTS, PEOPLE, LETTERS = 12, 20, 1_000, 10_000, 50_000  # at 1x; the municipalities stay as many
SAMPLES = 60  # events that are made one by one
MIX = 7919  # a prime: number times it goes through all days in an order that mixes the samples
SPAN = 730  # days over which events are spread, half of them gone
NAMES = "Litija Celje Žalec Velenje Trbovlje Hrastnik Zagorje Sevnica Krško Brežice Škofljica Črnomelj".split()
SUBJECTS = (
    "podnebje in drevesa", "pametne luči", "kolesarske poti", "skupnostni vrt", "prazne izložbe", "medgeneracijsko druženje", "odprti podatki",
    "ponovna raba", "varna pot v šolo", "energetska skupnost", "digitalna pismenost", "mladi v občini",
)  # fmt: skip
TEXT = "Zberemo se za isto mizo, pogledamo, kaj se je v kraju spremenilo, in izberemo, kar bomo preizkusili do jeseni. Prinesite svoje zamisli. "


def say(words):
    print(f"  {time.perf_counter() - begun:6.1f} s  {words}", file=sys.stderr, flush=True)


def multiply(model, samples, numbers, **changes):
    """Rows like the samples, one for each number of the span; `changes` are SQL over the sample `one` and the number `n`."""
    table, first, last = model._meta.db_table, *numbers
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id" or "id" in changes]
    named = ", ".join(f'"{column}"' for column in columns)
    values = [changes.pop(column, f'one."{column}"') for column in columns]
    if changes:
        raise SystemExit(f"{table} has no {', '.join(changes)}")
    keys = ", ".join(repr(str(sample.pk)) for sample in samples)
    with connection.cursor() as cursor:
        indexes = without_indexes(cursor, table)
        cursor.execute(
            f"INSERT INTO {table} ({named}) SELECT {', '.join(values)} FROM generate_series({first}, {last}) AS n "
            f"JOIN (SELECT *, row_number() OVER (ORDER BY {model._meta.pk.column}) - 1 AS turn FROM {table} "
            f"WHERE {model._meta.pk.column}::text IN ({keys})) AS one ON one.turn = n % {len(samples)}"
        )
        for made in indexes:
            cursor.execute(made)
    say(f"{last - first + 1:,} rows of {table}")


def without_indexes(cursor, table):
    """Indexes are made anew once the rows are in, which takes a fraction of the time. Those that are promises stay."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint) AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
        [table],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]


def make_ground():
    towns = [make_municipality(name=name, slug=f"obcina-{number}") for number, name in enumerate(NAMES)]
    for number, town in enumerate(towns):
        town.neighbours.add(towns[(number + 1) % len(towns)], towns[(number + 5) % len(towns)])
    districts = [[make_district(municipality=town) for _ in range(3)] for town in towns]
    places = [
        [make_place(municipality=town, district=district, name=f"Dvorana {district.name[-3:].strip()}", step_free="yes") for district in some]
        for town, some in zip(towns, districts, strict=True)
    ]
    return towns, places


def make_programmes(scale, towns, now):
    today, keys = timezone.localdate(now), list(methods.names())
    firms = [make_organisation() for _ in range(8)]
    programmes = []
    for number in range(PROGRAMMES * scale):
        begins = today - timedelta(days=42 + number % 3) if number % 2 == 0 else today - timedelta(days=200 + number % 300)
        subject, town = SUBJECTS[number % len(SUBJECTS)], towns[number % len(towns)]
        words = {"title_sl": f"{subject.capitalize()} {number}", "title_en": f"Programme {number}", "slug": f"program-{number}", "summary_sl": TEXT[:140]}
        one = make_programme(
            municipality=town, starts_on=begins, method=keys[number % len(keys)], published_at=now - timedelta(days=90), text_sl=TEXT * 6, **words
        )
        others = [Participation(programme=one, municipality=towns[(number + step) % len(towns)], role=PartnerRole.PARTNER) for step in range(1, 8)]
        Participation.objects.bulk_create(others)
        for step in range(3):
            make_milestone(programme=one, due_on=begins + timedelta(days=30 * step))
            make_partner(programme=one, organisation=firms[(number + step) % len(firms)])
        make_funding(programme=one)
        make_target(programme=one)
        programmes.append(one)
    say(f"{len(programmes):,} programmes")
    return programmes


def make_events(scale, towns, places, now):
    """Published for the most part, some cancelled, some drafts; a quarter is small. Everybody who registered has a seat."""
    total, kinds = EVENTS * scale, list(Kind.values)
    first_day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=SPAN // 2)
    begins = f"'{first_day.isoformat()}'::timestamptz + (n::bigint * {MIX} % {total}) * interval '{SPAN} days' / {total}"
    samples = [
        make_event(
            municipality=towns[number % len(towns)],
            place=places[number % len(towns)][number % 3],
            kind=kinds[number % len(kinds)],
            capacity=None,
            slug=f"dogodek-{number}",
            title_sl=f"{SUBJECTS[number // 5 % len(SUBJECTS)].capitalize()}, srečanje",
            title_en=f"Meeting number {number}",
            summary_sl=f"{SUBJECTS[number % len(SUBJECTS)].capitalize()}: {TEXT[:120]}",
            text_sl=TEXT * 8,
            starts_at=first_day + timedelta(days=number * MIX % total * SPAN / total),
            published_at=now - timedelta(days=400),
        )
        for number in range(SAMPLES)
    ]
    new = {name: f"one.{name} || ' ' || n" for name in ("title", "title_sl", "title_en")}
    searched = {name: f"' ' || n || one.{name}" for name in ("search_name", "search_text")}
    multiply(
        Event, samples, (SAMPLES, total - 1), public_id="gen_random_uuid()", slug="one.slug || '-' || n",
        starts_at=begins, ends_at=f"{begins} + interval '2 hours'",
        status=f"CASE WHEN n % 20 = 7 THEN '{Status.DRAFT}' WHEN n % 50 = 11 THEN '{Status.CANCELLED}' ELSE '{Status.PUBLISHED}' END", **new, **searched,
    )  # fmt: skip
    with connection.cursor() as cursor:
        each = PEOPLE // EVENTS
        cursor.execute(
            "INSERT INTO events_seats (event_id, capacity, taken, overbooked, is_closed) "
            f"SELECT id, CASE WHEN id % 4 = 0 THEN {each} ELSE {3 * each} END, {each}, 0, status = '{Status.CANCELLED}' FROM events_event"
        )
        columns = ", ".join(f.column for f in Programme.events.through._meta.concrete_fields if f.column != "id")
        cursor.execute(
            f"INSERT INTO {Programme.events.through._meta.db_table} ({columns}) SELECT p.id, e.id FROM "
            "(SELECT id, row_number() OVER (ORDER BY md5(id::text)) - 1 AS turn FROM events_event) AS e JOIN "
            f"(SELECT id, row_number() OVER (ORDER BY id) - 1 AS turn FROM programmes_programme) AS p ON p.turn = e.turn % {PROGRAMMES * scale}"
        )
    say("their dates, seats and programmes")


def make_people(scale, towns, now):
    total = PEOPLE * scale
    samples = [Person.objects.create(municipality=town, name=f"Oseba {town.name}", email="oseba@setev.example", created_at=now) for town in towns]
    keys = [Event.objects.order_by("pk").values_list("pk", flat=True)[number] for number in (0, EVENTS * scale - 1)]
    assert keys[1] - keys[0] == EVENTS * scale - 1  # numbered without a hole: each event gets its ten
    mail = "'oseba' || n || '@setev.example'"
    multiply(
        Person, samples, (len(samples), total - 1), public_id="gen_random_uuid()", email=mail, name="one.name || ' ' || n", name_key="one.name_key || ' ' || n"
    )
    one = Registration.objects.create(event_id=keys[0], name="Oseba", email="oseba0@setev.example", standing="confirmed", joined_at=now, language="sl")
    event = f"{keys[0]} + n % {EVENTS * scale}"
    multiply(Registration, [one], (1, total - 1), event_id=event, email=mail, public_id="gen_random_uuid()", submission_key="gen_random_uuid()")
    first = Letter.objects.create(
        kind="registrations.confirmed", dedupe_key="bench:0", recipient="oseba@setev.example", language="sl", facts={"registration": one.pk}, state=State.SENT,
        created_at=now - timedelta(days=300), not_before=now, sent_at=now, finished_at=now, message_id="<0@setev.example>", smtp_code=250,
    )  # fmt: skip
    again = {name: f"one.{name} - n * interval '1 second'" for name in ("created_at", "not_before", "sent_at", "finished_at")}
    multiply(
        Letter, [first], (1, LETTERS * scale - 1), id="gen_random_uuid()", dedupe_key="'bench:' || n", recipient=f"'oseba' || n % {total} || '@setev.example'", **again
    )  # fmt: skip


def seed(scale):
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
    towns, places = make_ground()
    make_programmes(scale, towns, now)
    make_events(scale, towns, places, now)
    make_people(scale, towns, now)
    count_turnout(now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    say("swept and analysed")
    assert not Seats.objects.out_of_order().exists()


if __name__ == "__main__":
    begun = time.perf_counter()
    seed(int(sys.argv[1]))
