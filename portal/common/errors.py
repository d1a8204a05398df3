"""What a rule says when it refuses."""

from django.utils.functional import Promise


class Refused(Exception):
    """A rule said no. The message is fit to be shown to the person who asked."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
