from django.db import models
from django.utils.translation import gettext_lazy as _

from programmes.catalogue.models import Programme
from programmes.involvement.choices import PersonRole
from stakeholders.people.models import Person


class PersonPart(models.Model):
    """Somebody takes part in a programme. It is shown at the desk only: a name on a public page needs a word of its owner."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="person_parts", verbose_name=_("programme"))
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    role = models.CharField(_("as what"), max_length=20, choices=PersonRole, default=PersonRole.PARTICIPANT)

    class Meta:
        verbose_name = _("person in a programme")
        verbose_name_plural = _("people in programmes")
        constraints = [models.UniqueConstraint(fields=["programme", "person", "role"], name="person_once_in_role")]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"
