"""Where the address of a structure that was merged leads (docs/merging.md)."""

from django.db import transaction

from structures.models import Structure
from structures.selectors.people import structure_place


@transaction.atomic
def kept_slug(*, user, slug: str) -> str:
    """The slug of the structure that took that one over, for its members; empty for anybody else. Needs `as_person`."""
    found = Structure.objects.filter(slug=slug, merged_into__isnull=False).select_related("merged_into").first()
    slug = kept(found).slug if found else ""
    return slug if found and structure_place(user=user, slug=slug) else ""


def kept(structure: Structure) -> Structure:
    """The structure that took that one over at last, or itself."""
    while structure.merged_into:
        structure = structure.merged_into
    return structure
