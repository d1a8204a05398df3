"""What the Dockerfile and docker-compose.yml promise, as far as reading proves it; tests/faults/test_production_shape.py carries it out."""

import re
import subprocess
import sys

import pytest

from tests import containers
from tests.containers import ROOT, Unset, compose_file, interpolated, services, stages, words

GIVEN = {"POSTGRES_PASSWORD": "a", "REDIS_PASSWORD": "b", "SITE_URL": "https://setev.example"}
OURS = {"migrate", "web", "web-2", "worker", "worker-bulk", "beat"}
FOR_A_TRIAL = {"mail"}

pytestmark = pytest.mark.once

every_service = pytest.mark.parametrize("name", sorted(compose_file()["services"]))
every_lasting_service = pytest.mark.parametrize("name", sorted(set(compose_file()["services"]) - {"migrate"}))


@pytest.fixture(scope="module")
def shape():
    return services(GIVEN)


def test_the_compose_file_keeps_to_the_schema():
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@every_service
def test_a_service_has_no_more_rights_than_it_needs(shape, name):
    service = shape[name]
    assert service["user"] not in {"root", "0", "0:0"}
    assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])
    assert not {"cap_add", "privileged", "pid", "network_mode"} & set(service)


@every_lasting_service
def test_a_lasting_service_says_how_it_is_and_starts_again(shape, name):
    service = shape[name]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@every_service
def test_a_service_s_log_does_not_fill_the_disk(shape, name):
    assert shape[name]["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "5"}}


def test_only_the_proxy_is_reached_from_outside(shape):
    ports = {name: service["ports"] for name, service in shape.items() if "ports" in service}
    assert sorted(ports.pop("proxy")) == ["443:8443", "443:8443/udp", "80:8080"]
    assert {name: [port for port in found if not port.startswith("127.0.0.1:")] for name, found in ports.items()} == {"web": [], "web-2": [], "mail": []}
    assert compose_file()["networks"]["inside"] == {"internal": True}
    assert {name: service["networks"] for name, service in shape.items() if name not in OURS} == {
        "db": ["inside"], "redis": ["inside"], "proxy": ["outside"], "mail": ["outside"],
    }  # fmt: skip


def test_pages_wait_for_the_tables_and_only_a_trial_has_a_mail_catcher(shape):
    assert {name for name in OURS if "migrate" in shape[name]["depends_on"]} == OURS - {"migrate"}
    assert {shape[name]["depends_on"]["migrate"]["condition"] for name in OURS - {"migrate"}} == {"service_completed_successfully"}
    assert shape["migrate"]["restart"] == "no"
    assert {name for name, service in shape.items() if "dev" in service.get("profiles", [])} == FOR_A_TRIAL
    assert {name for name, service in shape.items() if not service.get("profiles")} == OURS | {"db", "redis"}


def test_each_queue_has_a_worker_of_its_own_and_beat_is_one(shape):
    def queues(name):
        command = words(shape[name]["command"])
        return command[command.index("--queues") + 1]

    assert (queues("worker"), queues("worker-bulk")) == ("transactional", "bulk")
    assert [name for name in shape if "beat" in words(shape[name].get("command", ""))] == ["beat"]


def test_redis_refuses_rather_than_forgets(shape):
    command = " ".join(shape["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


@pytest.mark.parametrize("missing", ["POSTGRES_PASSWORD", "REDIS_PASSWORD"])
def test_nothing_starts_without_the_passwords(missing):
    with pytest.raises(Unset, match=f"{missing} is not set"):
        interpolated(compose_file(), GIVEN | {missing: ""})


def test_no_secret_stands_in_what_is_shared():
    """Whatever is called a password or a secret comes from outside, in the compose file and in the image alike."""
    for name, service in compose_file()["services"].items():
        for key, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|AUTH|TOKEN", key):
                assert value.startswith("${"), f"{name}: {key}"
    told = [step.rest for stage in stages().values() for step in stage if step.word in {"ENV", "ARG"}]
    assert [rest for rest in told if re.search("PASSWORD|SECRET|TOKEN", rest)] == []


def test_every_variable_of_the_compose_file_is_explained():
    asked = {found[2] for found in containers.VARIABLE.finditer((ROOT / "docker-compose.yml").read_text()) if found[2]}
    explained = set(re.findall(r"^#?\s?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert asked - explained == set()


def test_every_image_is_of_a_named_version():
    images = [step.rest.split()[0] for stage in stages().values() for step in stage if step.word == "FROM"]
    images += [service["image"] for service in compose_file()["services"].values() if "build" not in service]
    assert [image for image in images if not re.search(r":v?\d+\.\d+[\w.-]*$", image)] == []


def test_the_image_dumps_with_the_postgresql_that_it_talks_to(shape):
    (client,) = re.findall(r"postgresql-client-(\d+)", (ROOT / "Dockerfile").read_text())
    assert shape["db"]["image"].startswith(f"postgres:{client}.")


def test_the_image_ends_as_nobody_and_both_kinds_of_build_exist(shape):
    assert [step.rest for step in stages()["setev"] if step.word == "USER"] == ["10001:10001"]
    assert {service["build"]["target"] for service in shape.values() if "build" in service} == {"setev", "proxy"} <= set(stages())


def test_a_backup_a_secret_and_an_environment_stay_out_of_the_image():
    kept_out = (".env", ".env.production", ".git", ".venv", "var", "tests", "backups", "setev-2027-05-10-020000.tar", "portal/__pycache__")
    assert [name for name in kept_out if not containers.is_ignored(ROOT / name)] == []
    assert [name for name in ("manage.py", "portal/settings.py", "templates/base.html", "requirements.txt") if containers.is_ignored(ROOT / name)] == []
