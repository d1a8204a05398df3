"""Who may act for which municipality or organisation, as what."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from stakeholders.mandates.choices import Role
from stakeholders.mandates.querysets import InvitationQuerySet, MandateQuerySet
from stakeholders.organisations.models import Organisation
from stakeholders.people.choices import LANGUAGE_CHOICES


class Mandate(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("account"))
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name=_("municipality"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name=_("organisation"))
    role = models.CharField(_("as what"), max_length=20, choices=Role, default=Role.COORDINATOR)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("granted by"))
    granted_at = models.DateTimeField(_("granted"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.UniqueConstraint(fields=["user", "municipality", "role"], condition=Q(ended_at__isnull=True), name="one_mandate_in_force"),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], condition=Q(ended_at__isnull=True, organisation__isnull=False), name="one_mandate_in_force_there"
            ),
            models.CheckConstraint(
                condition=Q(municipality__isnull=False, organisation__isnull=True) | Q(municipality__isnull=True, organisation__isnull=False),
                name="mandate_for_one_body",
                violation_error_message=_("A mandate is for a municipality or for an organisation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} {self.body}"

    @property
    def body(self) -> Municipality | Organisation:
        """For whom somebody acts."""
        body = self.municipality or self.organisation
        assert body is not None, "by constraint"  # noqa: S101 - tells the types what the database keeps
        return body


class Invitation(models.Model):
    """A letter asks somebody to act for a municipality or an organisation. Its link is spent here, once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveSmallIntegerField(default=1, editable=False)  # a letter sent again revokes the one before
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language of letters"), max_length=7, choices=LANGUAGE_CHOICES)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("municipality"))
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("organisation"))
    role = models.CharField(_("as what"), max_length=20, choices=Role)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("invited by"))
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("runs out"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality__isnull=False, organisation__isnull=True) | Q(municipality__isnull=True, organisation__isnull=False),
                name="invitation_to_one_body",
            ),
            models.CheckConstraint(condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True), name="invitation_ends_once"),
        ]
        indexes = [models.Index(fields=["email"], name="invitation_by_address")]

    def __str__(self) -> str:
        return f"{self.email}, {self.get_role_display()} {self.body}"

    @property
    def body(self) -> Municipality | Organisation:
        """For whom somebody is to act."""
        body = self.municipality or self.organisation
        assert body is not None, "by constraint"  # noqa: S101 - tells the types what the database keeps
        return body
