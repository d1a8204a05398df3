"""The letters about one's account, in its own language and our look."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from portal.sign_in.emails import account_letter

LETTERS = [
    *[
        f"mfa/email/{name}"
        for name in ("totp_activated", "totp_deactivated", "webauthn_added", "webauthn_removed", "recovery_codes_generated", "second_step_reset")
    ],
    *[f"socialaccount/email/{name}" for name in ("account_connected", "account_disconnected")],
]


@pytest.mark.parametrize("language", ["sl", "en"])
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_says_what_happened_and_whom_to_write_to(name, language, settings):
    settings.OPERATOR_EMAIL = "portal@setev.example"
    context = {"provider": SimpleNamespace(name="Občina Litija"), "sign_in_url": "https://setev.example/en/account/login/"}
    with translation.override(language):
        letter = account_letter(name, to="maja@setev.example", sender="no-reply@setev.example", context=context)
    html = letter.alternatives[0].content
    assert letter.subject
    assert f'<html lang="{language}" ' in html
    for text in (letter.body, html):
        assert "portal@setev.example" in text
        assert [sign for sign in ("{{", "{%", "%(", "None") if sign in text] == []
        assert ("Občina Litija" in text) == name.startswith("socialaccount")
        assert ("https://setev.example/en/account/login/" in text) == name.endswith("second_step_reset")
