"""A passkey's answer comes from a browser, so it may be anything. In a real browser it is walked by a journey."""

import json

import pytest
from django.test import Client

from tests.factories.stakeholders import PASSWORD
from tests.portal.sign_in.codes import give_app
from tests.reading import page_of

pytestmark = pytest.mark.django_db
LOGIN, STEP = "/en/account/login/", "/en/account/second-step/"
B64 = "AAAA"
NONSENSE = [
    "", "null", "1", '"x"', "[]", "[1]", "{}", "{", "💧", '{"response": 1}', '{"response": {}}', '{"response": []}',
    json.dumps({"id": B64, "rawId": B64, "type": "public-key", "response": {}}),
    json.dumps({"id": B64, "rawId": B64, "type": "public-key", "response": {"clientDataJSON": B64, "authenticatorData": B64, "signature": B64, "userHandle": B64}}),
    json.dumps({"id": B64, "rawId": B64, "type": "public-key", "response": {"clientDataJSON": B64, "authenticatorData": B64, "signature": B64, "userHandle": "MQ"}}),
    json.dumps({"id": B64, "rawId": B64, "type": "public-key", "response": {"clientDataJSON": "e30", "authenticatorData": "A" * 60, "signature": B64, "userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"}}),
    json.dumps({"id": B64, "rawId": B64, "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}}),
    json.dumps({"id": B64, "rawId": B64, "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "////"}}),
    json.dumps({"id": 1, "rawId": None, "type": {}, "response": {"clientDataJSON": [], "attestationObject": 5, "userHandle": {}}}),
    json.dumps({"id": "č", "rawId": "=", "type": "x", "response": {"clientDataJSON": "č", "attestationObject": "č", "userHandle": "č", "signature": "č", "authenticatorData": "č"}}),
]  # fmt: skip


@pytest.mark.parametrize("credential", NONSENSE)
def test_an_invented_passkey_signs_nobody_in(client, maja, credential):
    client.get(f"{STEP}passkeys/sign-in/", headers={"Accept": "application/json"})
    answer = client.post(f"{STEP}passkeys/sign-in/", {"credential": credential})
    assert answer["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("credential", NONSENSE)
def test_an_invented_passkey_is_no_second_step(client, maja, credential):
    give_app(maja)
    client.post(LOGIN, {"login": maja.email, "password": PASSWORD})
    client.get(f"{STEP}enter/")
    answer = client.post(f"{STEP}enter/", {"credential": credential})
    assert page_of(answer).heading == "Now the second step"
    assert "This passkey was not accepted." in page_of(answer).text
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("credential", NONSENSE)
def test_an_invented_passkey_is_not_added(client, maja, credential):
    client.post(LOGIN, {"login": maja.email, "password": PASSWORD})
    client.get(f"{STEP}passkeys/add/")
    answer = client.post(f"{STEP}passkeys/add/", {"name": "x", "credential": credential})
    assert page_of(answer).heading == "Make a passkey"
    assert "This passkey was not accepted." in page_of(answer).text or "This did not fit." in page_of(answer).text


def test_another_persons_passkey_is_neither_renamed_nor_removed(maja):
    from allauth.mfa.models import Authenticator  # noqa: PLC0415

    row = Authenticator.objects.create(user=maja, type="webauthn", data={"name": "Telefon", "credential": {}})
    thief = Client()
    thief.force_login(maja.__class__.objects.create_user("tat@setev.example", PASSWORD, name="Tat"))
    thief.post("/en/account/reauthenticate/", {"password": PASSWORD})
    for page in ("rename", "remove"):
        assert thief.post(f"{STEP}passkeys/{row.pk}/{page}/", {"name": "x"}).status_code == 404
    row.refresh_from_db()
    assert str(row) == "Telefon"
