"""A place where events happen: its address, its point, and whether everybody can get in."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import District, Municipality
from locations.places.choices import Answer
from locations.places.querysets import PlaceQuerySet
from portal.common.search.models import Searchable


class Place(Searchable):
    told_by = ("street", "postcode", "town")

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="places", verbose_name=_("municipality"))
    district = models.ForeignKey(District, on_delete=models.SET_NULL, related_name="places", verbose_name=_("district"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    town = models.CharField(_("town"), max_length=80)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True, validators=[MaxValueValidator(100_000)])
    directions = models.TextField(_("how to get there"), max_length=1000, blank=True)

    step_free = models.CharField(_("step-free from the street"), max_length=8, choices=Answer, default=Answer.UNKNOWN)
    accessible_toilet = models.CharField(_("accessible toilet"), max_length=8, choices=Answer, default=Answer.UNKNOWN)
    induction_loop = models.CharField(_("induction loop"), max_length=8, choices=Answer, default=Answer.UNKNOWN)
    disabled_parking = models.CharField(_("parking for disabled badge holders"), max_length=8, choices=Answer, default=Answer.UNKNOWN)
    access_note = models.TextField(_("what else to know about getting in"), max_length=1000, blank=True)
    access_checked_on = models.DateField(_("checked on"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        town = f"{self.postcode} {self.town}".strip()
        return f"{self.street}, {town}" if self.street else town

    @property
    def access_facts(self) -> list[tuple[str, str]]:
        """What a visitor asks before coming, in a fixed order: (field name, answer)."""
        return [(name, getattr(self, name)) for name in ("step_free", "accessible_toilet", "induction_loop", "disabled_parking")]
