"""The typed rows of a pack as the count takes them, without a database."""

from reporting.counting import facts


def facts_of(pack):
    """The typed rows of a pack, as the count takes them."""
    project = pack.project
    return facts.ProjectFacts(
        project=facts.Project(
            project.code,
            project.name,
            project.start,
            project.end,
            project.period_months,
            project.zone,
            project.held_against_target,
            project.target_scope,
            project.grace_days,
        ),
        partners=[
            facts.PartnerState(
                row.code, row.since, row.name, row.role, row.side, row.country, row.postcode, row.territorial_default
            )
            for row in pack.partners
        ],
        structures=[
            facts.StructureState(row.id, row.since, row.country, row.postcode, row.operator, row.status)
            for row in pack.structures
        ],
        people=[
            facts.Person(row.id, row.structure, row.kind, row.confirmed_at, row.invited_by, row.objects_to_statistics)
            for row in pack.people
        ],
        merges=[facts.Merge(row.kept, row.merged) for row in pack.merges],
        actions=[
            facts.Action(
                row.id,
                row.kind,
                row.operator,
                row.starts_at,
                row.status,
                row.core,
                row.dates,
                row.country,
                row.postcode,
                row.online,
                row.audience,
                row.evidence,
            )
            for row in pack.actions
        ],
        attendances=[
            facts.Attendance(row.action, row.person, row.status, row.validated_at is not None)
            for row in pack.attendances
        ],
        accompaniments=[
            facts.Accompaniment(
                row.id,
                row.structure,
                row.person,
                row.date,
                row.learners,
                row.anonymous,
                row.country,
                row.postcode,
                row.status,
                row.mode,
                row.minutes,
            )
            for row in pack.accompaniments
        ],
        activity=[facts.Activity(row.user, row.structure, row.at) for row in pack.activity],
        coefficients=[facts.Coefficient(row.version, row.since, row.value) for row in pack.coefficients],
        newsletters=[facts.Newsletter(row.operator, row.on, row.readers) for row in pack.newsletters],
        press=[facts.Press(row.on, row.medium, row.title, row.url, row.kind, row.operator) for row in pack.press],
        contents=[facts.Content(row.id, row.published_on, row.operator) for row in pack.content],
        diagnostics=[facts.Diagnostic(row.id, row.structure, row.completed_at) for row in pack.diagnostics],
        targets=[facts.Target(row.indicator, row.partner, row.value) for row in pack.targets],
    )
