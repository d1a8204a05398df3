"""What a log may not hold."""

import logging

import pytest

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
        (f"/en/workspace/registrations/{ROW}/cancel/", f"/en/workspace/registrations/{ROW}/cancel/"),
        ("/en/events/voda/register/", "/en/events/voda/register/"),
    ],
)
def test_the_keys_of_links_in_letters_are_left_out(address, written):
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "Forbidden: %s", (address,), None)

    assert Line("{levelname} {message}", style="{").format(record) == f"WARNING Forbidden: {written}"
