from django.contrib import admin

from portal.common.admin import ReadOnly
from stakeholders.imports.models import Import, ImportRow


@admin.register(Import)
class ImportAdmin(ReadOnly):
    goes_along = True  # with its municipality; it is kept for a week at most
    list_display = ["created_at", "municipality", "kind", "state", "total", "created_by"]
    list_filter = ["state", "kind", "municipality"]
    list_select_related = ["municipality", "created_by"]
    ordering = ["-created_at"]


@admin.register(ImportRow)
class ImportRowAdmin(ReadOnly):
    goes_along = True
    list_display = ["number", "batch", "fate", "stored_at"]
    list_filter = ["fate"]
    list_select_related = ["batch"]
    ordering = ["batch", "number"]
    exclude = ["cells", "values", "changes", "key"]  # other people's lists are read at the desk
