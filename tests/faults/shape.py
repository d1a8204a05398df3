"""The services of docker-compose.yml without an engine: each one's own command, in the compose file's own environment, from the built
image, where nothing can be written but its data and /tmp, and without a single capability. Only hosts, ports and folders are this machine's.
"""

import os
import re
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests import containers
from tests.faults.conftest import Portal, until
from tests.faults.proxies import binary
from tests.services import POSTGRES_URL

PASSWORDS = {"POSTGRES_PASSWORD": "0123456789abcdef", "REDIS_PASSWORD": "fedcba9876543210"}
# All is read-only but the two folders; no capability, no way to get one.
SHIELD = (
    'mount --make-rprivate / && mount --bind "$1" "$1" && mount --bind "$2" "$2" && mount -o remount,bind,ro / && shift 2 && '
    "exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all --ambient-caps=-all -- "
    'sh -c \'cd "$0" && exec "$@"\' "$@"'
)


def can_shield():
    tried = subprocess.run(
        [*unshare(), "sh", "-c", "mount --make-rprivate / && mount -o remount,bind,ro / && setpriv --no-new-privs true"], capture_output=True, check=False
    )
    return tried.returncode == 0


def unshare():
    return ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Shape:
    def __init__(self, image, folder, database_url, sink):
        self.image, self.folder, self.code = image, folder, image / "setev"
        self.ports, self.processes, self.kinds, self.sink = {}, {}, {}, sink
        self.settings = PASSWORDS | {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SITE_URL": "https://setev.example",
            "ALLOWED_HOSTS": "setev.example",
            "EMAIL_URL": sink.url,
            "ALLOW_PLAIN_SMTP": "1",
            "TRUSTED_PROXY_COUNT": "1",
            "OPERATOR_NAME": "Razvojni center",
            "OPERATOR_EMAIL": "portal@setev.example",
        }
        self.database_url = database_url
        self.services = containers.services(self.settings)
        self.data = folder / "data"
        self.data.mkdir()
        self.shielded = can_shield()
        self.portal = Portal(folder, database_url)  # for looking into the database and telling stories there
        self.portal.environment = self.environment("web") | {
            "PYTHONPATH": str(containers.ROOT),
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "CELERY_BROKER_URL": "",  # what a test writes there wakes nobody
        }

    def port(self, name):
        return self.ports.setdefault(name, free_port())

    def scratch(self, name):
        """Its /tmp."""
        path = self.folder / "scratch" / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def here(self, text, name):
        """What the compose file says of the containers' network and folders, as it is on this machine."""
        text = text.replace(f"postgres://setev:{PASSWORDS['POSTGRES_PASSWORD']}@db:5432/setev", self.database_url)
        text = text.replace("@redis:6379", f"@127.0.0.1:{self.port('redis')}")
        text = re.sub(r"(0\.0\.0\.0|127\.0\.0\.1):8000", f"127.0.0.1:{self.port(name)}", text)
        text = text.replace("redis-server -", f"redis-server - --bind 127.0.0.1 --port {self.port('redis')}", 1)
        text = text.replace("redis-cli", f"redis-cli -p {self.port('redis')}")
        text = re.sub(r"(?<![\w./-])/tmp\b", str(self.scratch(name)), text)
        if name == "redis":
            return re.sub(r"(?<![\w./-])/data\b", str(self.scratch("redis")), text)
        return containers.mapped(text, self.folder) if "/data" in text else containers.mapped(text, self.image)

    def environment(self, name):
        service = self.services[self.kinds.get(name, name)]
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": "/tmp"}  # noqa: S108  its own, as all of /tmp
        for step in containers.stages()["setev"]:
            if step.word == "ENV":
                environment |= dict(pair.replace("$PATH", environment["PATH"]).split("=", 1) for pair in step.rest.split())
        environment |= (self.settings if service.get("env_file") else {}) | service.get("environment", {})
        environment["PGPORT"] = str(urlsplit(POSTGRES_URL).port or 5432)  # asked by the health check of db
        return {key: self.here(value, name) for key, value in environment.items()}

    def command(self, name):
        kind = self.services[self.kinds.get(name, name)]
        return [self.here(word, name) for word in (containers.words(kind["command"]) if "command" in kind else containers.image_command())]

    def wrapped(self, command, name):
        """Behind the shield, where this machine can put one up; elsewhere as it is."""
        if not self.shielded:
            return command
        writable = self.scratch("redis") if name == "redis" else self.data
        return [*unshare(), "sh", "-c", SHIELD, "sh", str(writable), str(self.scratch(name)), str(self.code), *command]

    def log(self, name):
        return self.folder / f"{name}.log"

    def start(self, name, *, kind=""):
        """Start a service; `kind` names the one that this is a copy of."""
        self.kinds[name] = kind or name
        if "redis-server" in " ".join(self.command(name)):
            binary("redis-server")
        with self.log(name).open("ab") as log:
            self.processes[name] = subprocess.Popen(
                self.wrapped(self.command(name), name), cwd=self.code, env=self.environment(name), stdout=log, stderr=log, start_new_session=True
            )
        return self.processes[name]

    def run(self, name, command=None, *, tell=""):
        """A one-shot command in a service's place; its exit code. What it says goes into the log of that name."""
        with self.log(tell or name).open("ab") as log:
            wrapped = self.wrapped(command or self.command(name), name)
            return subprocess.run(wrapped, cwd=self.code, env=self.environment(name), stdout=log, stderr=log, timeout=180, check=False).returncode

    def is_healthy(self, name):
        command = [self.here(word, name) for word in containers.health_command(self.services[self.kinds.get(name, name)])]
        return subprocess.run(command, env=self.environment(name), capture_output=True, timeout=30, check=False).returncode == 0

    def become_healthy(self, *names):
        for name in names:
            assert until(lambda name=name: self.is_healthy(name) or time.sleep(0.5), seconds=90), f"{name} does not get well:\n{self.said(name)}"

    def may_write(self, path):
        return self.run("web", ["touch", str(path / "written")], tell="shield") == 0

    def memory(self, name):
        """Megabytes of each of its processes that no other shares (PSS), the first process first."""
        first = self.processes[name].pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [
            round(sum(map(int, re.findall(r"^Pss: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE))) / 1024) for pid in (first, *children)
        ]

    def said(self, name):
        return self.log(name).read_text()[-3000:]

    def stop(self, name, *, seconds=60):
        """As `docker compose stop`: SIGTERM to the first process, which has its grace. Its exit code."""
        self.processes[name].send_signal(signal.SIGTERM)
        return self.processes[name].wait(seconds)

    def close(self):
        for process in self.processes.values():
            self.portal.kill(process)
