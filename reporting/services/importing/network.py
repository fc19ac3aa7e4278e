"""Writing the project, its partners, structures and people."""

from collections.abc import Iterable

from portals.voices import portal_of_country
from reporting.models import Target
from reporting.packs.check import Pack
from reporting.services.importing.merged import Merged, merged_in
from reporting.services.importing.sync import Tally, sync
from structures.models import (
    Affiliation,
    AffiliationState,
    Partner,
    PartnerState,
    Person,
    Portal,
    Project,
    Structure,
    StructureState,
)
from structures.slugs import free_slug


def write_project(pack: Pack, code: str) -> tuple[Project, Tally]:
    """The project of the pack; a later pack may change its settings. A new one joins the first portal."""
    tally = Tally()
    project = Project.objects.filter(code=code).first()
    row = pack.project
    if row is None:
        if project is None:
            raise LookupError(code)
        return project, tally
    names = (
        "programme", "number", "start", "end", "period_months", "zone", "held_against_target", "target_scope",
        "grace_days",
    )  # fmt: skip
    values = {name: getattr(row, name) for name in names}
    if project is None:
        portal, _ = Portal.objects.get_or_create(code="halte", defaults={"name": "Halte"})
        tally.new = 1
        return Project.objects.create(portal=portal, code=code, name_fr=row.name, name_nl=row.name, name_en=row.name,
                                      **values), tally  # fmt: skip
    differing = [name for name, value in values.items() if getattr(project, name) != value]
    renamed = row.name not in {project.name_fr, project.name_nl, project.name_en}
    if differing or renamed:
        for name in differing:
            setattr(project, name, values[name])
        if renamed:
            project.name_fr = project.name_nl = project.name_en = row.name
        project.save()
        tally.changed = 1
    else:
        tally.unchanged = 1
    return project, tally


def write_partners(pack: Pack, project: Project) -> tuple[dict[str, Partner], Tally]:
    """Partners by code, and their dated rows."""
    _, partners = sync(
        model=Partner,
        existing=Partner.objects.filter(project=project),
        key=lambda one: one.code,
        rows=((row.code, {"project": project, "code": row.code}, {}) for row in pack.partners),
    )
    names = ("name", "role", "side", "country", "postcode", "territorial_default")
    tally, _ = sync(
        model=PartnerState,
        existing=PartnerState.objects.filter(partner__project=project).select_related("partner"),
        key=lambda one: (one.partner.code, one.since),
        rows=(
            (
                (row.code, row.since),
                {"partner": partners[row.code], "since": row.since},
                {name: getattr(row, name) for name in names},
            )
            for row in pack.partners
        ),
    )
    return partners, tally  # type: ignore[return-value]


def write_targets(pack: Pack, project: Project, partners: dict[str, Partner]) -> Tally:
    """Targets of partners, and the project's own."""
    tally, _ = sync(
        model=Target,
        existing=Target.objects.filter(project=project).select_related("partner"),
        key=lambda one: (one.indicator, one.partner.code if one.partner else ""),
        rows=(
            (
                (row.indicator, row.partner),
                {"project": project, "indicator": row.indicator, "partner": partners.get(row.partner)},
                {"value": row.value},
            )
            for row in pack.targets
        ),
    )
    return tally


