"""The numbers that an app would show, and a second step to begin with."""

import base64
import hmac
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from stakeholders.people.models import User

SECRET = base64.b32encode(b"setev-setev-setev-20").decode()


def number_of(secret: str = SECRET, *, steps: int = 0) -> str:
    """What the app shows; `steps` half minutes later."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + steps), "sha1").digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def give_app(user: User) -> Authenticator:
    return TOTP.activate(user, SECRET).instance


def give_codes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).get_unused_codes()
