from django.contrib import admin

from portal.common.careful import Careful
from stakeholders.organisations.models import Membership, Organisation


class MembershipInline(admin.StackedInline):
    model = Membership
    extra = 0
    raw_id_fields = ("person",)


@admin.register(Organisation)
class OrganisationAdmin(Careful):
    list_display = ("name", "type", "municipality", "email")
    list_filter = ("type", "municipality")
    list_select_related = ("municipality",)
    search_fields = ("name", "email")
    inlines = (MembershipInline,)


@admin.register(Membership)
class MembershipAdmin(Careful):
    list_display = ("person", "organisation", "title", "since_on", "until_on")
    list_filter = ("organisation__type",)
    list_select_related = ("person", "organisation")
    search_fields = ("person__name", "person__email", "organisation__name")
    raw_id_fields = ("person", "organisation")
