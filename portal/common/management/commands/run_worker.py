"""Deliver letters, remind, sweep: the whole schedule without Celery."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections

from portal.common.worker.loop import die_with_parent, leave_now, obey_signals, work


class Command(BaseCommand):
    help = "Runs the schedule: letters at once, everything else at its interval. Stops on SIGINT or SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due now and end, for a machine that has only cron.")
        parser.add_argument("--watch-parent", action="store_true", help="End when the process that started this one is gone.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["once"]:
            work(is_once=True)
            return
        obey_signals()
        work(parent=die_with_parent() if options["watch_parent"] else None)
        connections.close_all()
        leave_now()
