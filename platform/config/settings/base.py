"""What every installation shares. dev, test and prod add what differs; nothing here starts a service."""

import os
from pathlib import Path
from typing import Literal

import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.templatetags.static import static

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[3]

DEBUG = False
DEMO = False
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "modeltranslation",
    "unfold.apps.BasicAppConfig",
    "config.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_celery_beat",
    "django_htmx",
    "csp",
    "common",
    "accounts",
    "structures",
    "journal",
    "portals",
    "team",
    "affiliations",
    "registration",
    "directory",
    "merging",
    "learners",
    "digcomp",
    "exercises",
    "accompaniments",
    "assessments",
    "courses.library",
    "courses.media",
    "courses.learning",
    "courses.authoring",
    "community.forums",
    "community.events",
    "courses.training",
    "courses.interop",
    "reporting",
    "helpdesk",
    "privacy",
    "desk",
]

# The order matters: a person is known before the wall opens, and the wall opens before ATOMIC_REQUESTS begins
# the transaction that carries it.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "common.middleware.PermissionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "compression_middleware.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portals.hosts.PortalMiddleware",
    "accounts.middleware.PersonLocaleMiddleware",
    "common.middleware.PlainTextMiddleware",
    "django.middleware.common.CommonMiddleware",
    "common.middleware.SheetMiddleware",
    "common.middleware.CsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PrivateMiddleware",
    "accounts.middleware.DeviceMiddleware",
    "accounts.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "common.middleware.DomainErrorMiddleware",
    "helpdesk.viewing.ViewingMiddleware",
    "structures.middleware.WallMiddleware",
    "learners.middleware.LearnerMiddleware",
    "reporting.middleware.UsageMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "structures.context_processors.place",
                "desk.context_processors.frame",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "common.drawing.FormRenderer"

# --- the database, and the roles of the wall (docs/wall.md)
_url = env.str("DATABASE_URL", default="")
_as_owner = os.environ.get("HALTE_AS_OWNER") == "1"
if _as_owner:
    _url = env.str("DATABASE_OWNER_URL", default=_url)
DATABASES = {"default": env.db_url_config(_url) if _url else {}}
if _as_owner:
    # A migration that waits for a table holds up everybody behind it: better to fail, and to migrate again.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c lock_timeout=5s"
DATABASES["default"].update(
    ENGINE="common.db.postgres", ATOMIC_REQUESTS=True, CONN_MAX_AGE=600, CONN_HEALTH_CHECKS=True
)
WALL_ACROSS_ROLE = "halte_across"

# Proxies of our own before the application, each of which writes X-Forwarded-For (common/clients.py, docs/running.md).
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# --- people
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "desk:front"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# The code is the proof that the address is hers; there is nothing more to verify.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
# An unknown address gets a letter too: the page, the words and the time are the same, and its owner learns why.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_RATE_LIMITS = {
    "register": "20/h/ip",
    "register_later": "20/h/ip,5/h/key",
    "register_look": "300/m/ip",
    "join": "10/h/user",
    "join_code": "10/h/user,60/h/ip",
    "join_who": "20/h/ip,5/h/key",
    "change_address": "5/h/user,3/h/key",
    "fresh_code": "10/h/user",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60  # seconds for which she counts as having shown that it is she
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "accounts.second_step.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "accounts.forms.AppCodeForm",
    "authenticate": "accounts.forms.SecondStepForm",
    "reauthenticate": "accounts.forms.AskAgainForm",
    "edit_webauthn": "accounts.forms.EditForm",
    "add_webauthn": "accounts.forms.AddForm",
    "authenticate_webauthn": "accounts.forms.AuthenticateForm",
    "reauthenticate_webauthn": "accounts.forms.ReauthenticateForm",
    "login_webauthn": "accounts.forms.LoginForm",
}
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "common.cookies.Messages"
CSRF_FAILURE_VIEW = "common.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
CARD_CODE_KEY = env.str("CARD_CODE_KEY", default="")
# What the keys of apps and spare codes are sealed with: the first seals, all of them open (accounts/vault.py).
SECOND_STEP_KEYS = env.list("SECOND_STEP_KEYS", default=[])
# What badges are signed with: the first signs, the public halves of all are published (courses/training/badges.py).
OPENBADGES_KEY = env.list("OPENBADGES_KEY", default=[])

