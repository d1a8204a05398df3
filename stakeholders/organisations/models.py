"""Organisations at the table, and who belongs to them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from stakeholders.organisations.choices import StakeholderType
from stakeholders.organisations.querysets import OrganisationQuerySet
from stakeholders.people.models import Called, Person


class Organisation(Called):
    name = models.CharField(_("name"), max_length=160)
    type = models.CharField(_("kind of stakeholder"), max_length=30, choices=StakeholderType)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("municipality")
    )
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    source = models.CharField(_("where the data come from"), max_length=160, blank=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)
    people = models.ManyToManyField(Person, through="Membership", related_name="organisations", verbose_name=_("people"))

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("organisation"))
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person"))
    title = models.CharField(_("as what"), max_length=120, blank=True)
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="member_once_in_organisation"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(since_on__isnull=True) | Q(until_on__gte=F("since_on")), name="membership_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation}"
