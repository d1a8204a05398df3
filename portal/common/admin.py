"""The ground's rows to look at. They are the machine's own: nothing is typed in here, and only letters can be acted upon."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.common.careful import delete_selected
from portal.common.clock import now
from portal.common.models import AuditEntry, Batch, JobRun, KeptForm, LanePause, LastChange, Letter, Reminder
from portal.common.outbox.again import send_again

admin.site.add_action(delete_selected)


class ReadOnly(admin.ModelAdmin[Any]):
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    list_display = ["created_at", "kind", "recipient", "language", "state", "attempts", "smtp_code", "sent_at"]
    list_filter = ["state", "lane", "kind", "language"]
    search_fields = ["recipient", "message_id", "dedupe_key"]
    ordering = ["-created_at"]
    exclude = ["message"]  # may hold a sign-in code
    actions = ["send_again"]

    @admin.action(description=_("Send failed and uncertain letters again"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        count = send_again(queryset, actor=getattr(request, "actor", None), now=now())
        words = ngettext("%(count)d letter will be sent again.", "%(count)d letters will be sent again.", count) % {"count": count}
        self.message_user(request, words, messages.SUCCESS if count else messages.WARNING)


@admin.register(Batch)
class BatchAdmin(ReadOnly):
    list_display = ["created_at", "kind", "state"]
    list_filter = ["state", "kind"]
    ordering = ["-created_at"]


@admin.register(LanePause)
class LanePauseAdmin(ReadOnly):
    list_display = ["lane", "paused_until", "failures", "smtp_code", "smtp_reply"]


@admin.register(Reminder)
class ReminderAdmin(ReadOnly):
    list_display = ["due_at", "occasion", "subject", "recipient_key", "outcome", "reason", "decided_at"]
    list_filter = ["outcome", "occasion"]
    search_fields = ["subject", "recipient_key"]
    ordering = ["-due_at"]
    list_select_related = ["letter"]


@admin.register(JobRun)
class JobRunAdmin(ReadOnly):
    list_display = ["name", "started_at", "finished_at", "last_result"]
    ordering = ["name"]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ["at", "verb", "target_type", "target_id", "actor"]
    list_filter = ["verb", "target_type"]
    search_fields = ["verb", "target_id"]
    date_hierarchy = "at"
    ordering = ["-at"]
    list_select_related = ["actor"]


@admin.register(KeptForm)
class KeptFormAdmin(ReadOnly):
    goes_along = True  # with whoever typed it
    list_display = ["kept_at", "owner", "page"]
    list_select_related = ["owner"]
    search_fields = ["page", "owner__name", "owner__email"]
    ordering = ["-kept_at"]
    exclude = ["fields"]  # unsaved words are nobody else's


@admin.register(LastChange)
class LastChangeAdmin(ReadOnly):
    list_display = ["table", "mark"]
    ordering = ["table", "pk"]


class HistoryAdmin(ReadOnly):
    """What the words of a row were before. The desk shows it as differences."""

    list_display = ["when", "__str__", "who"]
    list_select_related = ["history_user"]
    ordering = ["-history_date"]

    @admin.display(description=_("when"), ordering="history_date")
    def when(self, record: Any) -> Any:
        return record.history_date

    @admin.display(description=_("who"), ordering="history_user__name")
    def who(self, record: Any) -> Any:
        return record.history_user
