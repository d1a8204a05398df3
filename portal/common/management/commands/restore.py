"""An installation as it was when `backup` wrote the file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.db.migrations.exceptions import InconsistentMigrationHistory

from portal.common.backup.bring_back import look_at, restore
from portal.common.backup.manifest import version
from portal.common.errors import Refused
from portal.common.outbox.models import WAITING, Letter

LOOK = " Look at them first: some may have left already, after the backup was made."


class Command(BaseCommand):
    help = "Brings back database and uploads from a file of `backup`, then migrates. Stop web, worker and sweeper before."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="what this installation holds may be lost")
        parser.add_argument("--check", action="store_true", help="only say whether the file is whole and could be restored here")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                manifest = look_at(options["file"])
                self.stdout.write(f"The backup of {manifest.made_at} is whole: {manifest.summary}.")
                return
            manifest = restore(path=options["file"], is_replacing=options["replace"])
            waiting = Letter.objects.filter(state__in=WAITING).count()
        except (Refused, OSError, Error, InconsistentMigrationHistory) as error:
            raise CommandError(f"Not restored. {error}") from error
        self.stdout.write(
            f"Restored the backup of {manifest.made_at}: {manifest.summary}. The database is migrated to version {version()}.\n"
            f"Letters that leave when the worker starts: {waiting}.{LOOK if waiting else ''}\n"
            "SECRET_KEY and the other settings were not in it: with another SECRET_KEY the links in letters that are out no longer hold."
        )
