from typing import Any

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.common.careful import Careful
from stakeholders.people.choices import account_acts
from stakeholders.people.forms import AccountChangeForm, AccountCreationForm
from stakeholders.people.models import DataRequest, Person, User

admin.site.unregister([Group, EmailAddress])


class ForAdministrators(Careful):
    """Whoever may change accounts or groups could make themselves an administrator; so only these may."""

    filter_horizontal = ()  # its search icons carry names where none may be

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser


@admin.register(Group)
class OurGroupAdmin(ForAdministrators, GroupAdmin):
    """Groups of rights within the administration."""


@admin.register(User)
class AccountAdmin(ForAdministrators, UserAdmin):
    """Accounts are known by e-mail."""

    instead = _("Take the tick from “active” instead: nobody can sign in with the account any more, and what it did stays told.")

    form = AccountChangeForm
    add_form = AccountCreationForm
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "language")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "language", "password")}),
        (_("What it may do"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("When"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "name", "language", "usable_password", "password1", "password2")}),)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Those of the list, and what other rooms do to an account; for administrators only."""
        if not request.user.is_superuser:
            return {}
        more = {name: (act, name, act.short_description) for name, act in zip(account_acts.names(), account_acts, strict=True)}
        return {**super().get_actions(request), **more}


@admin.register(EmailAddress)
class OurEmailAddressAdmin(ForAdministrators, EmailAddressAdmin):
    """Whoever may add an address to an account can have its password reset by a letter to themselves."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if request.user.is_superuser else {}


@admin.register(Person)
class PersonAdmin(Careful):
    list_display = ("name", "email", "phone", "language", "user")
    list_filter = ("language",)
    list_select_related = ("user",)
    search_fields = ("name", "email", "phone")
    raw_id_fields = ("user",)
    readonly_fields = ("public_id", "created_at")


@admin.register(DataRequest)
class DataRequestAdmin(Careful):
    """Who asked for their data, and when they were erased. Only looked at: asking and erasing are the person's own."""

    list_display = ("email", "requested_at", "expires_at", "erased_at")
    readonly_fields = ("public_id", "email", "language", "requested_at", "expires_at", "erased_at")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
