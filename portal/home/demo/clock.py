"""Story time: acts wait for their moment, the worker's sweeps follow each of them."""

import heapq
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from portal.common.worker.schedule import schedule
from programmes.catalogue.rules import local_moment as local

Act = Callable[[datetime], object]

# The worker looks every half minute. The story lets it look when there is something to find, which comes to the same.
OFTEN = timedelta(minutes=5)
AFTER_AN_ACT = ("deliver_transactional",)
EACH_MORNING = ("send_due_reminders", "deliver_transactional", "deliver_bulk")
MORNING, NIGHT = time(8, 1), time(3)
EARLY, LATE = 8, 21  # nobody registers by night in this story


class Clock:
    """Walks from act to act up to the present, never beyond it."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = timezone.localdate(now)
        self.waiting: list[tuple[datetime, int, Act]] = []
        self.number = count()

    def at(self, moment: datetime, act: Act) -> None:
        """Do it then. What lies in the future has not happened yet."""
        if moment <= self.now:
            heapq.heappush(self.waiting, (moment, next(self.number), act))

    def look(self, moment: datetime) -> None:
        """The worker looks at everything, as it does all the time."""
        self.at(moment, sweep)

    def each_day(self, first: date) -> None:
        for number in range((self.today - first).days + 1):
            day = first + timedelta(days=number)
            self.at(local(day, MORNING), lambda moment: run_jobs(EACH_MORNING, moment))
            if day.weekday() == 6:
                self.at(local(day, NIGHT), tidy)

    def run(self) -> None:
        while self.waiting:
            moment, _number, act = heapq.heappop(self.waiting)
            act(moment)
            run_jobs(AFTER_AN_ACT, moment)
        sweep(self.now)
        run_jobs(["count_turnout"], self.now)  # tonight is not yet


def run_jobs(names: Iterable[str], moment: datetime) -> None:
    for name in names:
        schedule[name].run(moment)


def sweep(moment: datetime) -> None:
    run_jobs([job.name for job in schedule if job.every <= OFTEN], moment)


def tidy(moment: datetime) -> None:
    run_jobs([job.name for job in schedule if job.every > OFTEN], moment)


def by_day(moment: datetime) -> datetime:
    """The moment itself, or the evening before it when it lies in the night."""
    wall = timezone.localtime(moment)
    if wall.hour >= LATE:
        return local(wall.date(), time(LATE - 1, wall.minute))
    if wall.hour < EARLY:
        return local(wall.date() - timedelta(days=1), time(LATE - 1, wall.minute))
    return moment
