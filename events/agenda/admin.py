"""Events for administrators. What has consequences goes through the same acts as at the desk."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from events.agenda import actions
from events.agenda.models import Event
from portal.common.admin import HistoryAdmin
from portal.common.clock import now
from portal.common.errors import Refused


@admin.register(Event)
class EventAdmin(TranslationAdmin):
    list_display = ("title", "municipality", "kind", "starts_at", "place", "status")
    list_filter = ("status", "kind", "municipality", "starts_at")
    search_fields = ("title_sl", "title_en", "title_de", "title_sv", "slug", "place__name")
    list_select_related = ("municipality", "place")
    date_hierarchy = "starts_at"
    raw_id_fields = ("place",)
    readonly_fields = ("picture", "slug", "public_id", "status", "published_at", "cancelled_at", "sequence", "created_at", "updated_at")
    actions = ("publish",)

    def save_model(self, request, obj, form, change):
        act = actions.change_event if change else actions.add_event
        act(event=obj, capacity=None, actor=request.actor, now=now())

    def has_delete_permission(self, request, obj=None):
        return False  # an event is cancelled: what people have in their calendars does not vanish

    @admin.action(description=_("Publish the chosen events"), permissions=["change"])
    def publish(self, request, queryset):
        for event in queryset:
            try:
                actions.publish_event(event=event, actor=request.actor, now=now())
            except Refused as refusal:
                self.message_user(request, f"{event}: {refusal}", messages.ERROR)


@admin.register(Event.history.model)
class HistoricalEventAdmin(HistoryAdmin):
    search_fields = ("title_sl", "title_en", "title_de", "title_sv", "slug")
