"""Takes the second step off an account: for an administrator who has lost the own one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.common.clock import now
from portal.sign_in.actions import reset_second_step
from stakeholders.people.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the account's e-mail")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError(f"There is no account {options['email']}.")
        if not reset_second_step(user=user, actor=None, now=now()):
            raise CommandError(f"{user.email} has no second step.")
        self.stdout.write(
            f"The second step of {user.email} is taken off, its sessions are ended, and a letter tells so. At the next sign-in a new one is set up."
        )
