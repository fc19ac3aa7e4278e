"""The real thing. Refuses to start with a demo switch, or without its secrets and services."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import CARD_CODE_KEY, REDIS_URL, env

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATABASES["default"].setdefault("NAME", "")  # noqa: F405

if env.bool("HALTE_DEMO", default=False):
    raise ImproperlyConfigured("The demo's one-click sign-in and mailbox can't be switched on in production.")
if not DATABASES["default"]["NAME"]:  # noqa: F405
    raise ImproperlyConfigured("Set DATABASE_URL.")
if not REDIS_URL:
    raise ImproperlyConfigured("Set REDIS_URL.")
if not CARD_CODE_KEY:
    raise ImproperlyConfigured("Set CARD_CODE_KEY: it keys the hash of the learners' card codes.")

_https = env.bool("HTTPS", default=True)
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_FILE_PATH = env.str("EMAIL_FILE_PATH", default="")
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
