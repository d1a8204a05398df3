from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from portal.common.admin import HistoryAdmin, ReadOnly
from stakeholders.newsletters.models import Edition, Issue


class EditionsOfIssue(admin.StackedInline[Edition, Issue]):
    model = Edition
    fields = ["language", "subject"]
    readonly_fields = ["language", "subject"]
    extra = 0
    can_delete = False

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(Issue)
class IssueAdmin(ReadOnly):
    """Only looked at: what is written and sent goes through the pages of the desk, so that it is checked."""

    list_display = ["subject", "municipality", "standing", "created_at", "sent_at", "finished_at"]
    list_filter = ["standing", "municipality"]
    list_select_related = ["municipality"]
    search_fields = ["subject"]
    ordering = ["-created_at"]
    inlines = [EditionsOfIssue]


@admin.register(Issue.history.model)
class HistoricalIssueAdmin(HistoryAdmin):
    search_fields = ("subject_sl", "subject_en")
