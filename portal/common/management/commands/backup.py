"""The whole installation into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from portal.common.backup.take import back_up
from portal.common.clock import now
from portal.common.errors import Refused


class Command(BaseCommand):
    help = "Writes database and uploads into one file, checked and sealed, for `restore`. May run while the portal runs."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, metavar="FOLDER|FILE", help="a folder, or a file whose name ends with .tar")

    def handle(self, *_args: Any, target: Path, **_options: Any) -> None:
        try:
            taken = back_up(target=target, now=now())
        except (Refused, OSError, Error) as error:
            raise CommandError(f"No backup was made. {error}") from error
        self.stdout.write(
            f"Backed up to {taken.path} ({taken.size / 1_000_000:.1f} MB): {taken.manifest.summary}.\n"
            "It holds personal data: keep it as safe as the portal itself, on another machine.\n"
            "SECRET_KEY and the other settings are not in it: keep them elsewhere."
        )
