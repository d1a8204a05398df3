from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from portal.common.careful import Careful
from stakeholders.duties.models import AccessibilityStatement, Feedback, PrivacyRecord


@admin.register(AccessibilityStatement)
class AccessibilityStatementAdmin(Careful, TranslationAdmin):
    list_display = ("municipality", "conformance", "assessment", "prepared_on", "reviewed_on")
    list_filter = ("conformance", "assessment")
    list_select_related = ("municipality",)
    search_fields = ("municipality__name",)
    raw_id_fields = ("municipality",)


@admin.register(PrivacyRecord)
class PrivacyRecordAdmin(Careful, TranslationAdmin):
    list_display = ("municipality", "officer_name", "reviewed_on")
    list_select_related = ("municipality",)
    search_fields = ("municipality__name", "officer_name")
    raw_id_fields = ("municipality",)


@admin.register(Feedback)
class FeedbackAdmin(Careful):
    """Only looked at: a message is received and answered on the pages, so that its letters leave."""

    list_display = ("received_at", "topic", "municipality", "due_on", "answered_at")
    list_filter = ("topic", "municipality")
    list_select_related = ("municipality",)
    search_fields = ("message", "email")
    date_hierarchy = "received_at"

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Feedback | None = None) -> bool:
        return False
