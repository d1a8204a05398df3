"""What the logs say, without what must not be read there."""

import logging
import re

# What follows one of these in an address opens a person's page to whoever reads it.
# Every such link has the random number of its row before its key; the pages of the desk have words there.
ROOMS = "registrations|my-data|invitations|newsletters/confirm|newsletters/preferences|unsubscribe/[0-9a-f-]{36}"
KEY = re.compile(rf"((?<!workspace)/(?:{ROOMS})/[0-9a-f-]{{36}}/|/account/password/reset/key/)[^/\s\"'?]+")


class Line(logging.Formatter):
    """One entry. The keys of links in letters are left out: a log is kept longer, and read by more people, than a letter."""

    def format(self, record: logging.LogRecord) -> str:
        return KEY.sub(r"\1…", super().format(record))
