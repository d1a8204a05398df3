from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.common.clock import now
from stakeholders.mandates.actions import end_mandate, grant_mandate
from stakeholders.mandates.forms import MandateForm
from stakeholders.mandates.models import Invitation, Mandate


@admin.register(Mandate)
class MandateAdmin(admin.ModelAdmin):
    """Given and ended through the actions; what has been is never rewritten or deleted."""

    form = MandateForm
    list_display = ("user", "role", "municipality", "organisation", "granted_at", "ended_at")
    list_filter = ("role", ("ended_at", admin.EmptyFieldListFilter), "municipality")
    list_select_related = ("user", "municipality", "organisation")
    search_fields = ("user__email", "user__name", "municipality__name", "organisation__name")
    date_hierarchy = "granted_at"
    fields = ("user", "municipality", "organisation", "role", "granted_by", "granted_at", "ended_at")
    readonly_fields = ("granted_by", "granted_at", "ended_at")
    raw_id_fields = ("user", "organisation")
    actions = ("end_chosen",)

    def has_change_permission(self, request: HttpRequest, obj: Mandate | None = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Mandate | None = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.actor.is_admin and super().has_add_permission(request)

    def save_model(self, request: HttpRequest, obj: Mandate, form: Any, change: bool) -> None:
        granted = grant_mandate(user=obj.user, municipality=obj.municipality, organisation=obj.organisation, role=obj.role, actor=request.actor, now=now())
        obj.pk = granted.pk

    @admin.action(description=_("End the chosen mandates"), permissions=["add"])
    def end_chosen(self, request: HttpRequest, chosen: QuerySet[Mandate]) -> None:
        moment = now()
        for mandate in chosen:
            end_mandate(mandate=mandate, actor=request.actor, now=moment)
        number = len(chosen)
        messages.success(request, ngettext("%(number)d mandate is ended.", "%(number)d mandates are ended.", number) % {"number": number})


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Who was invited, and what became of it. Only looked at: inviting has its own page, and a letter."""

    goes_along = True  # an invitation is forgotten after a while anyway; the mandate that came of it is not
    list_display = ("email", "role", "municipality", "organisation", "invited_by", "invited_at", "accepted_at", "withdrawn_at")
    list_filter = ("role", ("accepted_at", admin.EmptyFieldListFilter), ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("municipality", "organisation", "invited_by")
    search_fields = ("email", "municipality__name", "organisation__name")
    date_hierarchy = "invited_at"

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Invitation | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Invitation | None = None) -> bool:
        return False
