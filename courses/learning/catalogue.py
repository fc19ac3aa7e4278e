"""Which modules can be given where: the house's, as the portal of the place shows them, and a structure's own copies.

`published_modules` is the one way to the catalogue: whoever offers modules (a helper's pages, what is proposed to a
learner, helpers' own training, another system) asks it for whom.
"""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from courses.learning.enums import Audience
from courses.learning.models import Module, ModuleVersion, PortalCatalogue, PortalModule
from portals.voices import portal_speaking_for
from structures.models import Portal, Structure

HOUSE = Q(structure=None)


def published_modules(
    audience: Audience = Audience.LEARNER, *, at: Structure | Portal | None = None
) -> QuerySet[Module]:
    """What can be given there today, in the order of its portal. One query.

    `at` a structure: what its portal shows, and its own copies (the wall is open); a portal: what it shows; None: all
    that the house has.
    """
    found = Module.objects.filter(published__isnull=False, audience=audience)
    found = found.select_related("published").defer(*ModuleVersion.heavy("published__"))
    portal = portal_speaking_for(at) if at else None
    own = Q(structure=at) if isinstance(at, Structure) else Q(pk__in=())
    if portal is None:
        return found.filter(HOUSE | own)
    return as_shown(found, portal).filter(HOUSE & Q(shown_here=True) | own)


def as_shown(modules: QuerySet[Module], portal: Portal) -> QuerySet[Module]:
    """In the portal's order, each with what it says: `shown_here`, and `place_here` (None: after the others)."""
    said = PortalModule.objects.filter(portal=portal.pk, module=_origin())
    shown = Coalesce(Subquery(said.values("shown")[:1]), others_shown(portal), Value(True))
    found = modules.annotate(shown_here=shown, place_here=Subquery(said.values("place")[:1]))
    return found.order_by(F("place_here").asc(nulls_last=True), "code")


def _origin() -> Coalesce:
    """What the portal's word is about: the module itself; a copy stands beside its origin."""
    return Coalesce(OuterRef("copied_from__module_id"), OuterRef("pk"))


def others_shown(portal: Portal) -> Subquery:
    """Whether that portal shows what it says nothing about; NULL when it never chose."""
    return Subquery(PortalCatalogue.objects.filter(portal=portal.pk).values("others_shown")[:1])


def choice_of(portal: Portal) -> QuerySet[Module]:
    """Every published module of the house, for helpers too, with what the portal says of it."""
    found = Module.objects.filter(HOUSE, published__isnull=False)
    return as_shown(found, portal)


def own_modules(structure: Structure) -> QuerySet[Module]:
    """The structure's copies, published or not; those put away are left out."""
    found = Module.objects.filter(structure=structure, put_away_at=None)
    versions = ("published", "copied_from", "copied_from__module__published", "seen")
    heavy = [column for name in versions for column in ModuleVersion.heavy(f"{name}__")]
    return found.select_related(*versions).defer(*heavy)


def own_first(modules: QuerySet[Module] | list[Module]) -> list[Module]:
    """One of each family, in the order given: a structure's own copy takes the place of its origin."""
    chosen: dict[str, Module] = {}
    for module in modules:
        known = chosen.get(module.family)
        if known is None or (module.own and not known.own):
            chosen[module.family] = module
    return list(chosen.values())
