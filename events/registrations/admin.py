"""Seats and registrations for administrators: looked at here, changed only by the acts of this room."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from events.registrations import actions
from events.registrations.models import Registration, Seats, Turnout
from portal.common.admin import ReadOnly
from portal.common.clock import now
from portal.common.errors import Refused


@admin.register(Seats)
class SeatsAdmin(admin.ModelAdmin):
    goes_along = True  # with the event
    list_display = ("event", "capacity", "taken", "overbooked", "is_closed")
    list_filter = ("event__municipality", "event__status")
    search_fields = ("event__title_sl", "event__title_en", "event__slug")
    list_select_related = ("event",)
    readonly_fields = ("event", "taken", "overbooked", "is_closed")

    def save_model(self, request, obj, form, change):
        actions.set_capacity(event=obj.event, capacity=obj.capacity, actor=request.actor, now=now())

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Turnout)
class TurnoutAdmin(ReadOnly):
    list_display = ("events", "people", "counted_at")


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin):
    list_display = ("name", "email", "event", "party_size", "standing", "joined_at", "expires_at")
    list_filter = ("standing", "event__municipality", "language", "joined_at")
    search_fields = ("name", "email", "event__title_sl", "event__title_en", "event__slug")
    list_select_related = ("event",)
    date_hierarchy = "joined_at"
    actions = ("cancel_with_notice",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_actions(self, request):
        return super().get_actions(request) if request.user.has_perm("events.change_registration") else {}

    @admin.action(description=_("Cancel the chosen registrations, with a letter"))
    def cancel_with_notice(self, request, queryset):
        for registration in queryset.select_related("event"):
            try:
                actions.cancel(registration=registration, actor=request.actor, now=now())
            except Refused as refusal:
                self.message_user(request, f"{registration}: {refusal}", messages.ERROR)
