"""Ground for the tests of structures' own copies: a place whose referent copies L16, writes in it and publishes it."""

import copy
import json

from common.wall import open_structure
from courses.learning import services
from courses.learning.models import Module
from tests.app.doors import signed_in, text
from tests.app.factories import referent_of
from tests.app.learning import Ground, document, published

WORDS = "Bij ons in de Brugse Poort"


class Place:
    """A structure with its referent, and L16 of the house."""

    def __init__(self):
        self.module = published("L16")
        self.ground = Ground()
        self.structure = self.ground.structure
        self.referent = referent_of(self.structure)
        self.client = signed_in(self.referent)

    def at(self, rest: str) -> str:
        return f"/s/{self.structure.slug}/{rest}"

    def copied(self) -> Module:
        """Through the button of the module's page."""
        response = self.client.post(self.at("author/L16/copy/"))
        assert response.status_code == 302, text(response)
        code = response["Location"].rstrip("/").rpartition("/")[2]
        assert response["Location"] == self.at(f"author/{code}/")
        with open_structure(self.structure.pk):
            return Module.objects.get(code=code)

    def written(self, module: Module) -> None:
        """The memo's title in Dutch, through the form of the editor."""
        url = self.at(f"author/{module.code}/sheet/memo/")
        page = self.client.get(f"{url}?as=yaml").content.decode()
        assert 'name="text"' in page
        with open_structure(self.structure.pk):
            files = dict(services.new_draft(module=module, by=self.referent).files)
        old = document("L16")["memo"]["title"]["nl"]
        changed = files["memo.yaml"].replace(old, WORDS) if files else ""
        if not files:
            tree = copy.deepcopy(document("L16")["memo"])
            tree["title"]["nl"] = WORDS
            changed = json.dumps(tree)
        kept = self.client.post(url, {"as": "yaml", "text": changed, "do": "save"})
        assert kept.status_code == 302, text(kept)

    def published(self) -> Module:
        """A copy that was written in and is published."""
        module = self.copied()
        self.written(module)
        done = self.client.post(self.at(f"author/{module.code}/publishing/"), {"do": "publish"})
        assert done.status_code == 302, text(done)
        with open_structure(self.structure.pk):
            module.refresh_from_db()
        assert module.published_id
        return module
