"""Production starts only with every setting that it needs, and says which is missing or weak."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WHOLE = {
    "SECRET_KEY": "k3-Vm0xUHpQyT5bJw9rC2aLfE8nGdS6iZoK1tX7uWqYh4RvMjNlBgA",
    "SITE_URL": "https://setev.example",
    "ALLOWED_HOSTS": "setev.example",
    "DATABASE_URL": "postgres://setev:secret@database/setev",
    "EMAIL_URL": "smtp+tls://setev:secret@mail.example:587",
    "TRUSTED_PROXY_COUNT": "1",
    "OPERATOR_NAME": "Razvojni center",
    "OPERATOR_EMAIL": "portal@setev.example",
}
TRIAL = ("DEBUG", "DEMO", "ALLOW_HTTP", "ALLOW_PLAIN_SMTP", "ALLOW_PUBLIC_TRIAL", "SECRET_KEY_FALLBACKS", "CSRF_TRUSTED_ORIGINS")

pytestmark = pytest.mark.once


def start(expression="'started'", **changes):
    """What a fresh process says when it reads the settings. Each is given, so that no `.env` fills it in."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT"}}
    switches = dict.fromkeys(("OIDC_PROVIDERS", "OIDC_SERVER_URL", "OIDC_CLIENT_ID"), "")
    switches |= dict.fromkeys(("DEBUG", "DEMO", "ALLOW_HTTP", "ALLOW_PLAIN_SMTP", "ALLOW_PUBLIC_TRIAL"), "0")
    found = subprocess.run(
        [sys.executable, "-c", f"from portal import settings; print({expression})"],
        cwd=ROOT,
        env=kept | switches | {"REDIS_URL": "", "CELERY_BROKER_URL": ""} | WHOLE | changes,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() if found.returncode == 0 else found.stderr.partition("Setev does not start:\n")[2].strip()


def test_it_starts_with_every_setting():
    assert start() == "started"


def test_it_names_everything_that_is_missing_at_once():
    words = start(**dict.fromkeys(WHOLE, ""))
    named = [line.split()[1] for line in words.splitlines()]
    assert [name for name in WHOLE if name not in named] == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": "short"}, "- SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "a" * 60}, "- SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "change-me-" + WHOLE["SECRET_KEY"]}, "- SECRET_KEY is missing or weak"),
        ({"ALLOWED_HOSTS": "*"}, "- ALLOWED_HOSTS names no host, or every host"),
        ({"SITE_URL": "http://setev.example"}, "- SITE_URL must begin with https://"),
        ({"EMAIL_URL": "smtp://mail.example"}, "- EMAIL_URL sends letters unencrypted"),
        ({"EMAIL_URL": "file:///tmp/mail"}, "- EMAIL_URL names no mail server"),
        ({"SECRET_KEY": "abcdefghij" * 6}, "- SECRET_KEY is missing or weak"),
        ({"SECRET_KEY_FALLBACKS": f"{WHOLE['SECRET_KEY']},old-and-short"}, "- SECRET_KEY_FALLBACKS holds a weak secret"),
        ({"SITE_URL": "https://"}, "- SITE_URL is an address without a path or a password"),
        ({"SITE_URL": "https://setev.example/portal"}, "- SITE_URL is an address without a path or a password"),
        ({"TRUSTED_PROXY_COUNT": ""}, "- TRUSTED_PROXY_COUNT is not set"),
        ({"LANGUAGES": "si"}, "- LANGUAGES names si"),
        ({"OIDC_PROVIDERS": '[{"id": "town"'}, "- OIDC_PROVIDERS is not JSON"),
        ({"OIDC_SERVER_URL": "http://id.example"}, "- OIDC_SERVER_URL and its companions: name, client_id, client_secret is missing"),
        ({"DEMO": "1"}, "- DEMO and DEBUG show every letter"),
        ({"DEBUG": "1"}, "- DEMO and DEBUG show every letter"),
    ],
)
def test_it_refuses_what_is_weak(changes, words):
    assert start(**changes).startswith(words)


def test_what_the_database_s_address_asks_for_is_kept_beside_our_own():
    options = "settings.DATABASES['default']['OPTIONS']"
    asked = {"DATABASE_URL": WHOLE["DATABASE_URL"] + "?sslmode=verify-full&options=-c%20work_mem%3D8MB"}
    assert start(f"{options}['sslmode']", **asked) == "verify-full"
    assert start(f"{options}['options'][:51]", **asked) == "-c work_mem=8MB -c default_transaction_isolation=re"


def test_a_trial_under_https_is_started_only_when_that_is_meant():
    assert start("settings.DEMO", DEMO="1", ALLOW_PUBLIC_TRIAL="1") == "True"


def test_secure_by_https():
    asked = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "DEBUG")
    assert start(", ".join(f"settings.{name}" for name in asked)) == "True True __Host-session True 31536000 False"


def test_a_second_step_and_an_hour_without_use_are_asked_for_in_production_and_in_no_demo():
    asked = "settings.MFA_REQUIRED, settings.SESSION_IDLE_MINUTES, settings.OIDC_COUNTS_AS_SECOND_STEP"
    assert start(asked) == "True 60 False"
    assert start(asked, DEMO="1", ALLOW_PUBLIC_TRIAL="1") == "False 0 False"


def test_argon2_hashes_what_is_new():
    assert start("settings.PASSWORD_HASHERS[0]") == "django.contrib.auth.hashers.Argon2PasswordHasher"


def test_a_form_may_lead_to_a_provider_and_nowhere_else():
    asked = "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action']"
    town = '[{"id": "town", "name": "Town", "server_url": "https://id.example/realms/a", "client_id": "a", "client_secret": "b"}]'
    assert start(asked) == """["'self'"]"""
    assert start(asked, OIDC_PROVIDERS=town) == """["'self'", 'https://id.example']"""


def test_nothing_hangs_on_a_connection_that_pgbouncer_hands_on():
    asked = "settings.DATABASES['default']['DISABLE_SERVER_SIDE_CURSORS'], sorted(settings.DATABASES['default']['OPTIONS'])"
    assert start(asked) == "False ['connect_timeout', 'options']"
    assert start(asked, DATABASE_POOLER="1") == "True ['connect_timeout']"


def test_postgresql_reads_what_is_committed_and_waits_for_nobody_forever():
    options = start("settings.DATABASES['default']['OPTIONS']['options'], settings.DATABASES['default']['CONN_HEALTH_CHECKS']")
    assert options == "-c default_transaction_isolation=read\\ committed -c statement_timeout=15000 -c lock_timeout=5000 True"
