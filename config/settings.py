# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every setting, read from the environment; none is needed to try it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from assemblies import safe

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

STATE_FOLDER = Path(env("NESTED_STATE", default=str(BASE_DIR / ".nested")))
"""What this instance keeps beside the database and outside the repository: its keys first of all."""

DEBUG = env.bool("NESTED_DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or safe.keep(STATE_FOLDER / "secret-key")
RECORD_SECRET = env("RECORD_SECRET", default="")
"""Record keys are derived from it, or from what the state folder keeps as record-secret: out of the database, and in
the safe. It is made with the first founding and never again: `assemblies.record.keys` says how, and who refuses."""
PUBLIC_HOST = env("PUBLIC_HOST", default="").lower().partition(":")[0]
"""What the founding proposes as the public host, a name without a port. A network that is founded answers at its own."""
LISTENS_ON_LOOPBACK = env.bool("NESTED_LOOPBACK", default=False)
"""Set by `up` when it binds the loopback: the demonstration sign-in exists only there."""
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    *filter(None, [PUBLIC_HOST, *env.list("ALLOWED_HOSTS", default=[])]),
]
"""Further names; the public host that founding asks for is learnt by `config.hosts` and need not be among them."""
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CLOCK_SHIFT = timedelta(seconds=env.int("NESTED_CLOCK_SHIFT", default=0))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "guardian",
    "channels",
    "csp",
    "assemblies.people",
    "assemblies.record",
    "assemblies.registry",
    "assemblies.proposals",
    "assemblies.deliberation",
    "assemblies.voting",
    "assemblies.sortition",
    "assemblies.front",
    "assemblies.demonstration",
    "assemblies.live",
    "assemblies.pictures",
]
MIDDLEWARE = [
    "config.hosts.OwnNames",
    "django.middleware.security.SecurityMiddleware",
    "config.statics.PackedStatics",
    "config.packing.PackedPages",
    "csp.middleware.CSPMiddleware",
    "assemblies.doors.middleware.OutageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "assemblies.people.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "assemblies.doors.middleware.DoorMiddleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "assemblies.pictures.templatetags.pictures",
                "assemblies.pictures.templatetags.pieces",
                "assemblies.wording.moments",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "assemblies.front.context.surroundings",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///nested")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"].setdefault("OPTIONS", {})
PAST_THE_POOLER = env("NESTED_DIRECT_URL", default="")
"""The same database, past a pooler that hands lines about by the transaction, where DATABASE_URL leads through one:
nothing then is kept on a line, and the bell of the record is heard on lines of its own."""
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = bool(PAST_THE_POOLER)
# Planning a question takes PostgreSQL longer than answering it: what is asked three times on a line is kept planned.
PREPARE = env.int("NESTED_PREPARE", default=0 if PAST_THE_POOLER else 3)
DATABASES["default"]["OPTIONS"] |= {"server_side_binding": PREPARE > 0, "prepare_threshold": PREPARE or None}


def _cannot_be_reached(pool: object) -> None:
    from assemblies.doors import outages  # not before the settings are read

    outages.OUTAGE.met(pool)


if env.bool("NESTED_POOL", default=not PAST_THE_POOLER):
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 2,
        "max_size": env.int("NESTED_POOL_SIZE", default=16),
        "timeout": 3,
        # A line that cannot be made is given up soon and asked for anew: waits that grow would outlast the outage.
        "reconnect_timeout": 1,
        "reconnect_failed": _cannot_be_reached,
    }
    # A line that died while it lay idle is replaced before anyone is served by it.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# How often somebody tried to sign in is counted here, by all processes together; nothing else is kept in it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
SESSION_ENGINE = "assemblies.people.sessions"
AUTHENTICATION_BACKENDS = ["assemblies.people.sessions.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = (
    "strict"  # nobody is told by signing up who has an account (docs/decisions/0019)
)
ACCOUNT_FORMS = {"reset_password_from_key": "assemblies.people.recovery.NewPasswordForm"}
ACCOUNT_SIGNUP_FORM_CLASS = "assemblies.people.forms.SignupForm"
ACCOUNT_ADAPTER = "assemblies.people.adapter.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False

if env("EMAIL_URL", default=""):
    server = env.email("EMAIL_URL", backend="assemblies.people.letters.SendLetters")
    vars().update(server | {"EMAIL_TIMEOUT": 10})  # seconds: whoever asks for a letter waits for it
else:
    EMAIL_BACKEND = "assemblies.people.letters.KeepLetters"
DEFAULT_FROM_EMAIL = env("FROM_EMAIL", default="nested@localhost")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = STATE_FOLDER / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_HTTPS = env.bool("NESTED_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
CSRF_FAILURE_VIEW = "assemblies.doors.refusing.csrf_failure"
STANDINGS = "assemblies.registry.queries.standing"
"""Whom the doors ask who somebody is to an assembly: they stand below the room that knows."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "assemblies.people.tokens.TokenAuthentication",
        "assemblies.people.tokens.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["assemblies.doors.judging.HoldsPower"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["assemblies.doors.reading.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "assemblies.doors.problems.problem",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Nested",
    "DESCRIPTION": "Everything a page can do, for programs.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
}
SEQUENCER_PAUSE = env.float("NESTED_SEQUENCER_PAUSE", default=0.03)
"""Seconds the sequencer rests when there is nothing to number."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "once_an_outage": {"()": "config.outage_log.OnceAnOutage"},
        "in_one_line": {"()": "config.visitors_log.InOneLine"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["once_an_outage", "in_one_line"]}},
    "root": {"handlers": ["console"], "level": env("NESTED_LOG_LEVEL", default="WARNING")},
}
# guardian warns that its backend is not hooked. It keeps the table of exceptions; our judge alone reads it.
# An address may stand for two accounts, and our own backend tells them apart.
SILENCED_SYSTEM_CHECKS = ["guardian.W001", "auth.W004"]
