"""Start-up's guards: the demo's doors exist in the demo only."""

from django.conf import settings
from django.core.checks import Error, register


@register()
def demo_stays_out_of_production(app_configs, **kwargs) -> list[Error]:
    """One-click sign-in or the mailbox with the production settings is an error: the process does not start."""
    if settings.SETTINGS_MODULE != "config.settings.prod":
        return []
    found = []
    if settings.DEMO:
        found.append(Error("The demo's one-click sign-in is on in production.", id="desk.E001"))
    if settings.EMAIL_BACKEND == "desk.mailbox.DemoEmailBackend":
        found.append(Error("Mail goes to the demo's mailbox page in production.", id="desk.E002"))
    return found
