"""People. An account is for those who work in the portal; a person needs none."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from stakeholders.people.choices import LANGUAGE_CHOICES, StakeholderType, name_key
from stakeholders.people.querysets import PersonQuerySet, UserManager


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language of letters"), max_length=7, choices=LANGUAGE_CHOICES, default="sl")
    is_staff = models.BooleanField(_("administrator"), default=False, help_text=_("May enter the administration."))
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address", violation_error_message=_("There is an account with this e-mail already.")),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class Called(models.Model):
    """Known by name, however it is written: “ŠPELA Kos” and “Spela Kos” are one."""

    name: Any
    name_key = models.CharField(max_length=200, default="", editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.name_key = name_key(self.name)
        if update_fields is not None and "name" in update_fields:
            update_fields = {*update_fields, "name_key"}
        super().save(*args, update_fields=update_fields, **kwargs)


class Person(Called):
    """Somebody we deal with: a lead, a partner's contact, a resident. The account is optional."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="person", verbose_name=_("account"))
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("municipality")
    )  # whose contact this is, and who answers for the data; none: somebody with an account
    name = models.CharField(_("name"), max_length=120)
    group = models.CharField(_("group"), max_length=30, choices=StakeholderType, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language of letters"), max_length=7, choices=LANGUAGE_CHOICES, default="sl")
    note = models.TextField(_("note"), max_length=2000, blank=True)
    source = models.CharField(_("where the data come from"), max_length=160, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["municipality", "name"], name="person_of_municipality"), models.Index(fields=["email"], name="person_by_address")]

    def __str__(self) -> str:
        return self.name


class DataRequest(models.Model):
    """Somebody asked what we hold about an address. The link in the letter proves that it is theirs, for some days."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language of letters"), max_length=7, choices=LANGUAGE_CHOICES)
    requested_at = models.DateTimeField(_("asked"))
    expires_at = models.DateTimeField(_("runs out"))
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for one's data")
        verbose_name_plural = _("requests for one's data")
        indexes = [models.Index(fields=["expires_at"], name="data_request_runs_out")]

    def __str__(self) -> str:
        return str(self.public_id)
