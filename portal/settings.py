"""Every setting, in one file, read from the environment. `.env.example` lists and explains them.

Three ways to run: a *demo* (`DEMO=1`: embedded database, letters as files, no secret to invent),
*development* (`DEBUG=1`) and *production* (neither), which refuses to start on a missing or weak setting.
"""

import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal.sign_in.environment import providers_in

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- How it runs -----------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
PRODUCTION = not (DEBUG or DEMO)
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()

missing: list[str] = []


def required(name: str, reason: str, *, trial: str) -> str:
    """The setting's value; in a demo or in development its trial value, in production a word about what is missing."""
    value = env(name, default="")
    if value:
        return value
    if PRODUCTION:
        missing.append(f"{name} is not set: {reason}")
    return trial


def trial_secret() -> str:
    """A secret of this trial's own, kept beside its data so that links in its letters outlive a restart."""
    path = DATA_DIR / "secret.txt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text().strip()


def is_weak(secret: str) -> bool:
    return len(secret) < 50 or len(set(secret)) < 16 or "change" in secret.lower()


SECRET_KEY = env("SECRET_KEY", default="")
if PRODUCTION and is_weak(SECRET_KEY):
    missing.append("SECRET_KEY is missing or weak: 50 random characters or more")
    SECRET_KEY = SECRET_KEY or "refused"
SECRET_KEY = SECRET_KEY or trial_secret()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if PRODUCTION and any(is_weak(secret) for secret in SECRET_KEY_FALLBACKS):
    missing.append("SECRET_KEY_FALLBACKS holds a weak secret: whoever guesses it can sign links and sessions, as with SECRET_KEY itself")

SITE_URL = required("SITE_URL", "the address in every letter, such as https://setev.example", trial="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"])
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    missing.append("ALLOWED_HOSTS names no host, or every host: the names under which the portal is reached")
if PRODUCTION and urlsplit(SITE_URL).scheme != "https" and not env.bool("ALLOW_HTTP", default=False):
    missing.append("SITE_URL must begin with https:// (ALLOW_HTTP=1 for a closed network)")
if PRODUCTION and SITE_URL and (not urlsplit(SITE_URL).hostname or urlsplit(SITE_URL).path or "@" in urlsplit(SITE_URL).netloc):
    missing.append("SITE_URL is an address without a path or a password, such as https://setev.example")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
SECURE_WEB = urlsplit(SITE_URL).scheme == "https"
if not PRODUCTION and SECURE_WEB and not env.bool("ALLOW_PUBLIC_TRIAL", default=False):
    missing.append("DEMO and DEBUG show every letter, sign-in codes included, to everybody: not under https:// (ALLOW_PUBLIC_TRIAL=1 if that is meant)")

# --- Apps ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, whose classes it extends
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",  # for its templates
    "django.forms",  # so that our own field template is found by the form renderer
    "django_filters",
    "csp",
    "allauth",
    "allauth.account",
    "simple_history",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "portal.common",
    "locations",
    "stakeholders",
    "events",
    "programmes",
    "portal.workspace",
    "portal.sign_in",
    "portal.home",
]

