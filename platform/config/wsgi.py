import os

import django

from common.wall import refuse_climbing_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
django.setup(set_prefix=False)

from config.handler import Handler  # noqa: E402  (its middleware is loaded with the applications)

application = Handler()

refuse_climbing_role()
