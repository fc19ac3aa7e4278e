import os

from django.core.wsgi import get_wsgi_application

from common.wall import refuse_climbing_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
application = get_wsgi_application()

refuse_climbing_role()
