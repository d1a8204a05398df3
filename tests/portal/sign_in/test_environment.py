"""What the environment says about providers, and what is said back when it is not right."""

import json

import pytest

from portal.sign_in.environment import providers_in

pytestmark = pytest.mark.once
TOWN = {"id": "town", "name": "Občina Litija", "server_url": "https://id.litija.example/realms/a/", "client_id": "setev", "client_secret": "s"}


def read(*rows):
    return providers_in(json.dumps(list(rows)), {}, allow_http=False)


def test_there_may_be_none():
    assert providers_in(" ", {"id": "", "server_url": ""}, allow_http=False) == []


def test_a_list_of_providers():
    [town] = read({**TOWN, "verified_domains": ["@Litija.example"]})
    assert (town.id, town.server_url, town.origins, town.verified_domains) == (
        "town",
        "https://id.litija.example/realms/a",
        ("https://id.litija.example",),
        ("litija.example",),
    )


def test_one_provider_in_single_settings():
    [town] = providers_in("", {**TOWN, "id": ""}, allow_http=False)
    assert (town.id, town.name) == ("oidc", "Občina Litija")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ('[{"id": ', "OIDC_PROVIDERS is not JSON"),
        ('{"id": "town"}', "OIDC_PROVIDERS is not a list of providers"),
        ("[1]", "OIDC_PROVIDERS is not a list of providers"),
        ([{**TOWN, "client_secret": ""}], "OIDC_PROVIDERS, provider 1: client_secret is missing"),
        ([TOWN, {**TOWN, "id": "b", "name": None}], "OIDC_PROVIDERS, provider 2: name is missing"),
        ([{**TOWN, "colour": "red"}], "OIDC_PROVIDERS, provider 1: there is no setting colour"),
        ([{**TOWN, "id": "Town/1"}], "OIDC_PROVIDERS, provider 1: the id is a short word"),
        ([{**TOWN, "id": 7}], "OIDC_PROVIDERS, provider 1: the id is a short word"),
        ([{**TOWN, "server_url": "http://id.example"}], "OIDC_PROVIDERS, provider 1: “http://id.example” is not an https:// address"),
        ([{**TOWN, "server_url": "https://a:b@id.example"}], "OIDC_PROVIDERS, provider 1: “https://a:b@id.example” is not an https:// address"),
        ([{**TOWN, "origins": ["id.example"]}], "OIDC_PROVIDERS, provider 1: “id.example” is not an https:// address"),
        ([{**TOWN, "verified_domains": "litija.si"}], "OIDC_PROVIDERS, provider 1: verified_domains is a list of words"),
        ([TOWN, TOWN], "OIDC_PROVIDERS gives two providers the same id"),
    ],
)
def test_a_mistake_is_said_in_words(rows, words):
    with pytest.raises(ValueError, match="OIDC") as told:
        providers_in(rows if isinstance(rows, str) else json.dumps(rows), {}, allow_http=False)
    assert str(told.value).startswith(words)


def test_half_of_the_single_settings_is_a_mistake():
    with pytest.raises(ValueError, match="client_secret is missing"):
        providers_in("", {**TOWN, "client_secret": ""}, allow_http=False)
