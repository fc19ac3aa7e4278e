"""The path of a helper: a common core, then the variant of her sector (docs/training.md)."""

from django.utils.translation import gettext as _

from community.events.models import Sector
from courses.learning.enums import StepName

CORE = ("A01", "A02", "A03", "A04")
VARIANT = {
    Sector.WORK: "A05",
    Sector.BANKING: "A06",
    Sector.SOCIAL: "A07",
    Sector.EDUCATION: "A07",
    Sector.HEALTH: "A08",
    Sector.SENIORS: "A08",
}
CODE_LENGTH = 12  # signs of an attestation's code, 5 bits each


def codes_of(sector: str) -> tuple[str, ...]:
    """The modules of that sector's path, in order; the common core alone without a sector."""
    variant = VARIANT.get(Sector(sector)) if sector else None
    return (*CORE, variant) if variant else CORE


def step_label(name: str) -> str:
    """A step in a helper's words: the last one leads into her structure."""
    return _("In my structure") if name == StepName.BRIDGE else str(StepName(name).label)
