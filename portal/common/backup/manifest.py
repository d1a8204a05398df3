"""What a backup says about itself: of which version it is, which migrations it knows, how many rows and which files it holds."""

import json
import re
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings

from portal.common.errors import Refused

FORMAT = 1
DATABASES = ("database.sqlite3", "database.dump")
MEDIA = "media/"
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Entry:
    size: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """What the database held at one moment."""

    rows: dict[str, int]  # by table
    migrations: dict[str, list[str]]  # by app


@dataclass(frozen=True)
class Manifest:
    version: str
    made_at: str
    vendor: str
    contents: Contents
    files: dict[str, Entry]

    @property
    def database(self) -> str:
        return next(name for name in self.files if name in DATABASES)

    @property
    def media(self) -> list[str]:
        return [name for name in self.files if name.startswith(MEDIA)]

    def as_text(self) -> bytes:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True).encode()

    @property
    def summary(self) -> str:
        rows, files = self.contents.rows, len(self.media)
        return f"version {self.version}, {sum(rows.values())} rows in {len(rows)} tables, {files} uploaded {'file' if files == 1 else 'files'}"


def read(text: bytes) -> Manifest:
    """Refuses what this version cannot understand, and what no backup of ours would say."""
    try:
        facts = json.loads(text)
        if facts["format"] > FORMAT:
            raise Refused("The backup was made by a newer version of Setev. Install that version, then restore.")
        manifest = _manifest(facts)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused("The backup's manifest cannot be read.") from error
    if len([name for name in manifest.files if name in DATABASES]) != 1:
        raise Refused("The backup holds no database, or more than one.")
    for name, entry in manifest.files.items():
        if not is_ours(name) or not DIGEST.fullmatch(entry.sha256):
            raise Refused(f"The backup holds something that does not belong in one: {name!r}")
    return manifest


def _manifest(facts: dict[str, Any]) -> Manifest:
    return Manifest(
        version=str(facts["version"]),
        made_at=str(facts["made_at"]),
        vendor=str(facts["vendor"]),
        contents=Contents(
            rows={str(table): int(count) for table, count in facts["contents"]["rows"].items()},
            migrations={str(app): [str(name) for name in names] for app, names in facts["contents"]["migrations"].items()},
        ),
        files={str(name): Entry(int(entry["size"]), str(entry["sha256"])) for name, entry in facts["files"].items()},
    )


def is_ours(name: str) -> bool:
    """A database, or a file that stays below the folder of the uploads wherever it is unpacked."""
    path = PurePosixPath(name)
    is_plain = str(path) == name and not path.is_absolute() and ".." not in path.parts and not set("\\\0") & set(name)
    return name in DATABASES or (is_plain and len(path.parts) > 1 and name.startswith(MEDIA))


def version() -> str:
    return str(tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def is_newer(theirs: str, ours: str) -> bool:
    return _numbers(theirs) > _numbers(ours)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)[:3]]
