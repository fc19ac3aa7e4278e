"""Affiliations for the tests: requests that wait, and what became of them."""

import datetime as dt
import re

from django.utils import timezone

from common.wall import across_structures
from structures.enums import AffiliationStatus
from structures.models import (
    Affiliation,
    AffiliationState,
    JournalEntry,
    Project,
)
from tests.app.factories import (
    StructureFactory,
    coordinator_of,
)

TODAY = timezone.localdate


def days(n: int) -> dt.date:
    return TODAY() + dt.timedelta(n)


def asking(project, operator, *, name="Maison du Quai", slug="quai", since=-12, **state):
    """A structure whose request waits, and its affiliation."""
    structure = StructureFactory(
        name=name,
        slug=slug,
        affiliation__project=project,
        affiliation__operator=operator,
        affiliation__status=AffiliationStatus.APPLIED,
        affiliation__since=days(since),
        **{f"state__{key}": value for key, value in state.items()},
    )
    with across_structures("the test's ground"):
        return Affiliation.objects.select_related("structure", "project").get(structure=structure)


def page_of(affiliation, act="") -> str:
    return f"/p/demo/tic/structures/{affiliation.public}/" + (f"{act}/" if act else "")


def states(affiliation) -> list[tuple]:
    with across_structures("the test looks"):
        rows = AffiliationState.objects.filter(affiliation=affiliation).order_by("since")
        return [(row.since, row.status, row.operator and row.operator.code) for row in rows]


def acts(affiliation) -> list[str]:
    with across_structures("the test reads the journal"):
        lines = JournalEntry.objects.filter(object_id=str(affiliation.pk), structure=affiliation.structure)
        return list(lines.order_by("pk").values_list("act", flat=True))


def seen_in(response) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def coordinator(tic):
    """Sophie, who answers for Technofutur TIC."""
    return coordinator_of(tic, email="sophie@partner.example", language="en", first_name="Sophie", last_name="Lambert")


def give_charter(project) -> None:
    """Version 2, in three languages."""
    Project.objects.filter(pk=project.pk).update(
        charter_version=2, charter_fr="Nous accueillons.", charter_nl="We ontvangen.", charter_en="We welcome."
    )
    project.refresh_from_db()
