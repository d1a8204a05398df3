"""The proxies that docs/operations.md describes, started from that very text."""

import os
import re
import shutil
import subprocess

import pytest

from tests.containers import ROOT
from tests.faults.conftest import answers, until


def binary(name):
    """A server's program. Where it is missing the test is left out, but not in CI."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"no {name} (Debian: apt-get install {name})")
    return found


def recent_caddy():
    """Caddy, if there is one that sends a form next door when nobody answers the first: before 2.11.2 it closed the form's body by then."""
    found = shutil.which("caddy")
    said = subprocess.run([found, "version"], capture_output=True, text=True, check=False).stdout if found else ""
    version = tuple(map(int, re.findall(r"\d+", said)[:3]))
    return found if version >= (2, 11, 2) else None


def start_caddy(folder, port, upstreams, media):
    """The Caddyfile as it stands, with a certificate of its own making and without telling the machine of it."""
    folder.mkdir()
    text = (ROOT / "Caddyfile").read_text().replace("admin off", "admin off\n\tlocal_certs\n\tskip_install_trust\n\tauto_https disable_redirects", 1)
    (folder / "Caddyfile").write_text(text)
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder),
        "SITE_URL": f"https://setev.example:{port}", "UPSTREAMS": " ".join(f"127.0.0.1:{each}" for each in upstreams), "MEDIA_ROOT": str(media),
    }  # fmt: skip
    return started(folder, port, [recent_caddy(), "run", "--config", "Caddyfile", "--adapter", "caddyfile"], environment)


def start_nginx(folder, port, upstreams, media):
    """The example of docs/operations.md with this test's ports and folders."""
    folder.mkdir()
    (site,) = re.findall(r"```nginx\n(.*?)```", (ROOT / "docs/operations.md").read_text(), re.DOTALL)
    for told, here in zip((8000, 8001), upstreams, strict=True):
        site = site.replace(f"127.0.0.1:{told}", f"127.0.0.1:{here}")
    site = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", site, flags=re.DOTALL)
    site = site.replace("listen 443 ", f"listen 127.0.0.1:{port} ").replace("/srv/setev/data/media/", f"{media}/")
    site = re.sub(r"(ssl_certificate(?:_key)?)\s+\S+;", lambda found: f"{found[1]} {folder}/site.pem;", site)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=setev.example", "-keyout", "site.pem", "-out", "certificate.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    with (folder / "site.pem").open("a") as both:
        both.write((folder / "certificate.pem").read_text())
    paths = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid; error_log {folder}/log; "
        f"events {{}} http {{ {paths} access_log off; include /etc/nginx/mime.types; {site} }}"
    )
    return started(folder, port, [binary("nginx"), "-p", str(folder), "-e", f"{folder}/log", "-c", f"{folder}/nginx.conf"], dict(os.environ))


def started(folder, port, command, environment):
    with (folder / "said").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True)
    assert until(lambda: answers(port) or process.poll() is not None, seconds=20)
    assert process.poll() is None, (folder / "said").read_text()
    return process
