"""One command backs an installation up, one brings it back: on an empty machine, over another, or not at all."""

import shutil
import subprocess
import sys

import pytest

from tests.faults.conftest import ROOT, until

pytestmark = pytest.mark.once
TOOLS = pytest.mark.skipif(shutil.which("pg_dump") is None, reason="no pg_dump (Debian: apt-get install postgresql-client)")
KINDS = [pytest.param("sqlite"), pytest.param("postgres", marks=[pytest.mark.postgres, TOOLS])]


def refused(portal, *command):
    """What the command says when it does not do it."""
    done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=portal.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout
    return done.stderr.strip()


def letters(portal):
    return sorted(recipient for (recipient,) in portal.rows("SELECT recipient FROM common_letter"))


def uploads(portal):
    media = portal.folder / "media"
    return {path.relative_to(media).as_posix(): path.read_text() for path in media.rglob("*") if path.is_file()}


@pytest.fixture
def make(make_portal, tmp_path):
    """`make(kind, name)`: a migrated installation with a folder of its own."""

    def made(kind, name):
        portal = make_portal(kind)
        portal.folder = tmp_path / name
        portal.folder.mkdir()
        portal.environment["DATA_DIR"] = str(portal.folder)
        if kind == "sqlite":
            portal.database_url = f"sqlite:///{(tmp_path / 'db.sqlite3').rename(portal.folder / 'db.sqlite3')}"
            portal.environment["DATABASE_URL"] = portal.database_url
        return portal

    return made


def upload(portal, name, words):
    (portal.folder / "media" / name).parent.mkdir(parents=True, exist_ok=True)
    (portal.folder / "media" / name).write_text(words)


@pytest.mark.parametrize("kind", KINDS)
def test_an_installation_comes_back_whole_on_an_empty_machine_and_over_another_one(make, tmp_path, kind):
    here, there = make(kind, "here"), make(kind, "there")
    written = sorted(here.write(3))
    upload(here, "logos/občina.png", "the arms of Litija")
    said = here.manage("backup", str(tmp_path / "backups"))
    (path,) = (tmp_path / "backups").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert "1 uploaded file." in said
    assert "SECRET_KEY and the other settings are not in it" in said
    assert b"SECRET_KEY" not in path.read_bytes()

    assert "is whole: version 0.1.0" in there.manage("restore", "--check", str(path))
    assert letters(there) == []
    said = there.manage("restore", str(path))
    assert "Letters that leave when the worker starts: 3. Some may have left already" in said
    assert (letters(there), uploads(there)) == (written, {"logos/občina.png": "the arms of Litija"})

    there.write(1)
    upload(there, "logos/other.png", "of another")
    before = letters(there), uploads(there)
    assert "is not empty: the database (common_letter" in refused(there, "restore", str(path))
    assert (letters(there), uploads(there)) == before
    said = there.manage("restore", "--replace", "--cancel-letters", str(path))
    assert "Letters that leave when the worker starts: 0." in said
    assert there.states() == {"cancelled": 3}
    assert (letters(there), uploads(there)) == (written, {"logos/občina.png": "the arms of Litija"})
    there.write(1)  # it lives: numbers and constraints are there
    assert not (there.folder / "restore").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_of_an_earlier_state_is_migrated_and_one_of_a_later_refused(make, tmp_path, kind):
    here, there = make(kind, "here"), make(kind, "there")
    here.manage("migrate", "common", "0002", "--verbosity=0")
    here.manage("backup", str(tmp_path / "old.tar"))
    there.manage("restore", str(tmp_path / "old.tar"))
    assert "[ ]" not in there.manage("showmigrations", "common")

    here.rows("INSERT INTO django_migrations (app, name, applied) VALUES ('common', '9999_of_tomorrow', '2027-05-10')")
    here.manage("backup", str(tmp_path / "new.tar"))
    assert "made by a newer version of Setev (it knows common.9999_of_tomorrow" in refused(there, "restore", "--replace", str(tmp_path / "new.tar"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_fails_half_way_leaves_everything_as_it_was(make, tmp_path, kind):
    """The backup tells of a migration that is not applied and yet there: migrating stumbles over it."""
    here, there = make(kind, "here"), make(kind, "there")
    here.rows("DELETE FROM django_migrations WHERE app = 'sessions'")
    upload(here, "one", "from the backup")
    here.manage("backup", str(tmp_path / "odd.tar"))
    written = sorted(there.write(2))
    upload(there, "mine", "stays")
    assert "already exists" in refused(there, "restore", "--replace", str(tmp_path / "odd.tar"))
    assert (letters(there), uploads(there)) == (written, {"mine": "stays"})
    assert not (there.folder / "restore").exists()
    assert "[ ]" not in there.manage("showmigrations", "sessions")


@TOOLS
@pytest.mark.postgres
def test_one_kind_of_database_is_not_restored_into_the_other(make, tmp_path):
    here, there = make("sqlite", "here"), make("postgres", "there")
    here.manage("backup", str(tmp_path / "one.tar"))
    assert "is of sqlite, DATABASE_URL names postgresql" in refused(there, "restore", str(tmp_path / "one.tar"))


@TOOLS
@pytest.mark.postgres
def test_a_portal_that_still_runs_is_not_replaced_under_its_feet(make, tmp_path):
    here = make("postgres", "here")
    here.write(1)
    here.manage("backup", str(tmp_path / "one.tar"))
    worker = here.start("manage.py", "run_worker")
    try:
        assert "Something else is connected to the database" in refused_while(here, tmp_path / "one.tar")
    finally:
        here.kill(worker)


def refused_while(portal, path):
    """Once the worker has reached the database."""
    connected = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    assert until(lambda: portal.rows(connected), seconds=20)
    return refused(portal, "restore", "--replace", str(path))


@TOOLS
@pytest.mark.postgres
def test_what_an_interrupted_restore_set_aside_is_not_lost_by_itself(make, tmp_path):
    here = make("postgres", "here")
    here.manage("backup", str(tmp_path / "one.tar"))
    here.rows("ALTER SCHEMA public RENAME TO setev_before_restore; CREATE SCHEMA public")
    assert "what an interrupted restore set aside" in refused(here, "restore", str(tmp_path / "one.tar"))
    here.manage("restore", "--replace", str(tmp_path / "one.tar"))
    assert letters(here) == []


@TOOLS
@pytest.mark.postgres
def test_a_database_of_somebody_else_is_left_alone(make, tmp_path):
    here, there = make("postgres", "here"), make("postgres", "there")
    here.manage("backup", str(tmp_path / "one.tar"))
    there.rows("DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE theirs (name text)")
    assert "tables that are not Setev's" in refused(there, "restore", "--replace", str(tmp_path / "one.tar"))
    assert there.rows("SELECT COUNT(*) FROM theirs") == [(0,)]


@TOOLS
@pytest.mark.postgres
def test_extensions_stay_with_what_needs_them(make, tmp_path):
    here = make("postgres", "here")
    here.rows("CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE INDEX near ON common_letter USING gin (recipient gin_trgm_ops)")
    here.write(2)
    here.manage("backup", str(tmp_path / "one.tar"))
    here.manage("restore", "--replace", str(tmp_path / "one.tar"))
    assert here.rows("SELECT COUNT(*) FROM pg_indexes WHERE schemaname = 'public' AND indexname = 'near'") == [(1,)]
    assert here.rows("SELECT COUNT(*) FROM pg_namespace WHERE nspname = 'setev_before_restore'") == [(0,)]
