"""Ground for the tests of launches: a structure whose referent turned a platform on, and somebody who taps."""

import pytest
from django.core.cache import cache
from django.test import Client

from common.wall import open_structure
from courses.interop.models import Platform
from tests.app.doors import signed_in, text
from tests.app.factories import PortalFactory, StructureFactory, portal_person, referent_of
from tests.app.learning import published
from tests.app.platform import (
    CLIENT,
    DEPLOYMENT,
    ISSUER,
    Browser,
    learning_platform,
)


class Place:
    """A structure whose referent turned a platform on."""

    def __init__(self, platform):
        self.platform = platform
        self.structure = StructureFactory(slug="epn")
        self.karim = referent_of(self.structure, language="en")
        self.desk = signed_in(self.karim)
        self.admin = signed_in(portal_person("administrator", portal=PortalFactory(), is_staff=True, language="en"))
        self.here = "/s/epn/interop/"
        published("L16")

    def form(self, **other) -> dict[str, str]:
        at = self.platform.address
        return {
            "name": "Moodle", "place": "epn", "issuer": ISSUER, "client_id": CLIENT, "deployments": f"{DEPLOYMENT}\n2",
            "login_url": f"{at}/auth", "token_url": f"{at}/token", "keyset_url": f"{at}/keys",
        } | other  # fmt: skip

    def registered(self) -> "Place":
        answer = self.admin.post("/platforms/new/", self.form())
        assert answer.status_code == 302, text(answer)
        with open_structure(self.structure.pk):
            self.one = Platform.objects.get()
        self.platform.tool_keys = Client().get("/lti/keys.json").json()
        return self

    def switch(self, on: bool):
        return self.desk.post(f"{self.here}platforms/{self.one.pk}/switch/", {"on": "1" if on else "0"})

    def rows(self, model) -> list:
        with open_structure(self.structure.pk):
            return list(model.objects.filter(structure=self.structure))


@pytest.fixture
def platform(settings):
    settings.INTEROP_INSECURE = True
    cache.clear()
    with learning_platform() as found:
        yield found


@pytest.fixture
def place(platform):
    found = Place(platform).registered()
    assert found.switch(True).status_code == 302
    return found


@pytest.fixture
def browser(place):
    return Browser(Client(HTTP_ACCEPT_LANGUAGE="en"), place.platform)
