"""What a log may not hold."""

import logging
import re

import pytest
from django.urls import URLResolver, get_resolver

from portal.common.logs import Line

ROW = "7c0d8f1e-1b1c-4a57-9d5e-0d0f6f6c2b11"
KEY = "x" * 20 + "-_" + "Y" * 21


@pytest.mark.parametrize(
    ("address", "written"),
    [
        (f"/en/registrations/{ROW}/{KEY}/", f"/en/registrations/{ROW}/…/"),
        (f"/sl/registrations/{ROW}/{KEY}/cancel/?a=b", f"/sl/registrations/{ROW}/…/cancel/?a=b"),
        ("/en/account/password/reset/key/4-cjk1ab-0123456789abcdef/", "/en/account/password/reset/key/…/"),
        (f"/en/my-data/{ROW}/{KEY}/file/", f"/en/my-data/{ROW}/…/file/"),
        (f"/en/invitations/{ROW}/{KEY}/", f"/en/invitations/{ROW}/…/"),
        (f"/en/newsletters/confirm/{ROW}/{KEY}/", f"/en/newsletters/confirm/{ROW}/…/"),
        (f"/sl/newsletters/preferences/{ROW}/{KEY}/end/", f"/sl/newsletters/preferences/{ROW}/…/end/"),
        (f"/unsubscribe/{ROW}/{ROW}/{KEY}/", f"/unsubscribe/{ROW}/{ROW}/…/"),
        (f"/en/workspace/registrations/{ROW}/cancel/", f"/en/workspace/registrations/{ROW}/cancel/"),
        ("/en/events/voda/register/", "/en/events/voda/register/"),
    ],
)
def test_the_keys_of_links_in_letters_are_left_out(address, written):
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "Forbidden: %s", (address,), None)

    assert Line("{levelname} {message}", style="{").format(record) == f"WARNING Forbidden: {written}"


def keys_in_addresses(patterns=None, before=""):
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from keys_in_addresses(one.url_patterns, route)
        elif "<str:token>" in route:
            yield "/" + route


def test_no_address_that_holds_a_key_is_forgotten():
    routes = sorted(set(keys_in_addresses()))
    assert len(routes) >= 10
    for route in routes:
        address = re.sub(r"<uuid:\w+>", ROW, route).replace("<str:token>", KEY)
        record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "Forbidden: %s", (address,), None)
        assert KEY not in Line("{message}", style="{").format(record), route
