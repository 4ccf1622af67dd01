"""Settings, all from environment variables; `.env.example` documents each."""

from __future__ import annotations

import datetime
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import logs
from config.deadlines import *  # noqa: F403 - the limits are settings
from config.environment import database, flag, listing, number, stored_secret, text
from config.messaging import *  # noqa: F403 - how people are told
from config.supervision import *  # noqa: F403 - what a place sets of its slips

django_stubs_ext.monkeypatch()  # forms and views may name the type they are generic in

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(text("DATA_DIR", str(BASE_DIR / "var"))).absolute()
DEBUG = False
DEMO = flag("DEMO")
SECRET_KEY = text("SECRET_KEY") or stored_secret(DATA_DIR / "secret_key")
ALLOWED_HOSTS = listing("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
SOURCE_URL = text("SOURCE_URL")  # where the footer finds the source of this very build (AGPL section 13)

INSTALLED_APPS = [
    "config",
    "core",
    "roles",
    "documents",
    "workflows.engine",
    "workflows.desk",
    "plans",
    "funds",
    "oversight",
    "disclosure",
    "workflows.flows",
    "viewflow",
    "viewflow.workflow",
    "guardian",
    "axes",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",  # the templates of its widgets, for PageRenderer
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.ChosenLanguageMiddleware",
    "core.pages.middleware.PartMiddleware",
    "core.pages.middleware.ProblemMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.pages.middleware.ClockMiddleware",
    "core.pages.middleware.FirstPasswordMiddleware",
    "core.pages.middleware.RefusalMiddleware",
    "roles.middleware.DutiesMiddleware",
    "oversight.looking.LookingMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "core.templatetags.words",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.pages.context.frame",
            ],
        },
    }
]

FORM_RENDERER = "core.pages.forms.PageRenderer"

COTTON_ISOLATE_BY_DEFAULT = True  # a component sees what it is given, never the names of the page around it

# --- database, jobs ---
DATABASES = {
    "default": database(text("DATABASE_URL", "postgresql:///tongchou"), text("STATEMENT_TIMEOUT", "60s")),
}
KEEP_STATEMENTS = flag("KEEP_STATEMENTS", default=True)  # 0 behind a pooler that shares connections between requests
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# --- who comes in ---
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "phone")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = number("LOGIN_FAILURES", 5)
AXES_COOLOFF_TIME = datetime.timedelta(minutes=number("LOGIN_LOCKED_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = ["username"]  # an account is locked wherever the guesses come from
AXES_LOCKOUT_CALLABLE = "config.lockout.refuse"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False

# --- what browsers are told ---
HTTPS = flag("HTTPS")
BEHIND_PROXY = flag("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = listing("CSRF_TRUSTED_ORIGINS")
CSRF_FAILURE_VIEW = "core.pages.views.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * number("SESSION_MINUTES", 480)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
    }
}

# --- what programs are offered (`workflows.desk.api`) ---
API_PER_MINUTE = number("API_PER_MINUTE", 120)  # requests with one token
API_REFUSED_PER_HOUR = number("API_REFUSED_PER_HOUR", 60)  # requests without a usable token, from one address
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["workflows.desk.api.authentication.ByToken"],
    "DEFAULT_PERMISSION_CLASSES": ["workflows.desk.api.authentication.WithinReach"],
    "DEFAULT_THROTTLE_CLASSES": ["workflows.desk.api.authentication.PerToken"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "workflows.desk.api.problems.answer",
}
SPECTACULAR_SETTINGS = {
    "TITLE": _("统筹接口"),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
}

# --- words and times ---
LANGUAGE_CODE = text("LOCALE", "zh-hans")
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英文"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- the desk ---
BATCH_MOST = number("BATCH_MOST", 100)  # items approved together with one press

# --- files ---
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
ATTACHMENT_LARGEST = number("ATTACHMENT_LARGEST", 20 * 1024 * 1024)  # bytes of one attachment
ATTACHMENTS_PER_TASK = number("ATTACHMENTS_PER_TASK", 20)  # of one work item
CIRCULATION_DAYS = number("CIRCULATION_DAYS", 30)  # so long what was sent for reading waits to be read
ATTACHMENTS_PER_DOSSIER = number("ATTACHMENTS_PER_DOSSIER", 500 * 1024 * 1024)  # bytes of all of one dossier

# --- how documents are signed ---
FILING_REPORTED_UPWARD = flag("FILING_REPORTED_UPWARD")  # besides the letter, a report to the prefecture (D17b)
SIGNING_PKCS12 = text("SIGNING_PKCS12")
SIGNING_PASSWORD = text("SIGNING_PASSWORD")
SIGNING_TIMESTAMPS = text("SIGNING_TIMESTAMPS")
SIGNING_TRUST = text("SIGNING_TRUST")
SEAL_SERVICE = text("SEAL_SERVICE")
SEAL_SERVICE_TOKEN = text("SEAL_SERVICE_TOKEN")
PUBLIC_URL = text("PUBLIC_URL", f"http://localhost:{number('PORT', 8000)}")  # where a document's code leads
DEMONSTRATION_KEYS = DATA_DIR / "signing"

LOGGING = logs.configuration(for_people=DEMO, level=text("LOG_LEVEL", "INFO"))

SILENCED_SYSTEM_CHECKS = [
    # guardian's backend is left out on purpose: its answers are half of `roles.policies.may`, which alone
    # decides; hooked into `user.has_perm` they would pass for the whole.
    "guardian.W001",
    # an account is counted by its name alone, since a whole office shares one address; the name is no part of
    # the request that a guesser could rotate, which is what the check fears.
    "axes.W006",
]