def write_structures(
    pack: Pack, project: Project, partners: dict[str, Partner]
) -> tuple[dict[str, Affiliation], Merged, Tally]:
    """Structures by their code in the project, each affiliated, and their dated rows; each new one on a portal."""
    affiliations = {one.code: one for one in Affiliation.objects.filter(project=project).select_related("structure")}
    fresh: dict[str, Structure] = {}
    portals = {one: portal_of_country(one, project.portal_id) for one in {row.country for row in pack.structures}}
    taken = set(Structure.objects.values_list("slug", flat=True))
    for row in pack.structures:
        if row.id not in affiliations and row.id not in fresh:
            fresh[row.id] = Structure(slug=_slug(row.name, taken), name=row.name, portal=portals[row.country])
    Structure.objects.bulk_create(fresh.values(), batch_size=2_000)
    made = [Affiliation(structure=one, project=project, code=code) for code, one in fresh.items()]
    Affiliation.objects.bulk_create(made, batch_size=2_000)
    affiliations |= {one.code: one for one in made}
    merged = merged_in(affiliations)
    rows = [row for row in pack.structures if row.id not in merged.gone]
    place_tally, places = sync(
        model=StructureState,
        existing=StructureState.objects.filter(structure__affiliations__project=project),
        key=lambda one: (one.structure_id, one.since),
        rows=(
            (
                (affiliations[row.id].structure_id, row.since),
                {"structure": affiliations[row.id].structure, "since": row.since},
                {name: getattr(row, name) for name in ("name", "country", "postcode", "type", "enterprise_number")},
            )
            for row in rows
        ),
    )
    role_tally, _ = sync(
        model=AffiliationState,
        existing=AffiliationState.objects.filter(affiliation__project=project).select_related("operator"),
        key=lambda one: (one.affiliation_id, one.since),
        rows=(
            (
                (affiliations[row.id].pk, row.since),
                {
                    "structure": affiliations[row.id].structure,
                    "affiliation": affiliations[row.id],
                    "since": row.since,
                },
                {"status": row.status, "operator": partners.get(row.operator)},
            )
            for row in rows
        ),
    )
    _rename((affiliations[code].structure for code in {row.id for row in rows}), places.values())
    changed = max(place_tally.changed, role_tally.changed)
    return (
        affiliations | merged.holds,
        merged,
        Tally(place_tally.new, changed, len(pack.structures) - place_tally.new - changed),
    )


def write_people(
    pack: Pack, project: Project, partners: dict[str, Partner], affiliations: dict[str, Affiliation]
) -> tuple[dict[str, Person], Tally]:
    """The helpers by their id in the project."""
    names = (
        "kind", "first_name", "last_name", "email", "language", "confirmed_at", "objects_to_statistics",
    )  # fmt: skip
    tally, people = sync(
        model=Person,
        existing=Person.objects.filter(project=project).select_related("home", "invited_by"),
        key=lambda one: one.code,
        rows=(
            (
                row.id,
                {"project": project, "code": row.id},
                {
                    **{name: getattr(row, name) for name in names},
                    "home": affiliations[row.structure].structure if row.structure else None,
                    "invited_by": partners.get(row.invited_by),
                },
            )
            for row in pack.people
        ),
    )
    return people, tally  # type: ignore[return-value]


def write_merges(pack: Pack, people: dict[str, Person]) -> Tally:
    """Who is the same person as whom; the check has refused circles."""
    tally, changed = Tally(), []
    for row in pack.merges:
        person, kept = people[row.merged], people[row.kept]
        if person.merged_into_id == kept.pk and person.merged_at == row.at:
            tally.unchanged += 1
            continue
        if person.merged_into_id is None:
            tally.new += 1
        else:
            tally.changed += 1
        person.merged_into, person.merged_at = kept, row.at
        changed.append(person)
    if changed:
        Person.objects.bulk_update(changed, ["merged_into", "merged_at"], batch_size=500)
    return tally


def _slug(name: str, taken: set[str]) -> str:
    slug = free_slug(name, taken)
    taken.add(slug)
    return slug


def _rename(structures: Iterable[Structure], states: Iterable[StructureState]) -> None:
    """A structure shows the name of its latest state, from whichever pack that came."""
    latest: dict[int, StructureState] = {}
    for state in states:
        if state.structure_id not in latest or state.since > latest[state.structure_id].since:
            latest[state.structure_id] = state
    renamed = []
    for structure in structures:
        name = latest[structure.pk].name
        if structure.name != name:
            structure.name = name
            renamed.append(structure)
    if renamed:
        Structure.objects.bulk_update(renamed, ["name"], batch_size=500)
