"""One stylesheet for a page, out of many small ones.

`css/main.css` says which files there are and in which layer; `css/setev.css` is all of them in one. It is made when it is
asked for (in a demo and in development) or when files are collected (in production), and never kept in the repository.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/setev.css"
SOURCE = "main.css"
IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);')
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def bundle(folder: Path) -> str:
    """`main.css` with each import replaced by the file itself, in the layer it was imported into."""

    def inlined(found: re.Match[str]) -> str:
        text = COMMENT.sub("", (folder / found[1]).read_text(encoding="utf-8")).strip()
        return f"@layer {found[2]}{{\n{text}\n}}"

    return IMPORT.sub(inlined, COMMENT.sub("", (folder / SOURCE).read_text(encoding="utf-8")))


class StylesheetFinder(BaseFinder):
    """Offers the bundle as if it were a file among the static ones."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        self.folder = settings.BASE_DIR / "static" / "css"
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "static")

    def check(self, **_kwargs: Any) -> list[Any]:
        return []

    def fresh(self) -> str:
        """The bundle's place on disk, written again when any part of it is newer."""
        made = Path(self.storage.path(STYLESHEET))
        newest = max(part.stat().st_mtime for part in self.folder.rglob("*.css"))
        if not made.exists() or made.stat().st_mtime < newest:
            made.parent.mkdir(parents=True, exist_ok=True)
            draft = made.with_suffix(".new")
            draft.write_text(bundle(self.folder), encoding="utf-8")
            draft.replace(made)
        return str(made)

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        if path != STYLESHEET:
            return []
        return [self.fresh()] if find_all else self.fresh()

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        self.fresh()
        yield STYLESHEET, self.storage


class BundledStorage(CompressedManifestStaticFilesStorage):
    """Production: each file hashed and compressed, so that it may be kept by browsers for ever."""

    keep_only_hashed_files = True
