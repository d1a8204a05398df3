"""Links in letters: `HMAC(purpose, id, version)`.

Nothing is stored, so a reminder can repeat a link; raising the row's version revokes every link sent before; keys may be
rotated through SECRET_KEY_FALLBACKS. What may be used only once (confirm, take an offer) is spent in the row.
"""

from base64 import urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac


def _token(key: str, purpose: str, ident: UUID | str, version: int) -> str:
    digest = salted_hmac(f"setev.link.{purpose}", f"{ident}:{version}", secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def token(purpose: str, ident: UUID | str, version: int = 1) -> str:
    """The unguessable part of a link: 43 characters, good for one purpose, one row and one version of it."""
    return _token(settings.SECRET_KEY, purpose, ident, version)


def is_valid(given: str, purpose: str, ident: UUID | str, version: int = 1) -> bool:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not given.isascii():
        return False
    # every key is compared, so that the time taken tells nothing
    matches = [constant_time_compare(given, _token(key, purpose, ident, version)) for key in keys]
    return any(matches)
