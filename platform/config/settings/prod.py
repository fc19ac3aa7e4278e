"""The real thing. Refuses to start with a demo switch, or without its secrets and services."""

from django.core.exceptions import ImproperlyConfigured

from common.cookies import named
from common.secret import weak

from .base import *  # noqa: F403
from .base import CARD_CODE_KEY, OPENBADGES_KEY, REDIS_URL, SECOND_STEP_KEYS, SILENCED_SYSTEM_CHECKS, env

SECRET_KEY = env.str("SECRET_KEY")
_secrets = [("SECRET_KEY", SECRET_KEY, 50), ("CARD_CODE_KEY", CARD_CODE_KEY, 32)]
_secrets += [("SECOND_STEP_KEYS", _key, 32) for _key in SECOND_STEP_KEYS or [""]]  # every key of the list
_secrets += [("OPENBADGES_KEY", _key, 32) for _key in OPENBADGES_KEY or [""]]
for _name, _secret, _least in _secrets:
    if weakness := weak(_secret, least=_least):
        raise ImproperlyConfigured(
            f"{_name} {weakness}. Make one: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
if len({SECRET_KEY, CARD_CODE_KEY, *SECOND_STEP_KEYS, *OPENBADGES_KEY}) < 2 + len(SECOND_STEP_KEYS + OPENBADGES_KEY):
    raise ImproperlyConfigured(
        "SECRET_KEY, CARD_CODE_KEY, SECOND_STEP_KEYS and OPENBADGES_KEY must differ: "
        "one of them is changed without the others."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATABASES["default"].setdefault("NAME", "")  # noqa: F405

if env.bool("HALTE_DEMO", default=False):
    raise ImproperlyConfigured("The demo's one-click sign-in and mailbox can't be switched on in production.")
if not DATABASES["default"]["NAME"]:  # noqa: F405
    raise ImproperlyConfigured("Set DATABASE_URL.")
if not REDIS_URL:
    raise ImproperlyConfigured("Set REDIS_URL.")

_https = env.bool("HTTPS", default=True)
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https and env.bool("HSTS_SUBDOMAINS", default=True)
# To be in the browsers' own list is a promise for a whole domain, for years: its owner's to make, not ours.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W021"]
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
if _https:
    # A browser takes these names from nobody but this very host, over HTTPS, for all of its pages.
    SESSION_COOKIE_NAME = named("session", secure=True)
    CSRF_COOKIE_NAME = named("csrf", secure=True)
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_FILE_PATH = env.str("EMAIL_FILE_PATH", default="")
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
