from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from portal.common.admin import HistoryAdmin
from portal.common.careful import Careful
from portal.common.clock import now
from portal.common.errors import Refused
from programmes.catalogue import actions
from programmes.catalogue.models import ChecklistItem, Funding, Milestone, Participation, Partner, Phase, Programme, Target
from programmes.catalogue.rules import ensure_discardable


class NeverAdded:
    """Laid out by the method when the programme is started; never added or taken out by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class OnlyRead(NeverAdded):
    """Changed at the desk, where rules and the audit trail stand beside it."""

    extra = 0

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class PhaseInline(NeverAdded, TranslationStackedInline):
    model = Phase
    extra = 0
    fields = ("name", "purpose", "season", "starts_on", "ends_on", "closed_at")
    readonly_fields = ("season", "starts_on", "ends_on", "closed_at")  # moved and closed at the desk, where the rest follows
    ordering = ("position",)
    show_change_link = True


class MilestoneInline(TranslationStackedInline):
    model = Milestone
    extra = 0
    fields = ("name", "phase", "due_on", "reached_on")
    readonly_fields = ("reached_on",)
    raw_id_fields = ("phase",)
    ordering = ("due_on", "pk")
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("phase")


class ParticipationInline(OnlyRead, admin.StackedInline):
    model = Participation

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("municipality")


class PartnerInline(OnlyRead, admin.StackedInline):
    model = Partner

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organisation")


class FundingInline(OnlyRead, admin.StackedInline):
    model = Funding


class TargetInline(TranslationStackedInline):
    model = Target
    extra = 0
    fields = ("number", "label", "position")
    ordering = ("position", "pk")


@admin.register(Programme)
class ProgrammeAdmin(Careful, TranslationAdmin):
    """Words. What has consequences goes through the actions of the desk."""

    list_display = ("title", "method", "municipality", "status", "starts_on", "ends_on")
    list_filter = ("status", "method", "municipality")
    list_select_related = ("municipality",)
    search_fields = ("title_sl", "title_en", "summary_sl", "summary_en", "slug", "municipality__name")
    date_hierarchy = "starts_on"
    ordering = ("-starts_on", "pk")
    readonly_fields = ("picture", "method", "municipality", "status", "slug", "starts_on", "original_ends_on", "ends_on", "published_at", "topic", "events")
    raw_id_fields = ("coordinator",)
    fieldsets = (
        (None, {"fields": ("title", "summary", "text", "picture", "picture_alt")}),
        (
            _("Who and when"),
            {
                "fields": (
                    "method",
                    "municipality",
                    "coordinator",
                    "status",
                    "slug",
                    "since_year",
                    "municipality_total",
                    "starts_on",
                    "original_ends_on",
                    "ends_on",
                    "published_at",
                    "topic",
                )
            },
        ),
        (_("Events"), {"fields": ("events",)}),
    )
    inlines = (PhaseInline, MilestoneInline, ParticipationInline, PartnerInline, FundingInline, TargetInline)
    actions = ("publish_chosen", "close_chosen")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a programme is started at the desk, where its method is laid out

    def has_delete_permission(self, request: HttpRequest, obj: Programme | None = None) -> bool:
        return request.actor.is_admin and (obj is None or obj.is_draft) and super().has_delete_permission(request, obj)

    def refusals(self, request: HttpRequest, rows: Iterable[Programme]) -> list[str]:
        return [f"{programme}: {reason}" for programme in rows if (reason := why_it_stays(programme))]

    def delete_model(self, request: HttpRequest, obj: Programme) -> None:
        actions.discard_programme(programme=obj, with_events=False, actor=request.actor, now=now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Programme]) -> None:
        for programme in queryset:
            self.delete_model(request, programme)

    @admin.action(description=_("Publish the chosen programmes"), permissions=["change"])
    def publish_chosen(self, request: HttpRequest, chosen: QuerySet[Programme]) -> None:
        number = self.act_on(request, chosen, actions.publish_programme)
        if number:
            messages.success(request, ngettext("%(number)d programme is public now.", "%(number)d programmes are public now.", number) % {"number": number})

    @admin.action(description=_("Close the chosen programmes"), permissions=["change"])
    def close_chosen(self, request: HttpRequest, chosen: QuerySet[Programme]) -> None:
        number = self.act_on(request, chosen, actions.close_programme)
        if number:
            messages.success(request, ngettext("%(number)d programme is closed.", "%(number)d programmes are closed.", number) % {"number": number})

    def act_on(self, request: HttpRequest, chosen: QuerySet[Programme], act: Callable[..., Any]) -> int:
        """The same action as at the desk, one programme after the other; what is refused says why."""
        moment, number = now(), 0
        for programme in chosen:
            try:
                act(programme=programme, actor=request.actor, now=moment)
            except Refused as refusal:
                messages.error(request, f"{programme}: {refusal}")
            else:
                number += 1
        return number


def why_it_stays(programme: Programme) -> str:
    try:
        ensure_discardable(programme)
    except Refused as refusal:
        return str(refusal)
    return ""


class ChecklistInline(TranslationStackedInline):
    model = ChecklistItem
    extra = 0
    fields = ("text", "gate", "position", "done_at", "done_by")
    readonly_fields = ("done_at", "done_by")
    ordering = ("gate", "position")


@admin.register(Phase)
class PhaseAdmin(NeverAdded, TranslationAdmin):
    goes_along = True  # with the draft of its programme
    list_display = ("name", "programme", "season", "starts_on", "ends_on", "closed_at")
    list_filter = ("season", ("closed_at", admin.EmptyFieldListFilter))
    list_select_related = ("programme",)
    search_fields = ("name_sl", "name_en", "programme__title_sl", "programme__title_en")
    ordering = ("-starts_on", "pk")
    fields = ("programme", "name", "purpose", "season", "starts_on", "ends_on", "closed_at")
    readonly_fields = ("programme", "season", "starts_on", "ends_on", "closed_at")
    inlines = (ChecklistInline,)


@admin.register(Milestone)
class MilestoneAdmin(TranslationAdmin):
    goes_along = True  # with the draft of its programme
    list_display = ("name", "programme", "due_on", "reached_on")
    list_filter = (("reached_on", admin.EmptyFieldListFilter),)
    list_select_related = ("programme",)
    search_fields = ("name_sl", "name_en", "programme__title_sl", "programme__title_en")
    ordering = ("-due_on", "pk")
    fields = ("programme", "phase", "name", "due_on", "reached_on")
    readonly_fields = ("reached_on",)
    raw_id_fields = ("programme", "phase")

    def has_delete_permission(self, request: HttpRequest, obj: Milestone | None = None) -> bool:
        return False  # thrown away at the desk, which leaves a trace


@admin.register(Programme.history.model)
class HistoricalProgrammeAdmin(HistoryAdmin):
    search_fields = ("title_sl", "title_en", "title_de", "title_sv", "slug")
