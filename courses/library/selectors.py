"""Reads of the library: what stands beside a resource or a module, what a person keeps, what waits for a curator."""

from typing import Any

from django.db.models import Q, QuerySet

from courses.library.enums import Audience
from courses.library.models import Collection, Favourite, OutdatedReport, Resource, Share
from learners.models import Learner


def beside(resource: Resource, limit: int = 4) -> list[Resource]:
    """Others on the same themes in the same language."""
    others = Resource.objects.published().filter(language=resource.language).exclude(pk=resource.pk)
    return list(others.filter(themes__overlap=resource.themes).order_by("-changed_at", "pk")[:limit])


def translations(resource: Resource) -> list[Resource]:
    """The same in other languages: what ships under the same code."""
    if not resource.code:
        return []
    return list(Resource.objects.published().filter(code=resource.code).exclude(pk=resource.pk).order_by("language"))


def in_other_languages(resources: list[Resource]) -> dict[str, list[Resource]]:
    """Code -> the published resources of that code, by language: one query for a page of cards."""
    found: dict[str, list[Resource]] = {one.code: [] for one in resources if one.code}
    same = Resource.objects.published().filter(code__in=found).order_by("language")
    for one in same.only("pk", "code", "language", "title"):
        found[one.code].append(one)
    return found


def for_module(*, code: str, audience: Audience, language: str, limit: int = 6) -> list[Resource]:
    """What stands beside a module, for helpers or for learners, in that language."""
    found = Resource.objects.published().filter(modules__contains=[code], language=language)
    return list(found.filter(audience__contains=[audience]).order_by("kind", "title", "pk")[:limit])


def readable(*, pk: Any, curator: bool) -> Resource | None:
    """A published resource; a curator reads drafts too."""
    found = Resource.objects.all() if curator else Resource.objects.published()
    return found.filter(pk=pk).select_related("file").defer("file__content").first()


def written(*, pk: Any) -> Resource | None:
    """Any resource, for who writes it; its file without what it holds."""
    return readable(pk=pk, curator=True)


def version_of(resource: Resource) -> str:
    """Changes with each writing of it."""
    return resource.changed_at.isoformat()


def favourites(*, user) -> QuerySet[Resource]:
    """What the person keeps at hand, the latest first."""
    kept = Favourite.objects.filter(user=user)
    return Resource.objects.published().filter(pk__in=kept.values("resource")).order_by("title", "pk")


def is_favourite(*, user, resource: Resource) -> bool:
    return Favourite.objects.filter(user=user, resource=resource).exists()


def collections_of(*, user) -> QuerySet[Collection]:
    return Collection.objects.filter(owner=user)


def changeable(*, pk: Any, user, curator: bool) -> Collection | None:
    """A collection that this person may change: her own; for a curator also a shown one that has no owner any more."""
    left = Q(owner=None, shown=True) if curator else Q(pk=None)
    return Collection.objects.filter(Q(owner=user) | left, pk=pk).first()


def shown_collections(language: str) -> list[Collection]:
    """Those of the front page, in the reader's language first."""
    found = Collection.objects.filter(shown=True)
    return sorted(found, key=lambda one: (one.language != language, one.title))


def collection(*, pk: Any, user) -> Collection | None:
    """A collection that this person may read: her own, or one that is shown."""
    mine = Q(owner=user) if user.is_authenticated else Q(pk=None)
    return Collection.objects.filter(Q(shown=True) | mine, pk=pk).first()


def in_collection(one: Collection) -> list[Resource]:
    items = one.items.select_related("resource")
    return [item.resource for item in items if item.resource.status == "published"]


def shared_with(*, learner: Learner) -> list[Share]:
    """What her helpers gave her and have not taken back, the latest first."""
    found = Share.objects.filter(learner=learner, ended_at=None, resource__status="published")
    return list(found.select_related("resource").defer("resource__search", "resource__words")[:20])


def open_reports() -> QuerySet[OutdatedReport]:
    """What waits for a curator, the oldest first."""
    return OutdatedReport.objects.filter(settled_at=None).select_related("resource", "by").order_by("at", "pk")


def waiting_shipped() -> QuerySet[Resource]:
    """What a curator corrected, while another version of it ships by now."""
    return Resource.objects.filter(newer_ships=True).order_by("code", "language")


def drafts() -> QuerySet[Resource]:
    return Resource.objects.exclude(status="published").order_by("-changed_at", "pk")


def published() -> QuerySet[Resource]:
    """What everybody sees, by title, for the curators' desk."""
    return Resource.objects.published().defer("body", "search", "words").order_by("title", "language", "pk")
