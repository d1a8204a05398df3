"""Who may act for which municipality, as what."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from stakeholders.mandates.choices import Role
from stakeholders.mandates.querysets import MandateQuerySet


class Mandate(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mandates", verbose_name=_("account"))
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="mandates", verbose_name=_("municipality"))
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
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} {self.municipality}"
