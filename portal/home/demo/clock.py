"""Story time: acts wait for their moment, the worker's sweeps follow each of them."""

import heapq
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from portal.common.worker.schedule import schedule

Act = Callable[[datetime], object]

OFTEN = timedelta(minutes=5)  # jobs that run at least so often are run after each act; the others once a night
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
        """Only the worker does something then."""
        self.at(moment, lambda _moment: None)

    def each_day(self, first: date) -> None:
        for number in range((self.today - first).days + 1):
            day = first + timedelta(days=number)
            self.at(local(day, NIGHT), by_night)
            self.look(local(day, MORNING))

    def run(self) -> None:
        while self.waiting:
            moment, _number, act = heapq.heappop(self.waiting)
            act(moment)
            sweep(moment)
        sweep(self.now)


def sweep(moment: datetime) -> None:
    for job in schedule:
        if job.every <= OFTEN:
            job.run(moment)


def by_night(moment: datetime) -> None:
    for job in schedule:
        if job.every > OFTEN:
            job.run(moment)


def local(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def by_day(moment: datetime) -> datetime:
    """The moment itself, or the evening before it when it lies in the night."""
    wall = timezone.localtime(moment)
    if wall.hour >= LATE:
        return local(wall.date(), time(LATE - 1, wall.minute))
    if wall.hour < EARLY:
        return local(wall.date() - timedelta(days=1), time(LATE - 1, wall.minute))
    return moment


def weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
