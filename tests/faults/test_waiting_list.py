"""The whole life of a waiting list against a model of a few lines: whatever happens in whatever order, some things always hold."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from events.registrations import actions
from events.registrations.choices import LIVE, SEATED, Standing
from events.registrations.models import Registration, Seats
from portal.common.errors import Refused
from portal.common.models import AuditEntry
from portal.common.outbox.models import Letter
from tests.factories.events import NOW, make_event, seats_in_order

PARTIES = st.integers(min_value=1, max_value=3)


@dataclass
class Modelled:
    """What a person would note on paper."""

    party: int
    standing: str


class WaitingList(RuleBasedStateMachine):
    people = Bundle("people")

    @initialize(capacity=st.integers(min_value=1, max_value=4))
    def begin(self, capacity):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = NOW
        self.event = make_event(capacity=capacity, party_limit=3, starts_at=NOW + timedelta(days=60))
        self.capacity = capacity
        self.paper = {}
        self.number = 0

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def row(self, person):
        return Registration.objects.select_related("event").get(pk=person)

    def note(self, person):
        row = self.row(person)
        self.paper[person] = Modelled(row.party_size, row.standing)

    def taken(self):
        return sum(one.party for one in self.paper.values() if one.standing in SEATED)

    def fits_somebody_ready(self):
        free = self.capacity - self.taken()
        return Registration.objects.waiting().ready(self.now).filter(event=self.event, party_size__lte=free).exists()

    @rule(target=people, party=PARTIES)
    def somebody_registers(self, party):
        self.number += 1
        party = min(party, self.capacity)  # a larger one is refused: no seats could ever be free for it
        room = self.taken() + party <= self.capacity and not self.fits_somebody_ready()
        row = actions.register(event=self.event, name="Ana", email=f"a{self.number}@setev.example", party_size=party, language="sl", now=self.now)
        assert row.standing == (Standing.HELD if room else Standing.UNVERIFIED)
        self.note(row.pk)
        return row.pk

    @rule(person=people)
    def they_confirm(self, person):
        before = self.paper[person]
        claims = before.standing in {Standing.UNVERIFIED, Standing.EXPIRED}
        room = self.taken() + before.party <= self.capacity and not self.fits_somebody_ready()
        try:
            actions.confirm(registration=self.row(person), now=self.now)
        except Refused:
            assert before.standing == Standing.CANCELLED
        self.note(person)
        if before.standing == Standing.HELD:
            assert self.paper[person].standing == Standing.CONFIRMED
        elif claims:
            assert self.paper[person].standing == (Standing.CONFIRMED if room else Standing.WAITING)
        else:
            assert self.paper[person].standing == before.standing

    @rule(person=people)
    def they_cancel(self, person):
        was_live = self.paper[person].standing in LIVE
        actions.cancel(registration=self.row(person), now=self.now)
        self.note(person)
        if was_live:
            assert self.paper[person].standing == Standing.CANCELLED

    @rule(person=people, party=PARTIES)
    def they_change_their_party(self, person, party):
        try:
            actions.change_party(registration=self.row(person), party_size=party, now=self.now)
        except Refused:
            assert self.row(person).party_size == self.paper[person].party
        self.note(person)

    @rule(person=people, takes=st.booleans())
    def they_answer_an_offer(self, person, takes):
        before = self.paper[person].standing
        act = actions.take_offer if takes else actions.pass_on_offer
        try:
            act(registration=self.row(person), now=self.now)
        except Refused:
            assert before != Standing.OFFERED or self.row(person).expires_at <= self.now
        self.note(person)

    @rule(capacity=st.integers(min_value=1, max_value=5))
    def the_coordinator_changes_the_seats(self, capacity):
        actions.set_capacity(event=self.event, capacity=capacity, actor=None, now=self.now)
        self.capacity = capacity

    @rule(minutes=st.sampled_from([5, 45, 180, 1500]))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule()
    def the_worker_sweeps(self):
        actions.release_run_out(self.now)
        line = list(Registration.objects.in_line().ready(self.now).values_list("pk", "party_size"))
        free = max(self.capacity - sum(row.party_size for row in Registration.objects.seated()), 0)
        expected = []
        for person, party in line:  # first in line first, passing by those who do not fit
            if party <= free:
                expected.append(person)
                free -= party

        offered_before = set(Registration.objects.filter(standing=Standing.OFFERED).values_list("pk", flat=True))
        actions.offer_freed_seats(self.now)
        offered_now = set(Registration.objects.filter(standing=Standing.OFFERED).values_list("pk", flat=True)) - offered_before

        assert offered_now == set(expected)
        assert not self.fits_somebody_ready_after_sweep()
        assert actions.release_run_out(self.now) == actions.offer_freed_seats(self.now) == 0
        for person in self.paper:
            self.note(person)

    def fits_somebody_ready_after_sweep(self):
        seats = Seats.objects.get(event=self.event)
        return Registration.objects.waiting().ready(self.now).filter(party_size__lte=seats.capacity - seats.taken).exists()

    @invariant()
    def the_count_is_the_sum_of_the_parties(self):
        if hasattr(self, "event"):
            seats = Seats.objects.get(event=self.event)
            assert seats_in_order()
            assert seats.taken == self.taken() <= seats.capacity + seats.overbooked

    @invariant()
    def every_step_was_written_down_and_no_letter_twice(self):
        if hasattr(self, "event"):
            assert AuditEntry.objects.count() >= Registration.objects.count()
            keys = list(Letter.objects.values_list("dedupe_key", flat=True))
            assert len(keys) == len(set(keys))

    @invariant()
    def whoever_is_kept_for_has_an_end(self):
        if hasattr(self, "event"):
            assert not Registration.objects.filter(standing__in=("held", "unverified", "offered"), expires_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_the_waiting_list_keeps_its_promises_whatever_happens():
    calm = settings(max_examples=25, stateful_step_count=25, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))

    run_state_machine_as_test(WaitingList, settings=calm)
