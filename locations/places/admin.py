from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from locations.places.models import Place


@admin.register(Place)
class PlaceAdmin(TranslationAdmin):
    list_display = ("name", "municipality", "town", "capacity", "step_free")
    list_filter = ("step_free", "municipality")
    list_select_related = ("municipality",)
    search_fields = ("name", "street", "town", "municipality__name")
    raw_id_fields = ("district",)
    fieldsets = (
        (None, {"fields": ("municipality", "district", "name", "street", "postcode", "town", "latitude", "longitude", "capacity", "directions")}),
        (_("Getting in"), {"fields": ("step_free", "accessible_toilet", "induction_loop", "disabled_parking", "access_note", "access_checked_on")}),
    )
