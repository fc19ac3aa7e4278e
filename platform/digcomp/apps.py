from django.apps import AppConfig


class DigcompConfig(AppConfig):
    name = "digcomp"
