from django.contrib import admin

from portal.common.careful import Careful
from programmes.involvement.models import PersonPart


@admin.register(PersonPart)
class PersonPartAdmin(Careful):
    list_display = ("person", "programme", "role")
    list_filter = ("role", "programme")
    list_select_related = ("person", "programme")
    search_fields = ("person__name", "programme__title_sl", "programme__title_en")
    raw_id_fields = ("person", "programme")
