"""Many web processes and few connections: PgBouncer stands between, in transaction mode, and hands a connection on after each transaction."""

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.faults.conftest import answers, until
from tests.faults.proxies import binary
from tests.faults.shape import free_port
from tests.faults.visitor import HOST, Visitor
from tests.services import POSTGRES_URL

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.postgres]
COMERS = 12


@pytest.fixture
def bouncer(tmp_path):
    """`bouncer(database)`: the address of that database through PgBouncer, which keeps two connections for everybody."""
    processes = []

    def start(name):
        server, port, folder = urlsplit(POSTGRES_URL), free_port(), tmp_path / "bouncer"
        folder.mkdir()
        password = f" password={server.password}" if server.password else ""
        told = f"{name} = host={server.hostname} port={server.port or 5432} dbname={name} user={server.username}{password}"
        (folder / "pgbouncer.ini").write_text(
            f"[databases]\n{told}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
            "pool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 100\n"
        )
        as_other = ["-u", "nobody"] if os.geteuid() == 0 else []  # it refuses to be root
        with (folder / "log").open("wb") as log:
            processes.append(subprocess.Popen([binary("pgbouncer"), *as_other, folder / "pgbouncer.ini"], stdout=log, stderr=log, start_new_session=True))
        assert until(lambda: answers(port), seconds=10), (folder / "log").read_text()
        return f"postgres://setev@127.0.0.1:{port}/{name}"

    yield start
    for process in processes:
        process.kill()
        process.wait(10)


@pytest.fixture
def portal(make_portal, make_mail_server, bouncer):
    portal, portal.sink, port = make_portal("postgres"), make_mail_server(), free_port()
    name = portal.database_url.rpartition("/")[2]
    portal.rows(f"ALTER DATABASE {name} SET statement_timeout = '15s'")
    portal.rows(f"ALTER DATABASE {name} SET lock_timeout = '5s'")
    portal.site, portal.port = f"http://{HOST}", port
    portal.environment |= {
        "DATABASE_URL": bouncer(name), "DATABASE_POOLER": "1", "EMAIL_URL": portal.sink.url, "SITE_URL": portal.site, "ALLOWED_HOSTS": HOST,
        "TRUSTED_PROXY_COUNT": "1",
    }  # fmt: skip
    return portal


def test_a_dozen_come_at_once_over_two_connections_and_no_seat_is_given_twice(portal):
    path = f"/en/events/{portal.tell('tests.faults.workshop')['workshop']}/register/"
    portal.start("-m", "gunicorn", "portal.wsgi", "-w", "2", "-k", "gthread", "--threads", "8", "-b", f"127.0.0.1:{portal.port}", "--no-control-socket")
    portal.start("manage.py", "run_worker")
    assert until(lambda: answers(portal.port), seconds=30)
    first = Visitor([portal.port])
    fields = first.opens_form(path)
    time.sleep(2.2)  # nobody types faster

    def comes(number):
        return Visitor([portal.port], f"192.0.2.{number + 1}", cookies=dict(first.cookies)).registers(path, fields, f"resident{number}@example.si").status

    with ThreadPoolExecutor(COMERS) as crowd:
        assert list(crowd.map(comes, range(COMERS))) == [302] * COMERS
    assert portal.rows("SELECT taken, capacity FROM events_seats") == [(2, 2)]
    assert until(lambda: {f"resident{number}@example.si" for number in range(COMERS)} <= set(portal.sink.recipients), seconds=60)


def test_the_database_s_own_patience_holds_there_and_a_connection_s_is_refused(portal):
    address = portal.environment["DATABASE_URL"]
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('transaction_isolation')")
        assert cursor.fetchone() == ("15s", "5s", "read committed")
    with pytest.raises(psycopg2.OperationalError, match="unsupported startup parameter"):
        psycopg2.connect(address, options="-c statement_timeout=15000")
