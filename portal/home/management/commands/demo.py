"""`make demo`: the whole portal on an embedded database, and nothing left behind when it stops.

The command is a supervisor. It prepares the data in a child, starts the web server and the worker as two more,
and ends them when it is told to, when its terminal goes, when its parent dies, or when one of them does.
Every child has a session of its own, so that Ctrl-C reaches this process only, which then ends them in order.
"""

import errno
import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from portal.common.clock import now
from portal.common.worker.loop import die_with_parent
from portal.home.demo import story

TICK_SECONDS = 0.1
STOP_SECONDS = 1.5  # then what is left is killed
READY_SECONDS = 90
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  listening everywhere is asked for by HOST
WEB = "web server"
QUICKLY = signal.SIGQUIT  # for Gunicorn: without waiting for connections that are merely kept open
DATABASE = "setev.sqlite3"
BELONGINGS = ("media", "mail", "secret.txt", "clock.txt", DATABASE)  # the database last: it says that the rest is whole


class Command(BaseCommand):
    help = "Start the portal with a told demo: web server and worker on an embedded database."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
        parser.add_argument("--reset", action="store_true", help="forget what happened and tell the demo anew")
        parser.add_argument("--watch-parent", type=int, metavar="PID", help="stop when this parent process has gone")
        parser.add_argument("--prepare", action="store_true", help="only migrate and tell, in the database of the environment")
        parser.add_argument("--web", action="store_true", help="only serve (used by the demo itself)")

    def handle(self, **options):
        if options["prepare"]:
            prepare()
        elif options["web"]:
            Web(options["host"], options["port"]).run()
        else:
            Supervisor(self, options).run()
            self.stdout.flush()
            os._exit(0)  # all is stopped; the interpreter's own farewell would take a part of the two seconds

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()


def prepare():
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    story.tell(now())


class Web(BaseApplication):
    """Gunicorn: one process, some threads, and no patience with connections that are merely kept open."""

    def __init__(self, host, port):
        self.bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        super().__init__()

    def load_config(self):
        for name, value in {
            "bind": self.bind,
            "worker_class": "gthread",
            "threads": 8,
            "graceful_timeout": 1,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_fork": lambda _arbiter, _worker: die_with_parent(),
            "worker_int": lambda _worker: os._exit(0),  # what is half written the database takes back
        }.items():
            self.cfg.set(name, value)

    def load(self):
        return get_wsgi_application()

    def run(self):
        threading.Thread(target=follow, args=(os.getppid(),), daemon=True).start()
        super().run()


