"""Where the address of a structure that was merged leads (docs/merging.md)."""

from django.db import transaction

from structures.models import Structure
from structures.selectors.people import structure_place


@transaction.atomic
def kept_slug(*, user, slug: str) -> str:
    """The slug of the structure that took that one over, for its members; empty for anybody else. Needs `as_person`."""
    found = Structure.objects.filter(slug=slug, merged_into__isnull=False).select_related("merged_into").first()
    while found and found.merged_into:
        found = found.merged_into
    return found.slug if found and structure_place(user=user, slug=found.slug) else ""
