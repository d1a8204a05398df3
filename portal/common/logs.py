"""What the logs say, without what must not be read there."""

import logging
import re

# What follows one of these in an address opens a person's page to whoever reads it.
# Every such link has the random number of its row before its key; the pages of the desk have words there.
KEY = re.compile(r"((?<!workspace)/(?:registrations|my-data|invitations)/[0-9a-f-]{36}/|/account/password/reset/key/)[^/\s\"'?]+")


class Line(logging.Formatter):
    """One entry. The keys of links in letters are left out: a log is kept longer, and read by more people, than a letter."""

    def format(self, record: logging.LogRecord) -> str:
        return KEY.sub(r"\1…", super().format(record))
