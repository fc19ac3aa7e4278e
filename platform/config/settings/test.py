"""The test run: real PostgreSQL under the application's role, mail in memory, fast hashing."""

from .base import *  # noqa: F403

DEMO = False
SECRET_KEY = "tests"
CARD_CODE_KEY = "tests"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
INTEROP_XAPI = INTEROP_LTI = True  # that they are off elsewhere has its own test
XAPI_LRS_HOSTS = ["lrs.example"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
