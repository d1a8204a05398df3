"""The product's own settings, with what only tests need: a quick hasher and a folder of their own.

What a shell or a `.env` says about a real installation is not asked; a test's child process may say its own.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="setev-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

DATA_DIR = Path(os.environ["DATA_DIR"])
for name, value in {
    "DEBUG": "0",
    "DEMO": "1",
    "SECRET_KEY": "only-for-tests-0123456789abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "SITE_URL": "http://127.0.0.1:8000",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1],testserver",
    "LANGUAGES": "sl,en",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{DATA_DIR / 'setev.sqlite3'}",
    "EMAIL_URL": "",
    "CELERY_BROKER_URL": "",
    "REDIS_URL": "",
    "WARM_PAGES": "0",  # the fixture `warm` switches them on
    "STATIC_ROOT": str(DATA_DIR / "static"),
}.items():
    os.environ.setdefault(name, value)

from portal.settings import *  # noqa: E402, F403  one settings file; this one adds to it

Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in the product: threads meet real locks, and the live server reads what the test wrote.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
