from importlib import import_module

from django.apps import AppConfig


class LocationsConfig(AppConfig):
    name = "locations"

    def ready(self) -> None:
        import_module("locations.contributions")