# --- other systems (docs/interop.md): both halves off until they are named here
INTEROP_XAPI = env.bool("INTEROP_XAPI", default=False)
XAPI_LRS_HOSTS = env.list(
    "XAPI_LRS_HOSTS", default=[]
)  # record stores that may be sent to: lrs.example, or with a port
INTEROP_LTI = env.bool("INTEROP_LTI", default=False)
INTEROP_INSECURE = False  # http and private addresses: for tests, never by the environment

# --- languages, and the one time zone the counting uses (docs/counting.md)
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("nl", "Nederlands"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE: Literal["Lax"] = "Lax"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "fr"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("fr", "nl", "en")
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
FORMAT_MODULE_PATH = ["config.formats"]
USE_THOUSAND_SEPARATOR = True

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))

# --- headers. The learner's pages carry their style sheet inside, under a nonce; nothing comes from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- the queue: a hint, never the truth (docs/decisions.md). The job's row is the truth.
REDIS_URL = env.str("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {
    "resend-forgotten-jobs": {"task": "common.tasks.resend_forgotten_jobs", "schedule": 60.0},
    "resend-forgotten-mail": {"task": "accounts.tasks.resend_forgotten_mail", "schedule": 60.0},
    "seal-journal": {"task": "team.tasks.seal_journal", "schedule": 60.0},
    "watch-journal": {"task": "team.tasks.watch_journal", "schedule": crontab(hour="2", minute="41")},
    "roll-up": {"task": "reporting.tasks.roll_up_all", "schedule": 300.0},
    "nightly-recount": {"task": "reporting.tasks.recount_and_compare", "schedule": crontab(hour="3", minute="17")},
    "copy-names-in-force": {"task": "team.tasks.copy_names_in_force", "schedule": 900.0},
    "forget-drafts": {"task": "team.tasks.forget_drafts", "schedule": crontab(hour="4", minute="11")},
    "forget-sent-forms": {"task": "common.tasks.forget_sent_forms", "schedule": crontab(hour="4", minute="7")},
    "forget-devices": {"task": "accounts.tasks.forget_devices", "schedule": crontab(hour="4", minute="11")},
    "seal-second-steps": {"task": "accounts.tasks.seal_second_steps", "schedule": crontab(hour="4", minute="17")},
    "forget-files": {"task": "common.tasks.forget_files", "schedule": 600.0},
    "forget-moves": {"task": "merging.tasks.forget_old_moves", "schedule": crontab(hour="4", minute="37")},
    "bring-latecomers": {"task": "merging.tasks.bring_latecomers", "schedule": 600.0},
    "forget-uploads": {"task": "reporting.tasks.forget_uploads", "schedule": 3600.0},
    "publish-planned": {"task": "courses.authoring.tasks.publish_planned", "schedule": 60.0},
    "send-statements": {"task": "courses.interop.tasks.send_statements", "schedule": 60.0},
    "send-scores": {"task": "courses.interop.tasks.send_scores", "schedule": 60.0},
    "keep-sealed": {"task": "courses.interop.tasks.keep_sealed", "schedule": crontab(hour="4", minute="23")},
    "keep-the-periods": {"task": "privacy.tasks.keep_the_periods", "schedule": crontab(hour="3", minute="47")},
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Halte <bonjour@halte.example>")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 20  # seconds: a mail server that hangs does not hold the worker and the letter's row

UNFOLD = {
    "SITE_TITLE": "Halte",
    "SITE_HEADER": "Halte",
    "SITE_ICON": lambda request: static("img/favicon.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/favicon.svg")}],
    "SHOW_LANGUAGES": True,
    "COLORS": {  # petrol, as in static/css/desk.css
        "primary": {
            "50": "#eef6f7",
            "100": "#dceeee",
            "200": "#b9dcde",
            "300": "#8cc3c7",
            "400": "#519ba3",
            "500": "#1f7481",
            "600": "#0b5563",
            "700": "#094855",
            "800": "#083b46",
            "900": "#062e37",
            "950": "#041f26",
        }
    },
}
# W003 looks for Django's own CSRF middleware by name; ours extends it (common/middleware.py).
SILENCED_SYSTEM_CHECKS = ["security.W003"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"routes": {"()": "common.logs.Routes"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["routes"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"halte": {"level": "INFO"}},
}
SOFTWARE_VERSION = "0.1.0"
