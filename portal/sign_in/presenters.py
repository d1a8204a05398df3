"""Words for the pages of one's own account."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.sign_in.sessions import KEPT, SEEN, UNKNOWN, stored
from stakeholders.people.choices import Record
from stakeholders.people.models import User

# The first that fits; what a browser says about itself is a guess, and good enough to know one's own.
BROWSERS = (("Edge", r"\bEdg(e|A|iOS)?/"), ("Opera", r"\bOPR/"), ("Samsung Internet", r"SamsungBrowser/"), ("Firefox", r"\b(Firefox|FxiOS)/"),
            ("Chrome", r"(Chrome|CriOS|Chromium)/"), ("Safari", r"\bSafari/"))  # fmt: skip
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Mac", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)


@dataclass
class Steps:
    """What somebody has for the second step."""

    app: Authenticator | None = None
    passkeys: list[Authenticator] = field(default_factory=list)
    codes: Authenticator | None = None
    codes_left: int = 0
    codes_seen: bool = False

    @property
    def is_set_up(self) -> bool:
        return bool(self.app or self.passkeys)


def steps_of(user: User) -> Steps:
    steps = Steps()
    for row in Authenticator.objects.filter(user=user).order_by("created_at", "pk"):
        if row.type == Authenticator.Type.WEBAUTHN:
            steps.passkeys.append(row)
        elif row.type == Authenticator.Type.TOTP:
            steps.app = row
        else:
            codes = row.wrap()
            steps.codes, steps.codes_left, steps.codes_seen = row, len(codes.get_unused_codes()), codes.did_view
    return steps


def codes_as_text(codes: list[str], *, email: str) -> str:
    top = _("Recovery codes for %(email)s at %(site)s. Each works once.") % {"email": email, "site": settings.SITE_URL}
    return "\n".join([top, "", *codes, ""])


@dataclass(frozen=True)
class Place:
    """Where somebody is signed in."""

    pk: int
    name: str
    icon: str
    ip: str
    since: datetime
    seen: datetime
    is_here: bool
    is_kept: bool


def places(rows: Iterable[UserSession], *, here: str | None) -> list[Place]:
    found = [place(row, here=here) for row in rows]
    return sorted(found, key=lambda one: (not one.is_here, -one.seen.timestamp()))


def place(row: UserSession, *, here: str | None) -> Place:
    session = stored(row)
    seen = session.get(SEEN)
    return Place(
        pk=row.pk,
        name=device(row.user_agent),
        icon="phone" if re.search(r"iPhone|Android", row.user_agent) else "globe",
        ip=row.ip if row.ip != UNKNOWN else _("an unknown network"),
        since=row.created_at,
        seen=datetime.fromtimestamp(seen, tz=UTC) if isinstance(seen, int) else row.last_seen_at,
        is_here=row.session_key == here,
        is_kept=bool(session.get(KEPT)),
    )


def device(user_agent: str) -> str:
    """In words, such as “Firefox on Windows”."""
    browser = next((name for name, sign in BROWSERS if re.search(sign, user_agent)), "")
    system = next((name for name, sign in SYSTEMS if re.search(sign, user_agent)), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown browser")


def sign_ins_of(email: str) -> list[Record]:
    """What is kept about how somebody with an account signs in."""
    user = User.objects.filter(email=email).first()
    if user is None:
        return []
    sessions = [
        Record(device(row.user_agent), {_("Signed in"): date_format(timezone.localtime(row.created_at), "DATETIME_FORMAT"), _("Network address"): row.ip})
        for row in UserSession.objects.filter(user=user).order_by("-created_at")
    ]
    providers = {provider.id: provider.name for provider in settings.OIDC_PROVIDERS}
    ties = [Record(providers.get(row.provider, row.provider), {_("Number there"): row.uid}) for row in SocialAccount.objects.filter(user=user).order_by("pk")]
    return sessions + ties
