"""How often somebody may: counted in the cache, under names from which nobody can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portal.common.cache import first_beyond
from portal.common.mailboxes import canonical

IPV6 = 6


QUESTIONS, FEEDS, A_MINUTE = 120, 120, timedelta(minutes=1)  # a whole school behind one address stays below; a program that asks for everything does not


@dataclass(frozen=True)
class Limit:
    """So many attempts in each window of the length `per`. `scope` names what is limited ("register.email"), `key` who or what: an address, an e-mail."""

    scope: str
    key: str
    limit: int
    per: timedelta

    def counted_at(self, now: datetime) -> tuple[str, int, int]:
        """Under which name, up to what and for how many seconds it is counted. Of the key only its HMAC is kept."""
        seconds = int(self.per.total_seconds())
        window = int(now.timestamp()) // seconds
        digest = salted_hmac(f"setev.throttle.{self.scope}", self.key.strip().casefold(), algorithm="sha256").hexdigest()[:40]
        return f"throttle:{digest}:{window}", self.limit, 2 * seconds  # twice the window, so that it does not run out within it


def allow(scope: str, key: str, *, limit: int, per: timedelta, now: datetime) -> bool:
    """Count one attempt; True while there are no more than `limit` in the present window."""
    return exceeded([Limit(scope, key, limit, per)], now=now) is None


def exceeded(limits: Sequence[Limit], *, now: datetime) -> Limit | None:
    """Count one attempt for each in turn. The first that has had its share, behind which nothing is counted; None when there is none."""
    place = first_beyond(caches["default"], [one.counted_at(now) for one in limits])
    return None if place is None else limits[place]


def address_of(request: HttpRequest) -> str:
    """The network address that asks. Only what our own proxies wrote is believed; a longer chain is the visitor's tale."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    told = [part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    return plain_address(told[-min(proxies, len(told))] if proxies and told else direct)


def plain_address(text: str) -> str:
    """Without brackets and port, and IPv4 as such also when it comes as IPv6; empty when it is no address."""
    for candidate in (text, text.rpartition(":")[0]):
        try:
            address = ip_address(candidate.strip("[]"))
        except ValueError:
            continue
        return str(getattr(address, "ipv4_mapped", None) or address)
    return ""


def mailbox_of(email: str) -> str:
    """Where the letters end: what stands between a plus and the @ only tells them apart."""
    local, _at, domain = canonical(email).rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def network_of(request: HttpRequest) -> str:
    """Where the request comes from; of an IPv6 address the part that belongs to one household."""
    try:
        address = ip_address(address_of(request))
    except ValueError:
        return "unknown"  # behind a socket or a proxy that hides it: all of these share one count
    return str(ip_network((address, 64), strict=False)) if address.version == IPV6 else str(address)
