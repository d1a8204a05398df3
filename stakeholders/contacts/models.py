"""Who of us spoke with whom, when, and what comes next."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from stakeholders.contacts.choices import Way
from stakeholders.contacts.querysets import ContactNoteQuerySet
from stakeholders.organisations.models import Organisation
from stakeholders.people.models import Person


class ContactNote(models.Model):
    """One line of the contact log: with a person or with an organisation."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+", verbose_name=_("municipality"))
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="contact_notes", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="contact_notes", verbose_name=_("organisation")
    )
    on = models.DateField(_("day"))
    way = models.CharField(_("how"), max_length=10, choices=Way, default=Way.CALL)
    text = models.TextField(_("what was said"), max_length=2000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("who of us"))
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_on = models.DateField(_("until when"), null=True, blank=True)
    next_done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)

    objects = ContactNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contact log")
        constraints = [models.CheckConstraint(condition=Q(person__isnull=True) ^ Q(organisation__isnull=True), name="contact_with_one")]
        indexes = [models.Index(fields=["municipality", "next_on"], name="contact_next_step")]

    def __str__(self) -> str:
        return f"{self.on}: {self.person or self.organisation}"
