"""A person's own data: asked for by letter, shown, erased."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from portal.common import audit
from portal.common.outbox.forget import forget_address
from stakeholders.people import emails, rules
from stakeholders.people.choices import personal_data
from stakeholders.people.models import DataRequest, Person, User


def request_my_data(*, email: str, language: str, now: datetime) -> DataRequest | None:
    """Write a letter with a link, if we hold anything about the address. Whoever asks is not told whether we do."""
    address = email.strip().lower()
    if not any(store.records(address) for store in personal_data):
        return None
    with transaction.atomic():
        request = DataRequest.objects.create(email=address, language=language, requested_at=now, expires_at=now + rules.LINK_HOLDS)
        audit.record(None, "data.requested", request, at=now)
        emails.my_data(request, now=now)
    return request


def erase_my_data(*, request: DataRequest, now: datetime) -> int:
    """Erase what every room keeps about the address, and where our letters went. Returns how many things that were.

    All of it or nothing; the audit trail keeps that it happened, and not to whom.
    """
    rules.ensure_link_holds(request, now=now)
    with transaction.atomic():
        if not DataRequest.objects.filter(pk=request.pk, erased_at=None).update(erased_at=now, email=f"{request.pk}@forgotten.invalid"):
            raise rules.LinkRanOut(rules.GONE)
        erased = sum(store.erase(email=request.email, now=now) for store in personal_data)
        forget_address(request.email, now=now)
        audit.record(None, "data.erased", request, at=now, things=erased)
    return erased


def open_account(*, email: str, name: str, language: str, password: str = "", now: datetime) -> User:
    """An account whose address is proved by a link in a letter. Without a password it is entered by code."""
    with transaction.atomic():
        user = User.objects.create_user(email, password or None, name=name, language=language, date_joined=now)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        audit.record(None, "account.opened", user, at=now)
    return user


def erase_people(*, email: str, now: datetime) -> int:
    """Entries among the stakeholders that have no account; an account is ended by whoever holds it."""
    _rows, by_model = Person.objects.known_as(email).filter(user=None).delete()
    return by_model.get(Person._meta.label, 0)


def forget_data_requests(now: datetime) -> int:
    gone, _by_model = DataRequest.objects.filter(expires_at__lt=now - rules.LINK_HOLDS).delete()
    return gone
