"""The address of a structure, made of its name."""

from collections.abc import Collection

from django.utils.text import slugify

LONGEST = 70


def free_slug(name: str, taken: Collection[str]) -> str:
    """The name as an address, with a number behind where it is taken; "place" for a name without a letter."""
    base = slugify(name)[:LONGEST] or "place"
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
