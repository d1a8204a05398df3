from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LocationsConfig(AppConfig):
    name = "locations"
    verbose_name = _("Places")

    def ready(self) -> None:
        import_module("locations.contributions")
