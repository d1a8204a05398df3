from importlib import import_module

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "portal.common"
    label = "common"
    verbose_name = "Ground"

    def ready(self) -> None:
        import_module("portal.common.contributions")
