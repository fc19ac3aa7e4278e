"""What a portal shows of the modules: everything, until its people choose."""

import pytest

from common.wall import open_structure
from courses.learning import selectors, services
from courses.learning.catalogue import published_modules
from courses.learning.enums import Audience
from courses.learning.models import Assignment, PortalModule
from portals.hosts import forget_portals
from structures.models import JournalEntry
from tests.app.doors import signed_in, text
from tests.app.factories import PortalFactory, portal_person
from tests.app.learning import Ground, published
from tests.app.probe import spy

pytestmark = pytest.mark.django_db
AT = "/author/shown/"


class Here:
    """A portal on the tests' host with a curator, and a structure of it; another portal elsewhere."""

    def __init__(self):
        self.portal = PortalFactory(host="")
        self.other = PortalFactory(code="elsewhere", host="elsewhere.example")
        forget_portals()
        for code in ("L06", "L11", "L16", "A01"):
            published(code)
        self.curator = portal_person("curator", portal=self.portal)
        self.client = signed_in(self.curator)
        self.ground = self._of(self.portal)

    def _of(self, portal) -> Ground:
        ground = Ground()
        ground.structure.portal = portal
        ground.structure.save()
        return ground

    def abroad(self) -> Ground:
        return self._of(self.other)

    def do(self, do: str, module: str = ""):
        return self.client.post(AT, {"do": do, "module": module}, follow=True)

    def codes(self, at=None) -> list[str]:
        at = at or self.ground.structure
        with open_structure(getattr(at, "slug", None) and at.pk):
            return [one.code for one in published_modules(at=at)]


@pytest.fixture
def here(request):
    yield Here()
    forget_portals()


def test_everything_is_shown_until_somebody_hides_it(here) -> None:
    assert here.codes() == ["L06", "L11", "L16"]
    assert "is hidden" in text(here.do("hide", "L11"))
    assert here.codes() == ["L06", "L16"]
    assert here.codes(here.abroad().structure) == ["L06", "L11", "L16"], "another portal's choice is its own"
    assert [one.code for one in published_modules()] == ["L06", "L11", "L16"], "the house has them all"
    here.do("show", "L11")
    assert here.codes() == ["L06", "L11", "L16"]


def test_a_list_can_be_picked_and_ordered(here) -> None:
    here.do("others_hidden")
    assert here.codes() == []
    here.do("show", "L06")
    here.do("show", "L16")
    here.do("up", "L16")
    here.do("up", "L16")
    assert here.codes() == ["L16", "L06"]
    published("L05")
    assert here.codes() == ["L16", "L06"], "what comes new waits"
    here.do("others_shown")
    assert here.codes() == ["L16", "L06", "L11", "L05"], "what was never placed comes after, by its code"
    assert not PortalModule.objects.filter(portal=here.other).exists()
    here.do("by_code")
    assert here.codes() == ["L05", "L06", "L11", "L16"]
    assert "at the end already" in text(here.do("up", "A01"))


def test_what_is_hidden_is_given_by_no_door_and_whoever_has_it_keeps_it(here) -> None:
    ground = here.ground
    assignment = ground.assignment("L11")
    here.do("hide", "L11")
    client, slug = signed_in(ground.aidant), ground.structure.slug
    assert "/modules/L11/" not in client.get(f"/s/{slug}/modules/").content.decode()
    assert client.get(f"/s/{slug}/modules/L11/").status_code == 404
    assert client.post(f"/s/{slug}/assign/", {"learner": ground.learner.pk, "module": "L11"}).status_code == 404
    with open_structure(ground.structure.pk):
        assert [one.code for one in selectors.offers_to(ground.learner)] == ["L06", "L16"]
        assert selectors.learning_of(learner=ground.learner, proposed=["L11"]).next.code == "L06"
    assert ground.client.get(f"/l/{assignment.pk}/why/").status_code == 200
    assert client.get(f"/s/{slug}/progress/").status_code == 200
    with open_structure(ground.structure.pk):
        services.cancel_assignment(assignment=assignment, by=ground.aidant)
        services.restore_assignment(assignment=assignment, by=ground.aidant)
        assert Assignment.objects.get().cancelled_at is None


def test_helpers_own_path_has_what_their_portal_shows(here) -> None:
    assert [one.code for one in published_modules(Audience.AIDANT, at=here.portal)] == ["A01"]
    client = signed_in(here.ground.aidant)
    assert "/training/A01/" in client.get("/training/").content.decode()
    here.do("hide", "A01")
    assert [one.code for one in published_modules(Audience.AIDANT, at=here.portal)] == []
    assert "/training/A01/" not in client.get("/training/").content.decode()
    assert client.get("/training/A01/").status_code == 404
    assert client.get("/badges/A01/").status_code in (200, 404)


def test_the_portals_own_people_choose(here) -> None:
    stranger = signed_in(portal_person("curator", portal=here.other))
    assert stranger.get(AT).status_code == 403
    assert stranger.post(AT, {"do": "hide", "module": "L06"}).status_code == 403
    assert signed_in(here.ground.aidant).get(AT).status_code == 403
    assert here.codes() == ["L06", "L11", "L16"]


def test_the_list_is_searched_and_every_choice_is_in_the_journal(here) -> None:
    here.do("hide", "L06")
    assert "L11" not in text(here.client.get(AT, {"shown": "no"}))
    assert "L06" in text(here.client.get(AT, {"q": "l06"}))
    assert "No module fits" in text(here.client.get(AT, {"q": "nothing of the kind"}))
    assert "Choose what to do" in text(here.do("nonsense"))
    assert here.client.post(AT, {"do": "hide", "module": "L99"}).status_code == 404
    assert JournalEntry.objects.filter(act="catalogue_changed").count() == 0, "the portal's lines are behind the wall"


def test_the_catalogue_is_one_query_however_many_modules_are_chosen(here) -> None:
    def asked() -> int:
        with spy() as statements, open_structure(here.ground.structure.pk):
            list(published_modules(at=here.ground.structure))
        return sum("courses_module" in one for one in statements)

    assert asked() == 1
    for code in ("L06", "L11", "L16"):
        here.do("show", code)
    assert asked() == 1
