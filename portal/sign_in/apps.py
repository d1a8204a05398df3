from importlib import import_module

from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "portal.sign_in"
    label = "sign_in"

    def ready(self) -> None:
        import_module("portal.sign_in.contributions")
        import_module("portal.sign_in.changes").listen()
