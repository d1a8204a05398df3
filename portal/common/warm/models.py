"""The last change of each table that public pages show. Triggers write it in the change's own transaction; no code does."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LastChange(models.Model):
    """A mark that every change makes another one. Equal marks mean equal rows, also after a change that was taken back.

    A table may have several of these rows: on PostgreSQL whoever changes the table takes one that nobody holds, so that no
    change ever waits for another one's commit.
    """

    table = models.CharField(_("table"), max_length=63, db_index=True)
    mark = models.BigIntegerField(_("mark"))

    class Meta:
        verbose_name = _("last change of a table")
        verbose_name_plural = _("last changes of tables")

    def __str__(self) -> str:
        return self.table
