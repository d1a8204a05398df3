"""Deleting in the administration: what would go along, what would stay, and what forbids it, before anything happens.

`Careful` comes first among the bases of every administration page on which something can be deleted. Django's own page reads all that
points to a row and names it; here it is counted, and the first few are named.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin import actions as stock
from django.contrib.admin.utils import quote
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.common.errors import Refused
from portal.common.pointers import NAMED, Fate, Pointer, fates, kind_of, namings


class Careful(admin.ModelAdmin[Any]):
    instead: str | Promise = ""  # what can be done when a row may not go
    goes_along = False  # True: never deleted by itself, but no reason for the row that it belongs to to stay

    def refusals(self, request: HttpRequest, rows: Iterable[Any]) -> list[str]:
        """Why some of the rows may not go at all, whatever leads to them."""
        return []

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What Django asks before it deletes: names, numbers of what goes along, permissions that lack, what forbids it."""
        rows = self.rows_of(objs)
        found = fates(rows)
        going = [(gone.model, number) for gone in found[Fate.GOES] if (number := gone.count())]
        lacking = {str(self.opts.verbose_name) for row in objs if not self.has_delete_permission(request, row)}
        lacking |= {str(model._meta.verbose_name) for model, _number in going if self.is_kept(request, model)}
        holds = [self.pointer(request, held, rows) for held in found[Fate.HOLDS] if held.exists()]
        counts = {kind_of(self.model): rows.count(), **{kind_of(model): number for model, number in going}}
        return [str(row) for row in objs[:NAMED]], counts, lacking, [*self.refusals(request, objs), *holds]

    def rows_of(self, objs: Any) -> QuerySet[Any]:
        return self.model._base_manager.filter(pk__in=objs.values("pk") if isinstance(objs, QuerySet) else [row.pk for row in objs])

    def is_kept(self, request: HttpRequest, model: type[Model]) -> bool:
        """Whoever asks may not delete such rows, so not what they hang on either."""
        theirs = self.admin_site.get_model_admin(model) if self.admin_site.is_registered(model) else None
        return theirs is not None and not getattr(theirs, "goes_along", False) and not theirs.has_delete_permission(request)

    def losing(self, request: HttpRequest, objs: Any) -> list[Pointer]:
        """What would stay but no longer name the rows."""
        rows = self.rows_of(objs)
        return [self.pointer(request, lost, rows) for lost in fates(rows)[Fate.LOSES] if lost.model._meta.label_lower in namings and lost.exists()]

    def pointer(self, request: HttpRequest, found: QuerySet[Any], rows: QuerySet[Any]) -> Pointer:
        """Names and links only of what whoever asks may look at; the number is always told."""
        kind, site, model = capfirst(kind_of(found.model)), self.admin_site, found.model
        if site.is_registered(model) and not site.get_model_admin(model).has_view_permission(request):
            return Pointer(kind, found.count(), [])
        naming = namings.get(model._meta.label_lower)
        words = naming.words if naming else str
        named = [(words(row), self.address(row) or (naming.address(row, request.actor) if naming else "")) for row in found.order_by("-pk")[:NAMED]]
        return Pointer(kind, found.count(), named, self.address_of_all(found, rows))

    def address(self, row: Model) -> str:
        """The row's page in the administration, if it has one."""
        if not self.admin_site.is_registered(type(row)):
            return ""
        return reverse(f"{self.admin_site.name}:{row._meta.app_label}_{row._meta.model_name}_change", args=[quote(row.pk)])

    def address_of_all(self, found: QuerySet[Any], rows: QuerySet[Any]) -> str:
        """The list of them, when they point to one row by one column."""
        columns = [field for field in found.model._meta.concrete_fields if field.related_model is self.model]
        if len(columns) != 1 or rows.count() != 1 or found.count() <= NAMED or not self.admin_site.is_registered(found.model):
            return ""
        changelist = reverse(f"{self.admin_site.name}:{found.model._meta.app_label}_{found.model._meta.model_name}_changelist")
        return f"{changelist}?{urlencode({f'{columns[0].name}__{self.opts.pk.name}__exact': rows.get().pk})}"

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().delete_view(request, object_id, extra_context)
        except (IntegrityError, Refused) as refusal:  # somebody was quicker: the page is shown again, and says by what
            self.message_user(request, words_of(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        losing = [] if context["protected"] else self.losing(request, [context["object"]])
        return super().render_delete_form(request, {**context, "instead": self.instead, "losing": losing})


@admin.action(permissions=["delete"], description=stock.delete_selected.short_description)  # type: ignore[attr-defined]
def delete_selected(modeladmin: Careful, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Django's own, with the same list; what is refused at the last moment is said in words."""
    try:
        with transaction.atomic():
            answer = stock.delete_selected(modeladmin, request, queryset)
    except (IntegrityError, Refused) as refusal:
        modeladmin.message_user(request, words_of(refusal), messages.ERROR)
        return None
    if isinstance(answer, TemplateResponse) and answer.context_data is not None:
        protected = answer.context_data["protected"]
        answer.context_data |= {"instead": modeladmin.instead, "losing": [] if protected else modeladmin.losing(request, queryset), "named": NAMED}
    return answer


def words_of(refusal: Exception) -> str:
    return str(refusal) if isinstance(refusal, Refused) else _("Something has come to lead there meanwhile, so nothing was deleted.")
