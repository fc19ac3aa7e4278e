"""What stands for a row outside is random: no address and no form shows a number of a sequence."""

import itertools
import re

import pytest
from django.db import transaction
from django.db.models.fields import AutoFieldMixin
from django.db.models.signals import pre_save
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter

import config.urls  # noqa: F401  (read before a test turns the demo on)
from tests.app import world as worlds
from tests.app.matrix import BY_RULE
from tests.app.matrix import COLUMNS as PERSONAS
from tests.app.probe import GETS, own_address, visit

pytestmark = pytest.mark.django_db

# No row's number: the period of a report, counted from its project's start, as people say it ("period 3").
COUNTED = {"reporting:report", "reporting:file"}
FIRST = 770_000_000  # improbable as anything else
NUMBERED = re.compile(r"(?<![\da-f])77000\d{4}(?![\da-f])")


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.ROOT_URLCONF, settings.DEMO = "tests.app.demo_urls", True


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The world of the hostile tests, whatever a sequence would number numbered from FIRST on."""
    numbers = itertools.count(FIRST)

    def number(sender, instance, raw=False, **kwargs) -> None:
        if instance.pk is None and isinstance(sender._meta.pk, AutoFieldMixin):
            instance.pk = next(numbers)

    with django_db_blocker.unblock(), transaction.atomic():
        pre_save.connect(number)
        try:
            built = worlds.build()
        finally:
            pre_save.disconnect(number)
        yield built
        transaction.set_rollback(True)


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


def numbers_in(seen) -> list[str]:
    """What a page, a file of text or a redirect says of a sequence, with what stands before it."""
    said = f"{seen.headers.get('Location', '')}\n{seen.body}"
    return [said[max(0, found.start() - 60) : found.end()] for found in NUMBERED.finditer(said)]


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_page_shows_a_number_of_a_sequence(world, persona):
    wrong, read = [], 0
    for name in GETS:
        seen = visit(world, persona, "GET", own_address(world, name))
        read += seen.status == 200
        wrong += [f"{name}: {one}" for one in numbers_in(seen)]
    assert read > 10
    assert not wrong, "\n".join(wrong)


def test_the_world_is_numbered_as_the_pages_are_searched(world):
    """Without this the search could find nothing for want of anything to find."""
    there = [*world.users.values(), world.things["here"], world.things["ours"], world.things["attendance"]]
    assert all(FIRST <= one.pk < FIRST + 10_000 for one in there)
    assert len(NUMBERED.findall(" ".join(f'<a href="/people/{one.pk}/">' for one in there))) == len(there)
