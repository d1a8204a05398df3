from modeltranslation.translator import TranslationOptions, register

from locations.municipalities.models import Country, Region
from locations.places.models import Place


@register(Country)
class CountryWords(TranslationOptions):
    fields = ("name",)


@register(Region)
class RegionWords(TranslationOptions):
    fields = ("name",)


@register(Place)
class PlaceWords(TranslationOptions):
    fields = ("directions", "access_note")