MIDDLEWARE = [
    "portal.common.warm.pages.answer_warm",  # what it answers was made, with all its headers, by those below
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.common.middleware.set_headers",  # before all that may answer by itself: static files and refusals carry them too
    "csp.middleware.CSPMiddleware",
    "portal.common.middleware.refuse_unreadable_text",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.common.middleware.say_busy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.sign_in.middleware.end_old_sessions",
    "portal.sign_in.middleware.bring_actor",
    "portal.sign_in.middleware.guard_administration",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["portal.common.templatetags.ui", "django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]
FORM_RENDERER = "portal.common.forms.HouseRenderer"
FORMS_URLFIELD_ASSUME_HTTPS = True  # as from Django 6.0 on

# --- Data ------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url_config(required("DATABASE_URL", "postgres://user:password@host/name", trial=f"sqlite:///{DATA_DIR / 'setev.sqlite3'}"))}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a transaction that will write takes its place in the queue at once, instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # PgBouncer hands a connection on after each transaction, so nothing may hang on it: the patience below is then the role's own.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("DATABASE_POOLER", default=False)
    asked = DATABASES["default"].get("OPTIONS", {})  # what the address itself asks for, such as ?sslmode=verify-full
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        **asked,
        # READ COMMITTED is what the conditional claim of seats relies on: it re-reads the row after waiting for its lock.
        "options": f"{asked.get('options', '')} -c default_transaction_isolation=read\\ committed"
        f" -c statement_timeout={env.int('STATEMENT_TIMEOUT_MS', default=15000)} -c lock_timeout={env.int('LOCK_TIMEOUT_MS', default=5000)}".strip(),
    }
    if DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"]:
        del DATABASES["default"]["OPTIONS"]["options"]

REDIS_URL = env("REDIS_URL", default="")
COUNTERS = {"BACKEND": "portal.common.cache.CountingDatabaseCache", "LOCATION": "cache", "OPTIONS": {"MAX_ENTRIES": 200_000}}
CACHES = {
    # Sign-in and form limits are counted here. Correctness never depends on Redis: without it, or when it is gone, the database counts.
    "default": {"BACKEND": "portal.common.cache.SturdyCache", "LOCATION": REDIS_URL} if REDIS_URL else COUNTERS,
    "database": COUNTERS,
}

WARM_PAGES = env.int("WARM_PAGES", default=0 if DEBUG else 16)  # megabytes of public pages that each web process keeps at hand; 0: none

# --- Words and places ------------------------------------------------------------------------

LANGUAGE_NAMES = {"sl": "Slovenščina", "en": "English", "de": "Deutsch", "sv": "Svenska"}
unspoken = [code for code in env.list("LANGUAGES", default=["sl", "en"]) if code not in LANGUAGE_NAMES]
if unspoken or not env.list("LANGUAGES", default=["sl", "en"]):
    missing.append(f"LANGUAGES names {', '.join(unspoken) or 'nothing'}: choose among {', '.join(LANGUAGE_NAMES)}, the first is the portal's own")
LANGUAGES = [(code, LANGUAGE_NAMES[code]) for code in env.list("LANGUAGES", default=["sl", "en"]) if code in LANGUAGE_NAMES]
LANGUAGE_CODE = LANGUAGES[0][0] if LANGUAGES else "sl"
MODELTRANSLATION_LANGUAGES = ("sl", "en", "de", "sv")  # fixed: an installation's LANGUAGES never changes the tables
MODELTRANSLATION_DEFAULT_LANGUAGE = "sl"
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("sl", "en", "de", "sv")}
MODELTRANSLATION_AUTO_POPULATE = False
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="Europe/Ljubljana")
FORMAT_MODULE_PATH = ["portal.formats"]

# --- Static files and uploads ----------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.common.static.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.common.static.BundledStorage" if PRODUCTION else "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else loads our files
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Letters ---------------------------------------------------------------------------------

EMAIL_BACKEND = "portal.common.outbox.backend.OutboxBackend"  # allauth's letters take the same way as ours
EMAIL_URL = required("EMAIL_URL", "smtp+tls://user:password@host:587", trial=f"file://{DATA_DIR / 'mail'}")
DEFAULT_FROM_EMAIL = env(
    "DEFAULT_FROM_EMAIL",
    default=f"Setev <no-reply@{urlsplit(SITE_URL).hostname if urlsplit(SITE_URL).hostname not in {'127.0.0.1', 'localhost'} else 'setev.example'}>",
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
LETTER_LEASE_SECONDS = env.int("LETTER_LEASE_SECONDS", default=180)  # after which a letter held by a dead worker is found again; above any hand-over
MAIL_CONNECTIONS = min(max(env.int("MAIL_CONNECTIONS", default=4), 1), 4)  # of a worker that writes to many; more of them could outlast the lease
if PRODUCTION and EMAIL_URL and urlsplit(EMAIL_URL).scheme not in {"smtp", "smtp+tls", "smtps"}:
    missing.append("EMAIL_URL names no mail server: smtp+tls:// or smtps://")
if PRODUCTION and EMAIL_URL.startswith("smtp://") and not env.bool("ALLOW_PLAIN_SMTP", default=False):
    missing.append("EMAIL_URL sends letters unencrypted: smtp+tls:// or smtps:// (ALLOW_PLAIN_SMTP=1 for a relay on this host)")

# --- Work in the background ------------------------------------------------------------------

CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="")
PULSE_FILE = env("PULSE_FILE", default="")  # touched by a worker or beat that works
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "socket_connect_timeout": 1, "socket_timeout": 5, "retry_on_timeout": False}
CELERY_TASK_DEFAULT_QUEUE = "transactional"
CELERY_TIMEZONE = "UTC"
CELERY_ACCEPT_CONTENT = ["json"]

