"""The Dockerfile and docker-compose.yml, read as an engine reads them, for machines that have none.

python -m tests.containers FOLDER     carry out the image's build steps in an empty folder (`make image-check`)
"""

import fnmatch
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
# ${NAME}, ${NAME:-instead}, ${NAME:?complaint}; $$ is a dollar sign
VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?::([-?])([^}]*))?\})")
OF_THE_MACHINE = ("apt-get", "useradd")  # what a step asks of Debian is not done to the machine that runs the tests


class Unset(Exception):
    """Compose would refuse to start."""


# --- docker-compose.yml


def compose_file() -> dict[str, Any]:
    return YAML(typ="safe", pure=True).load(ROOT / "docker-compose.yml")


def interpolated(value: Any, variables: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: interpolated(kept, variables) for key, kept in value.items()}
    if isinstance(value, list):
        return [interpolated(kept, variables) for kept in value]
    return VARIABLE.sub(lambda found: _value(found, variables), value) if isinstance(value, str) else value


def _value(found: re.Match[str], variables: dict[str, str]) -> str:
    dollar, name, sign, words = found.groups()
    if dollar:
        return "$"
    if sign == "?" and not variables.get(name):
        raise Unset(words)
    return variables.get(name, "") or (words if sign == "-" else "")


def services(variables: dict[str, str]) -> dict[str, dict[str, Any]]:
    return interpolated(compose_file()["services"], variables)


def words(command: str | list[str]) -> list[str]:
    return shlex.split(command) if isinstance(command, str) else command


def health_command(service: dict[str, Any]) -> list[str]:
    kind, *rest = service["healthcheck"]["test"]
    return ["sh", "-c", *rest] if kind == "CMD-SHELL" else rest


# --- Dockerfile


@dataclass(frozen=True)
class Step:
    word: str
    rest: str


def steps() -> list[Step]:
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.startswith("#")]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [Step(*line.split(maxsplit=1)) for line in whole.splitlines() if line.strip()]


def stages() -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for step in steps():
        if step.word == "FROM":
            current = found.setdefault(step.rest.rpartition(" AS ")[2], [])
        current.append(step)
    return found


def image_command() -> list[str]:
    (command,) = (step.rest for step in stages()["setev"] if step.word == "CMD")
    return YAML(typ="safe", pure=True).load(command)


def is_ignored(path: Path) -> bool:
    """Whether .dockerignore leaves it out."""
    patterns = (ROOT / ".dockerignore").read_text().split()
    inside = path.relative_to(ROOT)
    return any(fnmatch.fnmatch(str(inside), pattern) for pattern in patterns if not pattern.startswith("**/")) or any(
        path.name == pattern.removeprefix("**/") for pattern in patterns if pattern.startswith("**/")
    )


def copy_context(to: Path) -> None:
    shutil.copytree(ROOT, to, ignore=lambda folder, names: [name for name in names if is_ignored(Path(folder) / name)], dirs_exist_ok=True)


def build(folder: Path, *, packages: Path | None = None) -> Path:
    """Carry out the steps of the image in a folder that stands for its root. With `packages`, that environment is /venv instead of a new one.

    Returns the folder of the code.
    """
    (folder / "base").mkdir()
    (folder / "base/python").symlink_to(getattr(sys, "_base_executable", sys.executable))  # the image's own is called so
    environment = {name: value for name, value in os.environ.items() if name == "HOME" or name.startswith("PIP_")}
    environment |= {"PATH": f"{folder}/base:/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    if packages:
        (folder / "venv").symlink_to(packages)
    for stage in ("packages", "setev"):
        if stage == "packages" and packages:
            continue
        place = folder / "packages" if stage == "packages" else folder
        place.mkdir(exist_ok=True)
        for step in stages()[stage]:
            place = carry_out(step, folder, place, environment)
    return folder / "setev"


def carry_out(step: Step, root: Path, place: Path, environment: dict[str, str]) -> Path:
    """One step in `place`, the working folder; where the next one is to be carried out."""
    if step.word == "WORKDIR":
        place = inside(root, step.rest)
        place.mkdir(exist_ok=True)
    elif step.word == "COPY" and not step.rest.startswith("--from"):  # what comes from the other stage is in its place already
        source, target = step.rest.split()
        copy_context(place) if source == "." else shutil.copy(ROOT / source, place / target)
    elif step.word == "ENV":
        for name, value in (pair.split("=", 1) for pair in shlex.split(step.rest)):
            environment[name] = mapped(value.replace("$PATH", environment["PATH"]), root)
    elif step.word == "RUN" and not step.rest.startswith(OF_THE_MACHINE):
        subprocess.run(["sh", "-ec", mapped(step.rest, root)], cwd=place, env=environment, check=True)
    return place


def stand_ins() -> dict[str, str]:
    """The values that stand in for an installation's while the image is made."""
    (line,) = (step.rest for step in stages()["setev"] if step.word == "RUN" and "collectstatic" in step.rest)
    return dict(re.findall(r"\b([A-Z_]+)=([^\s$]+)", line))


def inside(root: Path, path: str) -> Path:
    return root / path.lstrip("/")


def mapped(text: str, root: Path) -> str:
    """The image's own folders, in the folder that stands for its root."""
    return re.sub(r"(?<![\w./-])/(venv|setev|data|tmp/build)\b", rf"{root}/\1", text)


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        sys.exit(f"{folder} is not empty")
    code = build(folder)
    given = stand_ins() | {"SECRET_KEY": secrets.token_urlsafe(50), "DATA_DIR": str(folder / "data"), "STATIC_ROOT": str(code / "staticfiles")}
    subprocess.run([folder / "venv/bin/python", "manage.py", "check", "--deploy", "--fail-level", "ERROR"], cwd=code, env=given, check=True)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    files = sum(1 for _ in (code / "staticfiles").rglob("*"))
    print(f"Built in {folder}: {size / 1e6:.0f} MB, {files} files of the look")  # noqa: T201  a command speaks by printing


if __name__ == "__main__":
    main()
