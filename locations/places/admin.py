from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from locations.places import actions
from locations.places.models import Place
from portal.common.careful import Careful
from portal.common.clock import now


@admin.register(Place)
class PlaceAdmin(Careful, TranslationAdmin):
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
        return request.actor.is_admin and super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Place) -> None:
        actions.discard_place(place=obj, actor=request.actor, now=now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Place]) -> None:
        for place in queryset:
            self.delete_model(request, place)

    def save_model(self, request: HttpRequest, obj: Place, form: Any, change: bool) -> None:
        act = actions.change_place if change else actions.add_place
        act(place=obj, actor=request.actor, now=now())
