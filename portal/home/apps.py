import gc

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "portal.home"
    label = "home"

    def ready(self) -> None:
        """The last of all apps: what is loaded now stays, and is not looked through for garbage again and again."""
        gc.freeze()
        gc.enable()
