from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from locations.places import actions
from locations.places.models import Place
from portal.common.clock import now


@admin.register(Place)
class PlaceAdmin(TranslationAdmin):
    """The same acts as at the desk, with the same trace."""

    list_display = ("name", "municipality", "town", "capacity", "step_free")
    list_filter = ("step_free", "municipality")
    list_select_related = ("municipality",)
    search_fields = ("name", "street", "town", "municipality__name")
    raw_id_fields = ("district",)
    fieldsets = (
        (None, {"fields": ("municipality", "district", "name", "street", "postcode", "town", "latitude", "longitude", "capacity", "directions")}),
        (_("Getting in"), {"fields": ("step_free", "accessible_toilet", "induction_loop", "disabled_parking", "access_note", "access_checked_on")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.actor.is_admin and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Place | None = None) -> bool:
        return request.actor.is_admin and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Place | None = None) -> bool:
        return False  # no act throws a place away: events, also past ones, lead there

    def save_model(self, request: HttpRequest, obj: Place, form: Any, change: bool) -> None:
        act = actions.change_place if change else actions.add_place
        act(place=obj, actor=request.actor, now=now())
