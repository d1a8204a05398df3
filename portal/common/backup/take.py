"""Backing up: the database as it is at one moment, then the uploads, in one file that appears when it is whole."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from portal.common.backup import archive
from portal.common.backup.databases import present
from portal.common.backup.manifest import MEDIA, Manifest, version
from portal.common.errors import Refused

ENDING = ".tar"


@dataclass(frozen=True)
class Taken:
    path: Path
    size: int
    manifest: Manifest


def back_up(*, target: Path, now: datetime) -> Taken:
    """Into that file, or into a file of its own in that folder."""
    path = place(target, now)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".setev-backup-", dir=path.parent) as name:
        folder = Path(name)
        database = present()
        contents = database.dump(folder)
        facts = archive.Facts(version=version(), made_at=now.isoformat(timespec="seconds"), vendor=database.vendor, contents=contents)
        whole = folder / "whole"
        archive.write(whole, [(database.file, folder / database.file), *uploads()], facts)
        manifest = archive.check(whole)  # read again from the disk
        refuse_taken(path)
        whole.rename(path)
    seal_folder(path.parent)
    return Taken(path, path.stat().st_size, manifest)


def place(target: Path, now: datetime) -> Path:
    is_file = target.suffix == ENDING and not target.is_dir()
    path = (target if is_file else target / f"setev-{now:%Y-%m-%d-%H%M%S}{ENDING}").absolute()
    refuse_taken(path)
    return path


def refuse_taken(path: Path) -> None:
    if path.exists():
        raise Refused(f"{path} exists already. A backup overwrites nothing.")


def uploads() -> Iterator[tuple[str, Path]]:
    """Plain files only; a link could lead anywhere."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield MEDIA + path.relative_to(root).as_posix(), path


def seal_folder(folder: Path) -> None:
    """See to it that the disk knows the new name, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
