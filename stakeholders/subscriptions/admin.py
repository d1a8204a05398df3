"""Looked at here; asked for, confirmed and ended on the pages only, so that each change has its proof."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from portal.common.admin import ReadOnly
from portal.common.careful import Careful
from stakeholders.subscriptions.models import Consent, Subscriber, Subscription, Suppression, Topic


@admin.register(Topic)
class TopicAdmin(Careful, TranslationAdmin):
    instead = _("Close it instead: it takes nobody new and sends no more, and those who have it stay known.")

    list_display = ("name", "municipality", "position", "is_open")
    list_filter = ("is_open", "municipality")
    list_select_related = ("municipality",)
    search_fields = ("name_sl", "name_en", "slug")
    raw_id_fields = ("municipality",)
    readonly_fields = ("created_at",)


class Standings(admin.StackedInline[Any, Any]):
    """Which topics somebody has; nothing to type."""

    model = Subscription
    extra = 0
    can_delete = False
    fields = readonly_fields = ("topic", "standing", "asked_at", "confirmed_at", "ended_at")

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnly):
    """Ended at the desk on request, erased by its owner."""

    list_display = ("email", "name", "language", "created_at", "confirmed_at")
    list_filter = ("language",)
    search_fields = ("email",)
    ordering = ("-created_at",)
    inlines = (Standings,)


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnly):
    goes_along = True  # with the subscriber
    list_display = ("subscriber", "topic", "standing", "asked_at", "confirmed_at", "ended_at")
    list_filter = ("standing", "topic")
    list_select_related = ("subscriber", "topic")
    search_fields = ("subscriber__email",)
    ordering = ("-asked_at",)


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    """The proof: neither changed nor deleted by hand."""

    list_display = ("at", "topic_name", "municipality", "act", "way", "language")
    list_filter = ("act", "way", "municipality")
    list_select_related = ("municipality",)
    search_fields = ("topic_name",)
    date_hierarchy = "at"
    ordering = ("-at",)


@admin.register(Suppression)
class SuppressionAdmin(Careful):
    """Of whom it is cannot be read; whoever knows the address finds it at the desk. Deleting one lets the address be written to again."""

    list_display = ("since", "reason", "evidence")
    list_filter = ("reason",)
    readonly_fields = ("reason", "evidence", "since")
    ordering = ("-since",)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
