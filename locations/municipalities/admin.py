from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from locations.municipalities.forms import MunicipalityForm
from locations.municipalities.models import Country, District, Municipality, Region
from portal.common.careful import Careful


@admin.register(Country)
class CountryAdmin(Careful, TranslationAdmin):
    list_display = ("name", "code")
    search_fields = ("name", "code")


@admin.register(Region)
class RegionAdmin(Careful, TranslationAdmin):
    list_display = ("name", "code", "country")
    list_filter = ("country",)
    list_select_related = ("country",)
    search_fields = ("name", "code")


class DistrictInline(admin.StackedInline):  # stacked: a row of a tabular one has no labels of its own
    model = District
    extra = 0
    prepopulated_fields = {"slug": ("name",)}
    can_delete = False  # on its own page, which says which places would lose it
    show_change_link = True


@admin.register(Municipality)
class MunicipalityAdmin(Careful):
    instead = _("Take the tick from “takes part” instead: the municipality is then only known by name.")
    form = MunicipalityForm
    list_display = ("name", "code", "region", "takes_part")
    list_filter = ("takes_part", "region__country", "region")
    list_select_related = ("region",)
    search_fields = ("name", "slug", "code")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (DistrictInline,)
    fieldsets = (
        (None, {"fields": ("name", "slug", "region", "code", "neighbours", "takes_part")}),
        (_("In letters and forms"), {"fields": ("legal_name", "language", "further_languages", "contact_email", "contact_phone", "address", "website")}),
        (_("How it looks"), {"fields": ("brand_colour", "spark_colour", "logo")}),
    )


@admin.register(District)
class DistrictAdmin(Careful):
    list_display = ("name", "municipality")
    list_filter = ("municipality",)
    list_select_related = ("municipality",)
    search_fields = ("name", "municipality__name")
    prepopulated_fields = {"slug": ("name",)}
