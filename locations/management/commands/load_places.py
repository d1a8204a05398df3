"""`manage.py load_places`: the countries, regions and municipalities that the five programmes speak of."""

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from locations.municipalities.actions import load_places

DATA = Path(settings.BASE_DIR) / "locations" / "municipalities" / "places.toml"


class Command(BaseCommand):
    help = "Add the countries, regions and municipalities of the five programmes. What is there already is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        added = load_places(places=tomllib.loads(DATA.read_text(encoding="utf-8")))
        self.stdout.write(f"{added} municipalities added.")
