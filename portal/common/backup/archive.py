"""One file for everything: a tar whose last member seals every byte before it.

The seal finds damage, not ill will: whoever may write the file may seal it anew. So what is unpacked is held to the
manifest, and no name leads out of the folder that it is unpacked into.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from portal.common.backup import manifest as manifests
from portal.common.backup.manifest import Contents, Entry, Manifest
from portal.common.errors import Refused

MANIFEST, SEAL = "manifest.json", "seal"
BLOCK = tarfile.BLOCKSIZE
TAIL = 4 * BLOCK  # the seal's header, the seal, and the two empty blocks that end a tar
CHUNK = 1024 * 1024
MANIFEST_LIMIT = 256 * 1024 * 1024
INCOMPLETE = "The backup is incomplete: its end is missing. Nothing was changed."
CHANGED = "The backup was changed after it was made, or damaged: its bytes are not those that were written. Nothing was changed."


class Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...


@dataclass(frozen=True)
class Facts:
    """What the manifest says that is not found while writing."""

    version: str
    made_at: str
    vendor: str
    contents: Contents


class Written:
    """A file that remembers the hash of all that was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return self.file.write(data)

    def tell(self) -> int:
        return self.file.tell()


class Reading:
    """A file that hashes what is read from it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.hash.update(data)
        return data


def write(path: Path, files: Iterable[tuple[str, Path]], facts: Facts) -> Manifest:
    """Write the archive, only for its owner to read, and see to it that the disk has it."""
    entries: dict[str, Entry] = {}
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        written = Written(file)
        tar = tarfile.open(fileobj=written, mode="w", format=tarfile.PAX_FORMAT)  # type: ignore[call-overload]  # noqa: SIM115  the seal ends it, not its own end
        for name, source in files:
            try:
                entries[name] = _add(tar, name, source)
            except FileNotFoundError:  # an upload that was just replaced; the rows of the dump may not need it any more
                continue
        manifest = Manifest(facts.version, facts.made_at, facts.vendor, facts.contents, entries)
        text = manifest.as_text()
        tar.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
        file.write(tail(written.hash.hexdigest()))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _add(tar: tarfile.TarFile, name: str, source: Path) -> Entry:
    with source.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        reading = Reading(file)
        try:
            tar.addfile(_member(name, size), reading)
        except OSError as error:
            raise Refused(f"{source} could not be read whole ({error.strerror or error}). Try again.") from error
    return Entry(size, reading.hash.hexdigest())


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def tail(digest: str) -> bytes:
    """The last bytes of every archive with that hash before them."""
    header = _member(SEAL, len(digest)).tobuf(tarfile.PAX_FORMAT)
    return header + digest.encode().ljust(BLOCK, b"\0") + bytes(2 * BLOCK)


def check(path: Path) -> Manifest:
    """The manifest of a whole and unchanged backup; refuses any other file. Unpacks nothing."""
    _check_seal(path)
    try:
        with tarfile.open(path, "r:") as tar:
            members = tar.getmembers()
            names = [member.name for member in members]
            _ensure_plain(members)
            if names[-2:] != [MANIFEST, SEAL] or members[-2].size > MANIFEST_LIMIT:
                raise Refused("The backup has no manifest at its end.")
            held = tar.extractfile(members[-2])
            manifest = manifests.read(held.read() if held else b"")
    except (tarfile.TarError, UnicodeError, ValueError) as error:
        raise Refused(f"The backup cannot be read: {error}") from error
    if {member.name: member.size for member in members[:-2]} != {name: entry.size for name, entry in manifest.files.items()}:
        raise Refused("The backup holds other files than its manifest names.")
    return manifest


def _check_seal(path: Path) -> None:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size <= TAIL:
            raise Refused(INCOMPLETE)
        digest, left = hashlib.sha256(), size - TAIL
        while left:
            data = file.read(min(CHUNK, left))
            if not data:
                raise Refused(INCOMPLETE)
            digest.update(data)
            left -= len(data)
        found, expected = file.read(TAIL), tail(digest.hexdigest())
    if found[:BLOCK] != expected[:BLOCK]:
        raise Refused(INCOMPLETE)
    if found != expected:
        raise Refused(CHANGED)


def _ensure_plain(members: list[tarfile.TarInfo]) -> None:
    seen: set[str] = set()
    for member in members:
        is_known = member.name in {MANIFEST, SEAL} or manifests.is_ours(member.name)
        if not is_known or member.type != tarfile.REGTYPE or member.sparse is not None or member.name in seen:
            raise Refused(f"The backup holds something that does not belong in one: {member.name!r}")
        seen.add(member.name)


def unpack(path: Path, manifest: Manifest, folder: Path, *, permissions: int) -> None:
    """Into an empty folder of our own; each file is held to its hash."""
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            if member.name not in manifest.files:
                continue
            place = folder / member.name
            held = tar.extractfile(member)
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("xb") as file:
                    digest = _copy(held, file) if held else ""
            except (FileExistsError, NotADirectoryError) as error:
                raise Refused(f"The backup holds one file in the place of another: {member.name!r}") from error
            place.chmod(permissions)
            if digest != manifest.files[member.name].sha256:
                raise Refused(CHANGED)


def _copy(source: object, target: BinaryIO) -> str:
    reading = Reading(source)  # type: ignore[arg-type]
    while data := reading.read(CHUNK):
        target.write(data)
    return reading.hash.hexdigest()