# --- People ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "stakeholders.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# The first hashes what is new; an older hash is renewed when its owner signs in.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=1).total_seconds())
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace:home"
ACCOUNT_ADAPTER = "portal.sign_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_CHANGE_EMAIL = True  # one address for each account; a new one holds once its code is entered
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # a new address is a way to a new password
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody makes us write to strangers
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or address is told to its owner
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"  # where the message is seen
OUR_FORMS = {
    "login": "LoginForm", "request_login_code": "RequestLoginCodeForm", "confirm_login_code": "ConfirmLoginCodeForm",
    "confirm_email_verification_code": "ConfirmEmailVerificationCodeForm", "reset_password": "ResetPasswordForm",
    "reset_password_from_key": "ResetPasswordKeyForm", "change_password": "ChangePasswordForm", "set_password": "SetPasswordForm",
    "reauthenticate": "ReauthenticateForm", "add_email": "AddEmailForm",
}  # fmt: skip
ACCOUNT_FORMS = {name: f"portal.sign_in.forms.{form}" for name, form in OUR_FORMS.items()}
ACCOUNT_RATE_LIMITS = {
    # Failures are counted for whoever guesses. Per account there is room for a day's strangers: they must not lock its owner out.
    "login_failed": "10/m/ip,50/h/key",
    "login": "30/m/ip",
    "request_login_code": "20/m/ip,3/m/key",  # each code has three tries
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
# The second step: an app's code or a passkey, asked of everybody who administers or holds a mandate.
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=not DEMO)
MFA_ADAPTER = "portal.sign_in.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey alone signs in, so it asks for a finger, a face or a PIN
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be off by half a minute
OUR_SECOND_STEP = {
    "authenticate": "SecondStepForm", "reauthenticate": "SecondStepAgainForm", "activate_totp": "ActivateAppForm", "login_webauthn": "PasskeyLoginForm",
    "authenticate_webauthn": "PasskeyForm", "reauthenticate_webauthn": "PasskeyAgainForm", "add_webauthn": "AddPasskeyForm", "edit_webauthn": "RenamePasskeyForm",
}  # fmt: skip
MFA_FORMS = {name: f"portal.sign_in.forms.{form}" for name, form in OUR_SECOND_STEP.items()}
# Sign-in with an organisation's own account. Providers stand in the environment only, never in the database.
OIDC_ONE = {"id": env("OIDC_ID", default=""), "name": env("OIDC_NAME", default=""), "server_url": env("OIDC_SERVER_URL", default="")}
OIDC_ONE |= {"client_id": env("OIDC_CLIENT_ID", default=""), "client_secret": env("OIDC_CLIENT_SECRET", default="")}
try:
    OIDC_PROVIDERS = providers_in(env("OIDC_PROVIDERS", default=""), OIDC_ONE, allow_http=not PRODUCTION or env.bool("ALLOW_HTTP", default=False))
except ValueError as fault:
    OIDC_PROVIDERS = []
    missing.append(str(fault))
OIDC_COUNTS_AS_SECOND_STEP = env.bool("OIDC_COUNTS_AS_SECOND_STEP", default=False)  # when the provider asks for a second step itself
SOCIALACCOUNT_ADAPTER = "portal.sign_in.adapters.ProviderAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # what is known by a confirmed address is known by its number from then on
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
ALLAUTH_TRUSTED_PROXY_COUNT = max(int(env("TRUSTED_PROXY_COUNT", default="") or 0), 0)

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())  # the longest that a session lasts which is not kept
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=60 if PRODUCTION else 0)  # 0: no such limit
ACCOUNT_SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())  # of those who tick “Keep me signed in”
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_WEB
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if SECURE_WEB else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_WEB else "csrf"

# --- Protection ------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *[origin for provider in OIDC_PROVIDERS for origin in provider.origins]],  # the browser follows the button there
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        **({"upgrade-insecure-requests": True} if SECURE_WEB else {}),
    },
}
SECURE_SSL_REDIRECT = SECURE_WEB and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if SECURE_WEB else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)  # the other names below the domain may not be ready for it
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION and env("TRUSTED_PROXY_COUNT", default="") == "":
    missing.append("TRUSTED_PROXY_COUNT is not set: how many proxies stand in front, 0 when none; without it all visitors behind a proxy are one")
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "portal.home.views.csrf_failure"

# --- Rooms' own settings ---------------------------------------------------------------------

SEAT_HOLD_MINUTES = env.int("SEAT_HOLD_MINUTES", default=60)  # how long an unconfirmed registration keeps its seats
OPERATOR_NAME = required("OPERATOR_NAME", "who runs this portal, as privacy and accessibility pages name it", trial="Setev")
OPERATOR_EMAIL = required("OPERATOR_EMAIL", "where people reach whoever runs it", trial="info@setev.example")

# --- Logs ------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"class": "portal.common.logs.Line", "format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}

if missing:
    raise ImproperlyConfigured("Setev does not start:\n  - " + "\n  - ".join(missing))
