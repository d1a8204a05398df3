"""One stylesheet, one set of drawings."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders

from portal.common.static import IMPORT, STYLESHEET, bundle

CSS = settings.BASE_DIR / "static" / "css"
LIMIT = 16 * 1024


def test_the_bundle_holds_every_import_once_and_in_its_layer():
    imports = IMPORT.findall((CSS / "main.css").read_text())
    text = bundle(CSS)
    assert "@import" not in text
    assert re.findall(r"^@layer (\w+)\{$", text, re.MULTILINE) == [layer for _name, layer in imports]
    assert len({name for name, _layer in imports}) == len(imports)


def test_every_sheet_is_imported():
    names = {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")}
    assert names - {"main.css", "admin.css", "patterns.css"} == {name for name, _layer in IMPORT.findall((CSS / "main.css").read_text())}


def test_only_the_tokens_load_files_so_that_paths_stay_true_in_the_bundle():
    assert {str(path.relative_to(CSS)) for path in CSS.rglob("*.css") if "url(" in path.read_text()} == {"main.css", "tokens.css", "admin.css"}


def test_all_styles_weigh_at_most_sixteen_kilobytes():
    assert len(brotli.compress(bundle(CSS).encode())) <= LIMIT


def test_the_finder_offers_the_bundle_fresh():
    found = finders.find(STYLESHEET)
    assert Path(found).read_text() == bundle(CSS)


def test_the_drawings_are_well_formed_and_take_nothing_from_elsewhere():
    for path in (settings.BASE_DIR / "static" / "img").glob("*.svg"):
        ET.parse(path)  # noqa: S314 - our own file
        assert "http" not in path.read_text().replace("http://www.w3.org/2000/svg", "")
