"""Restoring: everything is looked at before anything is touched, and what was there comes back when something fails."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from portal.common.backup import archive
from portal.common.backup.databases import Database, is_ours, present, tables_with_rows
from portal.common.backup.manifest import Manifest, is_newer, version
from portal.common.backup.sqlite import BEFORE
from portal.common.errors import Refused

STAGE = "restore"  # in DATA_DIR, on the same disk as the uploads
MEDIA_BEFORE = "media-before"
NEWER = "The backup was made by a newer version of Setev ({theirs}; this is {ours}). Install that version, then restore."


def look_at(path: Path) -> Manifest:
    """Whether it could be restored by this version, on this kind of database."""
    manifest = archive.check(path)
    ours = version()
    if is_newer(manifest.version, ours):
        raise Refused(NEWER.format(theirs=manifest.version, ours=ours))
    unknown = unknown_migrations(manifest)
    if unknown:
        raise Refused(NEWER.format(theirs=f"it knows {unknown[0]}", ours=ours))
    database = present()
    if (manifest.vendor, manifest.database) != (database.vendor, database.file):
        raise Refused(f"The backup is of {manifest.vendor}, DATABASE_URL names {database.vendor}. One cannot be restored into the other.")
    return manifest


def unknown_migrations(manifest: Manifest) -> list[str]:
    loader = MigrationLoader(None)
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update((app, name) for app, name in migration.replaces)
    return [f"{app}.{name}" for app, names in manifest.contents.migrations.items() for name in names if (app, name) not in known]


def restore(*, path: Path, is_replacing: bool) -> Manifest:
    """The installation as it was when the backup was made, brought up to this version. All of it, or nothing."""
    manifest = look_at(path)
    database = present()
    ensure_room(database, is_replacing=is_replacing)
    stage = Path(settings.DATA_DIR) / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700, parents=True)
    try:
        archive.unpack(path, manifest, stage, permissions=settings.FILE_UPLOAD_PERMISSIONS or 0o640)
        dumped = stage / manifest.database
        database.check(dumped, manifest.contents)
        with database.replaced(dumped, manifest.contents, stage), uploads_replaced(stage):
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
            ContentType.objects.clear_cache()
    finally:
        if not any((stage / name).exists() for name in (BEFORE, MEDIA_BEFORE)):  # what could not be put back stays for somebody's hand
            shutil.rmtree(stage, ignore_errors=True)
    return manifest


def ensure_room(database: Database, *, is_replacing: bool) -> None:
    """Nothing is lost that nobody said may be lost."""
    media = Path(settings.MEDIA_ROOT)
    if media.is_mount():
        raise Refused(f"{media} is a mount of its own, which cannot be exchanged at once. Mount {media.parent} instead.")
    if not is_ours():
        raise Refused(f"The database “{connection.settings_dict['NAME']}” holds tables that are not Setev's. Name an empty one in DATABASE_URL.")
    if is_replacing:
        return
    held = [f"the database ({', '.join(tables[:3])} …)" for tables in [tables_with_rows()] if tables]
    held += [f"{media}"] if media.is_dir() and any(path.is_file() for path in media.rglob("*")) else []
    held += ["what an interrupted restore set aside"] if database.leftover() or (media.parent / STAGE).exists() else []
    if held:
        raise Refused(f"This installation is not empty: {', '.join(held)}. With --replace the backup takes its place. Nothing was changed.")


@contextmanager
def uploads_replaced(stage: Path) -> Iterator[None]:
    media, fresh, before = Path(settings.MEDIA_ROOT), stage / "media", stage / MEDIA_BEFORE
    fresh.mkdir(exist_ok=True)
    if media.exists():
        media.rename(before)
    is_done = False
    try:
        fresh.rename(media)
        yield
        is_done = True
    finally:
        if is_done:
            shutil.rmtree(before, ignore_errors=True)
        else:
            shutil.rmtree(media, ignore_errors=True)
            if before.exists():
                before.rename(media)
