"""What is no whole, unchanged backup of ours is refused before anything is touched."""

import io
import tarfile
from pathlib import Path

import pytest

from portal.common.backup import archive, manifest
from portal.common.backup.manifest import Contents
from portal.common.backup.postgres import find
from portal.common.backup.take import back_up, place
from portal.common.errors import Refused

pytestmark = pytest.mark.once
FACTS = archive.Facts("0.1.0", "2027-05-10T07:00:00+00:00", "sqlite", Contents({"common_letter": 2}, {"common": ["0001_initial"]}))


@pytest.fixture
def held(tmp_path):
    """A database and two uploads."""
    folder = tmp_path / "held"
    folder.mkdir()
    for name, words in {"database": b"rows" * 999, "grb.png": b"picture", "empty": b""}.items():
        (folder / name).write_bytes(words)
    return [("database.sqlite3", folder / "database"), ("media/logos/občina.png", folder / "grb.png"), (f"media/{'long' * 40}/x", folder / "empty")]


@pytest.fixture
def whole(tmp_path, held):
    archive.write(tmp_path / "whole.tar", held, FACTS)
    return tmp_path / "whole.tar"


def forged(path, members, facts=FACTS, entries=None):
    """An archive with a valid seal, as only ill will would make it."""
    written = archive.Written(io.BytesIO())
    tar = tarfile.open(fileobj=written, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115  the seal ends it, not its own end
    for member, words in members:
        member.size = len(words)
        tar.addfile(member, io.BytesIO(words))
    text = manifest.Manifest(facts.version, facts.made_at, facts.vendor, facts.contents, entries or {}).as_text()
    tar.addfile(archive._member("manifest.json", len(text)), io.BytesIO(text))
    path.write_bytes(written.file.getvalue() + archive.tail(written.hash.hexdigest()))
    return path


def test_what_was_written_is_found_again_and_only_its_owner_reads_it(whole, held, tmp_path):
    read = archive.check(whole)
    archive.unpack(whole, read, tmp_path / "out", permissions=0o640)
    assert {name: (tmp_path / "out" / name).read_bytes() for name in read.files} == {name: path.read_bytes() for name, path in held}
    assert (read.version, read.contents, read.database, len(read.media)) == ("0.1.0", FACTS.contents, "database.sqlite3", 2)
    assert whole.stat().st_mode & 0o777 == 0o600
    with tarfile.open(whole) as tar:  # any tar can look into it
        assert tar.getnames()[-2:] == ["manifest.json", "seal"]


def test_a_file_cut_off_anywhere_is_incomplete(whole, tmp_path):
    words = whole.read_bytes()
    for length in (0, 1, 600, len(words) // 2, len(words) - 2048, len(words) - 1):
        (tmp_path / "cut.tar").write_bytes(words[:length])
        with pytest.raises(Refused, match="incomplete"):
            archive.check(tmp_path / "cut.tar")


def test_a_changed_byte_anywhere_is_seen(whole, tmp_path):
    words = whole.read_bytes()
    places = [*range(0, len(words), 97), len(words) - 1, len(words) - 1500]
    for at in places:
        (tmp_path / "changed.tar").write_bytes(words[:at] + bytes([words[at] ^ 1]) + words[at + 1 :])
        with pytest.raises(Refused, match="incomplete|changed"):
            archive.check(tmp_path / "changed.tar")


def test_something_behind_its_end_is_seen(whole):
    with whole.open("ab") as file:
        file.write(b"more")
    with pytest.raises(Refused, match="incomplete"):
        archive.check(whole)


@pytest.mark.parametrize(
    "name", ["../escaped", "media/../../escaped", "/etc/escaped", "media/", "media", "media//x", "media/./x", "media\\x", "other/x", "secret.txt"]
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    path = forged(tmp_path / "evil.tar", [(tarfile.TarInfo(name), b"x")])
    with pytest.raises(Refused, match="does not belong"):
        archive.check(path)
    assert not (tmp_path.parent / "escaped").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_only_plain_files_are_taken_from_it(tmp_path, kind):
    member = tarfile.TarInfo("media/link")
    member.type, member.linkname = kind, "/etc/passwd"
    with pytest.raises(Refused, match="does not belong"):
        archive.check(forged(tmp_path / "evil.tar", [(member, b"")]))


def test_what_the_manifest_does_not_name_is_refused(tmp_path, held):
    entries = archive.write(tmp_path / "a.tar", held, FACTS).files
    with pytest.raises(Refused, match="other files"):
        archive.check(forged(tmp_path / "evil.tar", [(tarfile.TarInfo("media/more"), b"x")], entries=entries))
    with pytest.raises(Refused, match="no database"):
        archive.check(forged(tmp_path / "evil.tar", [(tarfile.TarInfo("media/more"), b"x")]))


def test_a_file_with_another_hash_than_its_manifest_says_is_refused(tmp_path):
    entries = {"database.sqlite3": manifest.Entry(1, "0" * 64)}
    path = forged(tmp_path / "evil.tar", [(tarfile.TarInfo("database.sqlite3"), b"x")], entries=entries)
    with pytest.raises(Refused, match="changed"):
        archive.unpack(path, archive.check(path), tmp_path / "out", permissions=0o640)


def test_one_file_in_the_place_of_another_is_refused(tmp_path):
    entries = {"database.sqlite3": manifest.Entry(1, "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881")}
    entries |= dict.fromkeys(("media/a", "media/a/b"), entries["database.sqlite3"])
    path = forged(tmp_path / "evil.tar", [(tarfile.TarInfo(name), b"x") for name in entries], entries=entries)
    with pytest.raises(Refused, match="in the place of another"):
        archive.unpack(path, archive.check(path), tmp_path / "out", permissions=0o640)


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b'{"format": 1}', b'{"format": "x"}', b"\xff"])
def test_a_manifest_that_says_nothing_is_refused(text):
    with pytest.raises(Refused, match="manifest cannot be read"):
        manifest.read(text)


def test_a_manifest_of_a_later_format_is_of_a_newer_version(whole):
    text = archive.check(whole).as_text().replace(b'"format": 1', b'"format": 2')
    with pytest.raises(Refused, match="newer version"):
        manifest.read(text)


def test_versions_are_compared_by_their_numbers():
    assert manifest.is_newer("0.10.0", "0.9.1")
    assert not manifest.is_newer("0.1.0", manifest.version())


def test_a_backup_overwrites_nothing(tmp_path, now):
    assert place(tmp_path, now) == tmp_path / "setev-2027-05-10-070000.tar"
    assert place(tmp_path / "new", now).parent == tmp_path / "new"
    (tmp_path / "one.tar").write_text("there")
    with pytest.raises(Refused, match="exists already"):
        back_up(target=tmp_path / "one.tar", now=now)
    assert (tmp_path / "one.tar").read_text() == "there"


def test_without_the_tools_of_postgresql_it_says_where_they_are_found(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="apt-get install postgresql-client"):
        find("pg_dump")


def test_an_upload_that_vanishes_meanwhile_stops_no_backup(tmp_path, held):
    read = archive.write(tmp_path / "x.tar", [*held, ("media/gone", Path("/nowhere/gone"))], FACTS)
    assert "media/gone" not in read.files
    assert archive.check(tmp_path / "x.tar") == read
