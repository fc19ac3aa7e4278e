"""Ground for the tests of the administration: a curator, an administrator, and something to look at in each list."""

import re
from collections.abc import Iterator

from django.contrib import admin
from django.test import Client

from accounts.models import User
from courses.learning.models import Module
from structures.enums import Role
from structures.models import Partner, Portal, Project
from tests.app.doors import signed_in
from tests.app.factories import PartnerFactory, PortalFactory, ProjectFactory, portal_person
from tests.app.learning import published

LIBRARIES_PAGES = (
    *("search/?s=mod", "search/?s=mod&extended=1", "search/?s=zzz", "search/?s=zzz&extended=1"),
    *("jsi18n/", "password_change/"),
)


class Setting:
    """One portal, project, partner and module. The administrator has her role alone: she is no superuser."""

    def __init__(self) -> None:
        self.portal: Portal = PortalFactory()
        self.project: Project = ProjectFactory(portal=self.portal, code="HERE")
        self.partner: Partner = PartnerFactory(project=self.project, code="OURS")
        self.module: Module = published("L16")
        self.curator: User = portal_person(Role.CURATOR, portal=self.portal, is_staff=True)
        self.administrator: User = portal_person(Role.ADMINISTRATOR, portal=self.portal, is_staff=True)

    def client(self, role: str, language: str = "en") -> Client:
        """A browser of the curator or the administrator."""
        return signed_in(getattr(self, role), language)

    def pages(self) -> Iterator[str]:
        """Every page that the administrator may open: lists, searches, filters, forms, histories, deletions."""
        yield "/admin/"
        for label in sorted({model._meta.app_label for model in admin.site._registry}):
            yield f"/admin/{label}/"
        for model, page in admin.site._registry.items():
            start = address(model)
            yield start
            if page.search_fields:
                yield f"{start}?q=o"
            row = model._base_manager.first()
            assert row, f"{model.__name__}: the setting lacks one"
            yield f"{start}{row.pk}/change/"
            yield f"{start}{row.pk}/history/"
            if type(page).has_add_permission.__qualname__.startswith("RightNeeded"):
                yield f"{start}add/"
        yield from (f"/admin/{page}" for page in LIBRARIES_PAGES)


def address(model) -> str:
    """Where the list of that model is."""
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def button(page, words: str) -> str:
    """The name under which the page's button with those words is sent."""
    for attributes, inside in re.findall(r"<button([^>]*)>(.*?)</button>", page.content.decode(), re.S):
        found = re.search(r'name="([^"]+)"', attributes)
        if words in inside and found:
            return found[1]
    raise AssertionError(f"no button {words!r}")