def follow(parent):
    """End this process when its parent has gone, also where the kernel does not tell."""
    while os.getppid() == parent:
        time.sleep(TICK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


class Supervisor:
    def __init__(self, command, options):
        self.say = command.say
        self.host = options["host"]
        self.port = port_number(options["port"])
        self.reset = options["reset"]
        self.parent = options["watch_parent"]
        self.parent_blocked = blocked_signals(self.parent)
        self.folder = settings.DATA_DIR
        self.children = {}
        self.is_told_to_stop = False
        shown = EVERYWHERE.get(self.host, self.host)
        self.reached_at = shown
        self.address = f"http://[{shown}]:{self.port}" if ":" in shown else f"http://{shown}:{self.port}"

    def run(self):
        self.listen_to_signals()
        lock = None
        try:
            ensure_free(self.host, self.port)
            lock = self.take_folder()
            self.bring_data()
            self.start(WEB, "demo", "--web", "--host", self.host, "--port", str(self.port))
            self.start("worker", "run_worker", "--watch-parent")
            self.wait_for_answer()
            self.introduce()
            while not self.must_stop():
                self.ensure_children_live()
                time.sleep(TICK_SECONDS)
        except Stopped:
            pass
        finally:
            self.stop_children()
            if lock:
                os.close(lock)

    # Being told to stop

    def listen_to_signals(self):
        # Set explicitly: a shell that starts us in the background has SIGINT ignored, and Python would leave it so.
        signal.signal(signal.SIGINT, self.hear)
        signal.signal(signal.SIGTERM, self.hear)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup means it
            signal.signal(signal.SIGHUP, self.hear)
        if self.parent:
            die_with_parent()

    def hear(self, _number, _frame):
        self.is_told_to_stop = True

    def must_stop(self):
        return self.is_told_to_stop or (self.parent and (os.getppid() != self.parent or blocked_signals(self.parent) & ~self.parent_blocked))

    def ensure_wanted(self):
        if self.must_stop():
            raise Stopped

    # The data

    def take_folder(self):
        """Only one demo at a time on a folder. The lock is the kernel's: a killed demo leaves none behind."""
        mark = self.folder / "demo.lock"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            is_ours = mark.exists() or (self.folder / DATABASE).exists()
            strangers = [name for name in ("media", "mail") if (self.folder / name).exists()]
            if strangers and not is_ours:
                raise CommandError(f"The folder {self.folder} holds a “{strangers[0]}” that is not ours. Name an empty one with DATA_DIR.")
            lock = os.open(mark, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise CommandError(f"The folder {self.folder} cannot be written ({error.strerror}). Name another with DATA_DIR.") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            raise CommandError(f"A demo is running on the folder {self.folder} already. Stop it, or name another with DATA_DIR.") from error
        return lock

    def bring_data(self):
        """Tell the demo in a folder beside, and move it in when it is whole: an interrupted start leaves nothing half told."""
        fresh = self.folder / "new"
        shutil.rmtree(fresh, ignore_errors=True)
        if (self.folder / DATABASE).exists() and not self.reset:
            self.run_to_its_end("demo", "--prepare", folder=self.folder)
            return
        self.say("Telling the demo (once; half a minute) …")
        self.run_to_its_end("demo", "--prepare", folder=fresh)
        for name in reversed(BELONGINGS):
            discard(self.folder / name)
        for name in BELONGINGS:
            if (fresh / name).exists():
                (fresh / name).rename(self.folder / name)
        shutil.rmtree(fresh)

    def run_to_its_end(self, *arguments, folder):
        child = self.start("preparation", *arguments, folder=folder)
        while child.poll() is None:
            self.ensure_wanted()
            time.sleep(TICK_SECONDS)
        del self.children["preparation"]
        if child.returncode:
            self.ensure_wanted()
            raise CommandError("The demo could not be told; the reason stands above.", returncode=child.returncode)

    # The children

    def start(self, name, *arguments, folder=None):
        self.children[name] = subprocess.Popen(  # noqa: S603  our own commands
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
            cwd=settings.BASE_DIR,
            env=os.environ | self.environment(folder or self.folder),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509  this process has one thread
        )
        return self.children[name]

    def environment(self, folder):
        """A trial never touches what a `.env` beside it names: neither its database nor its mail server."""
        return {
            "DEMO": "1",
            "DEBUG": "0",
            "DATA_DIR": str(folder),
            "SITE_URL": self.address,
            "ALLOWED_HOSTS": "*" if self.host in EVERYWHERE else f"localhost,127.0.0.1,[::1],{self.host}",
            "TRUSTED_PROXY_COUNT": "0",
            "LOG_LEVEL": "WARNING",
            "PYTHONUNBUFFERED": "1",
        } | dict.fromkeys(("DATABASE_URL", "EMAIL_URL", "CELERY_BROKER_URL", "REDIS_URL", "SECRET_KEY", "CSRF_TRUSTED_ORIGINS"), "")

    def ensure_children_live(self):
        for name, child in self.children.items():
            if child.poll() is not None:
                self.ensure_wanted()
                raise CommandError(f"The {name} ended by itself (exit code {child.returncode}), so the demo stops.")

    def wait_for_answer(self):
        deadline = time.monotonic() + READY_SECONDS
        while not answers(self.reached_at, self.port):
            self.ensure_wanted()
            self.ensure_children_live()
            if time.monotonic() > deadline:
                raise CommandError(f"The site did not answer within {READY_SECONDS} seconds.")
            time.sleep(TICK_SECONDS)

    def stop_children(self):
        for name, child in self.children.items():
            child.send_signal(QUICKLY if name == WEB else signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline and any(child.poll() is None for child in self.children.values()):
            time.sleep(TICK_SECONDS / 2)
        for child in self.children.values():
            kill_all_of(child)
            child.wait()

    # Its words

    def introduce(self):
        width = max(len(sign_in.email) for sign_in in story.SIGN_INS)
        people = "\n".join(f"    {sign_in.email:<{width}}  {sign_in.password}   {sign_in.who}" for sign_in in story.SIGN_INS)
        self.say(
            f"\n  Setev is ready: {self.address}/\n\n"
            f"  Sign in at {self.address}/en/account/login/\n{people}\n\n"
            f"  Letters it has written: {self.address}/dev/mail/\n"
            f"  Its data: {self.folder} (make demo-reset begins anew)\n"
            "  Ctrl-C stops it.\n",
        )


def blocked_signals(pid):
    """Which of the signals to stop a process holds back, where the kernel tells.

    `make`, interrupted alone, passes nothing on: it waits for us inside its handler, with that signal blocked.
    """
    try:
        mask = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigBlk"))
    except (OSError, StopIteration):
        return 0
    return int(mask.split()[1], 16) & sum(1 << number - 1 for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT))


class Stopped(Exception):
    """Told to stop while getting ready: no fault."""


def port_number(text):
    if not text.isdecimal() or not 0 < int(text) < 65536:  # noqa: PLR2004  ports end there
        raise CommandError(f"PORT is a number from 1 to 65535, not “{text}”.")
    return int(text)


def ensure_free(host, port):
    words = {
        errno.EADDRINUSE: f"Port {port} is taken. Choose another: make demo PORT={port + 1 if port < 65535 else 8000}",  # noqa: PLR2004
        errno.EADDRNOTAVAIL: f"This machine has no address {host}. Choose another with HOST.",
        errno.EACCES: f"Port {port} is not ours to take. Choose one above 1023: make demo PORT=8000",
    }
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except socket.gaierror as error:
        raise CommandError(f"“{host}” is no address of this machine. Choose another with HOST.") from error
    except OSError as error:
        raise CommandError(words.get(error.errno, f"Cannot listen on {host} port {port}: {error.strerror}")) from error


def answers(host, port):
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def discard(path: Path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)


def kill_all_of(child):
    """It and all it started: its session is its own, and may outlive it."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    except PermissionError:  # macOS says so of a group whose members have all ended
        pass
