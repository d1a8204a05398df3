from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StakeholdersConfig(AppConfig):
    name = "stakeholders"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        import_module("stakeholders.contributions")
