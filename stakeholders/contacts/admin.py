from django.contrib import admin

from portal.common.careful import Careful
from stakeholders.contacts.models import ContactNote


@admin.register(ContactNote)
class ContactNoteAdmin(Careful):
    list_display = ("on", "person", "organisation", "municipality", "way", "written_by", "next_on", "next_done_at")
    list_filter = ("way", "municipality", "on")
    list_select_related = ("person", "organisation", "municipality", "written_by")
    search_fields = ("person__name", "organisation__name", "text")
    raw_id_fields = ("person", "organisation", "written_by")
    readonly_fields = ("next_done_at",)
    date_hierarchy = "on"
