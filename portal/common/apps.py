from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "portal.common"
    label = "common"
    verbose_name = _("Letters and work in the background")

    def ready(self) -> None:
        import_module("portal.common.contributions")
        post_migrate.connect(import_module("portal.common.warm.triggers").watch, sender=self)
