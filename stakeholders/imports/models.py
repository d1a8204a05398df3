"""A list that somebody brings, row by row, with what becomes of each. Kept for a week, then forgotten."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from stakeholders.imports.choices import Fate, State
from stakeholders.imports.querysets import ImportQuerySet, ImportRowQuerySet


class Import(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+", verbose_name=_("municipality"))
    kind = models.CharField(_("of what"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    headings = models.JSONField(_("headings"), default=list)
    columns = models.JSONField(_("columns"), default=list)  # for each heading the field it is, or nothing
    total = models.PositiveIntegerField(_("rows"), default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("who"))
    created_at = models.DateTimeField(_("when"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"{self.kind}, {self.total}"


class ImportRow(models.Model):
    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows", verbose_name=_("import"))
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"), default=list)
    key = models.CharField(max_length=200, blank=True)  # by which the same one is known
    values = models.JSONField(default=dict)
    fate = models.CharField(_("what becomes of it"), max_length=10, choices=Fate, blank=True)
    reasons = models.JSONField(default=list)  # pairs of field and code
    changes = models.JSONField(default=list)  # triples of field, before, after
    target_id = models.BigIntegerField(null=True, blank=True)
    bound = models.JSONField(default=dict)  # the organisation for which the person spoke before, and the one that was made
    stored_at = models.DateTimeField(_("stored"), null=True, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_number")]
        indexes = [models.Index(fields=["batch", "fate", "number"], name="import_row_fate"), models.Index(fields=["batch", "key"], name="import_row_key")]

    def __str__(self) -> str:
        return str(self.number)
