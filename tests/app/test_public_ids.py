"""What stands for a row outside is random: no address takes a number of a sequence.

That no page, form, file or redirect shows one is looked for by the matrix, in each answer it gets (test_matrix.py).
"""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter

import config.urls  # noqa: F401  (read before a test turns the demo on)
from tests.app.matrix import BY_RULE
from tests.app.probe import Seen, numbers_in
from tests.app.world import FIRST

pytestmark = pytest.mark.django_db

# No row's number: the period of a report, counted from its project's start, as people say it ("period 3").
COUNTED = {"reporting:report", "reporting:file"}


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.ROOT_URLCONF, settings.DEMO = "tests.app.demo_urls", True


def addresses(resolver: URLResolver, space: tuple[str, ...] = ()) -> list[tuple[str, dict]]:
    """(name with its namespaces, converters) of every pattern."""
    found = []
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            found.append((":".join((*space, str(one.name))), one.pattern.converters))
        else:
            within = (*space, one.namespace) if one.namespace else space
            found += [(name, one.pattern.converters | more) for name, more in addresses(one, within)]
    return found


def test_no_address_takes_a_number():
    found = addresses(get_resolver("tests.app.demo_urls"))
    assert len(found) > 200
    counted = {name for name, converters in found if any(isinstance(c, IntConverter) for c in converters.values())}
    others = {name for name in counted if any(name.startswith(prefix) for prefix in BY_RULE)}
    assert counted - others == COUNTED


def test_the_world_is_numbered_as_the_pages_are_searched(world):
    """Without this the search could find nothing for want of anything to find."""
    there = [*world.users.values(), world.things["here"], world.things["ours"], world.things["attendance"]]
    assert all(FIRST <= one.pk < FIRST + 10_000 for one in there)
    page = " ".join(f'<a href="/people/{one.pk}/">' for one in there)
    assert len(numbers_in(Seen("200", 200, page, {}))) == len(there)
