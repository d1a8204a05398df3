from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignInConfig(AppConfig):
    name = "portal.sign_in"
    label = "sign_in"
    verbose_name = _("Sign-in and account")

    def ready(self) -> None:
        import_module("portal.sign_in.contributions")
        import_module("portal.sign_in.changes").listen()
