"""Which sign-in providers the environment names. Read by the settings, so it knows neither Django nor the rest of the house."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

NEEDED = ("name", "server_url", "client_id", "client_secret")
LISTS = ("verified_domains", "origins")
FORM = 'a JSON list such as [{"id": "town", "name": "Town account", "server_url": "https://…", "client_id": "…", "client_secret": "…"}]'


@dataclass(frozen=True)
class Provider:
    """One provider of OpenID Connect.

    `verified_domains`: domains whose addresses this provider is trusted with although it does not say `email_verified`.
    `origins`: where the browser is sent to sign in.
    """

    id: str
    name: str
    server_url: str
    client_id: str
    client_secret: str
    verified_domains: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()


def providers_in(named: str, one: Mapping[str, str], *, allow_http: bool) -> list[Provider]:
    """Those of the JSON list, or the one of the single settings. Raises ValueError with words for whoever runs the portal."""
    given = {field: value for field, value in one.items() if value}
    if not named.strip():
        return [_provider(given, "OIDC_SERVER_URL and its companions", allow_http=allow_http)] if set(given) & {"server_url", "client_id"} else []
    try:
        rows = json.loads(named)
    except json.JSONDecodeError as error:
        raise ValueError(f"OIDC_PROVIDERS is not JSON ({error.msg} at character {error.pos}): {FORM}") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"OIDC_PROVIDERS is not a list of providers: {FORM}")
    found = [_provider(row, f"OIDC_PROVIDERS, provider {number}", allow_http=allow_http) for number, row in enumerate(rows, start=1)]
    if len({provider.id for provider in found}) != len(found):
        raise ValueError("OIDC_PROVIDERS gives two providers the same id")
    return found


def _provider(row: dict[str, Any], where: str, *, allow_http: bool) -> Provider:
    if unknown := sorted(set(row) - {"id", *NEEDED, *LISTS}):
        raise ValueError(f"{where}: there is no setting {', '.join(unknown)}")
    if lacking := [field for field in NEEDED if not (isinstance(row.get(field), str) and row[field].strip())]:
        raise ValueError(f"{where}: {', '.join(lacking)} is missing")
    key = row.get("id", "oidc")
    if not isinstance(key, str) or not re.fullmatch(r"[a-z][a-z0-9-]{0,29}", key):
        raise ValueError(
            f"{where}: the id is a short word of small letters, digits and hyphens; it stands in the address that the provider sends people back to"
        )
    lists = {field: _words(row.get(field, []), f"{where}: {field}") for field in LISTS}
    address = row["server_url"].strip().rstrip("/")
    for url in (address, *lists["origins"]):
        parts = urlsplit(url)
        if parts.scheme not in ({"https", "http"} if allow_http else {"https"}) or not parts.hostname or "@" in parts.netloc:
            raise ValueError(f"{where}: “{url}” is not an https:// address")
    origins = lists["origins"] or (origin_of(address),)
    return Provider(
        id=key,
        name=row["name"].strip(),
        server_url=address,
        client_id=row["client_id"].strip(),
        client_secret=row["client_secret"].strip(),
        verified_domains=tuple(domain.lower().lstrip("@") for domain in lists["verified_domains"]),
        origins=tuple(origin_of(url) for url in origins),
    )


def _words(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
        raise ValueError(f"{where} is a list of words")
    return tuple(word.strip() for word in value)


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
