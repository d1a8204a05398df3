"""Countries, regions, municipalities and their districts, with the codes by which statistics know them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from locations.municipalities.querysets import MunicipalityQuerySet
from portal.common.addresses import address_of
from portal.common.search.models import Searchable


class Country(models.Model):
    code = models.CharField(_("code"), max_length=2, primary_key=True, help_text=_("ISO 3166, such as SI."))
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name


class Region(models.Model):
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="regions", verbose_name=_("country"))
    code = models.CharField(_("NUTS code"), max_length=10, unique=True, help_text=_("NUTS 3, such as SI035."))
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name


class Municipality(Searchable):
    told_by = ("legal_name",)

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="municipalities", verbose_name=_("region"))
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("name in addresses"), max_length=60, unique=True)
    code = models.CharField(_("LAU code"), max_length=12, blank=True, help_text=_("The number by which statistics know the municipality."))
    official_languages = models.JSONField(_("official languages"), default=list, help_text=_("Language codes; the first is the language of its letters."))
    neighbours = models.ManyToManyField("self", verbose_name=_("neighbours"), blank=True)
    takes_part = models.BooleanField(_("takes part"), default=True, help_text=_("Uses this portal; otherwise it is only known by name."))

    # The controller of its residents' data: named on every form and in every letter.
    legal_name = models.CharField(_("full name"), max_length=160, help_text=_("As it stands in letters: Občina Litija."))
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)

    brand_colour = models.CharField(_("colour"), max_length=7, default="#17594a")
    spark_colour = models.CharField(_("second colour"), max_length=7, default="#ffce47")
    logo = models.ImageField(_("logo"), upload_to="logos/", blank=True)

    set_up_steps = models.JSONField(_("steps of the set-up that were gone through"), default=list, editable=False)
    set_up_at = models.DateTimeField(_("set up"), null=True, blank=True, editable=False)  # empty: its coordinators are led through the set-up

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints = [models.UniqueConstraint(fields=["region", "code"], condition=~Q(code=""), name="municipality_code_once_in_region")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("locations:municipality_detail", self.slug)

    @property
    def language(self) -> str:
        """Of its letters and its words in addresses: the first of its own that this installation speaks."""
        spoken = dict(settings.LANGUAGES)
        return next((code for code in self.official_languages if code in spoken), settings.LANGUAGE_CODE)


class District(Searchable):
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="districts", verbose_name=_("municipality"))
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("name in addresses"), max_length=60)

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        constraints = [models.UniqueConstraint(fields=["municipality", "slug"], name="district_once_in_municipality")]

    def __str__(self) -> str:
        return self.name
