"""The public statements say the portal's facts; and no page outside a structure reads a learner's table."""

import re

import pytest
from django.db import connection

import config.urls  # noqa: F401  (read before a test turns the demo on)
from portals.hosts import forget_portals
from privacy import notices
from structures.models import Portal
from tests.app.doors import text, visitor
from tests.app.factories import PortalFactory
from tests.app.probe import GETS, own_address, patterns, visit

pytestmark = pytest.mark.django_db
# The tables of learners and of the help they had, and those in which the roll-up counts both.
OF_LEARNERS = re.compile(
    r"""\b(?:FROM|JOIN)\s+"?((?:learners|assessments|accompaniments)_\w+|courses_(?:answer|assignment)\w*"""
    r"""|reporting_(?:cell|excluded|activity|usagesession|carriedsessions))\b""",
    re.IGNORECASE,
)
# The pages of the report itself: its 18 lines, a figure a partner and a period, which are counted, not masked.
REPORT = {
    "desk:partner_home": {"reporting_cell", "reporting_excluded"},
    "reporting:report": {"reporting_cell", "reporting_excluded"},
}


@pytest.fixture
def portal():
    made = PortalFactory()
    Portal.objects.update(
        controller="Stad Gent", contact_email="vragen@gent.example", dpo_email="dpo@gent.example",
        hosting="Gent, Belgium", country="BE",
    )  # fmt: skip
    forget_portals()
    return made


@pytest.mark.parametrize("page", ["/privacy/", "/privacy/record/"])
def test_the_facts_of_the_portal_stand_on_the_page(portal, page):
    found = text(visitor().get(page))
    for fact in ("Stad Gent", "vragen@gent.example", "dpo@gent.example", "Gent, Belgium"):
        assert fact in found


def test_a_country_names_its_own_authorities_and_none_names_both(portal):
    found = text(visitor().get("/privacy/"))
    assert "APD-GBA" in found
    assert "CNIL" not in found
    assert "Unia" in text(visitor().get("/accessibility/"))
    Portal.objects.update(country="", controller="")
    forget_portals()
    found = text(visitor().get("/privacy/"))
    assert "CNIL" in found
    assert "APD-GBA" in found
    assert "has not filled this in yet" in found


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_record_has_a_line_for_every_table_that_is_declared(portal, language):
    page = visitor(language).get("/privacy/record/").content.decode()
    lines = sum(len(lines) for _title, lines in notices.record())
    assert page.count('<th scope="row">') >= lines


def test_no_page_of_a_partner_or_of_the_public_reads_a_learners_table(world, settings):
    """What leaves a structure is counted by the roll-up (18 lines, docs/privacy.md); anything finer goes through
    common/masking.py, and its address is then named here."""
    settings.ROOT_URLCONF = "tests.app.demo_urls"  # the addresses, not the personas on the front page
    masked: set[str] = set()
    reading = {}
    for name, (_thing, cells) in GETS.items():
        keys = patterns()[name]
        persona = "coordinator" if "partner" in keys else "anonymous"
        if "slug" in keys or cells[persona] != "200" or name in masked or name.startswith(("learners:", "demo:")):
            continue
        seen: list[str] = []

        def look(execute, sql, params, many, context, seen=seen):
            seen += OF_LEARNERS.findall(str(sql))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(look):
            visit(world, persona, "GET", own_address(world, name))
        if seen:
            reading[name] = set(seen)
    assert reading == REPORT, "it reads more than it did, or less"


@pytest.mark.parametrize(
    "table",
    ["learners_learner", "accompaniments_accompaniment", "accompaniments_accompaniedlearner", "courses_answer",
     "assessments_skillscheck", "reporting_cell"],
)  # fmt: skip
def test_the_guard_knows_the_tables_of_learners(table):
    assert OF_LEARNERS.findall(f'SELECT count(*) FROM "{table}" WHERE 1 = 1') == [table]
    assert not OF_LEARNERS.findall('SELECT 1 FROM "structures_structure"')
