"""A report ready to be shown: the page, the PDF and the spreadsheets all take it from here."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common.wall import across_structures
from reporting import numbers
from reporting.catalogue import catalogue, eu_code, how_all
from reporting.charts import Chart, bars
from reporting.enums import EXCLUSION_REASONS
from reporting.models import RollUp
from reporting.selectors.cells import stored_cells
from reporting.selectors.reports import report_json
from structures.models import Partner, Project

HEADLINE = ("PART_TRAINED", "STRUCT_AFF", "SESSIONS_ZONE")
CHARTED = ("PART_TRAINED", "SESSIONS_ZONE")
HELD = {"declared": "ACCOMP_DECLARED", "estimated": "ACCOMP_ESTIMATED"}


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator, every figure written in the report's language; `data` has them as they are."""

    order: int
    code: str
    eu_code: str
    name: str
    unit: str
    how: str
    period: str
    late: str
    previous: str
    cumulative: str
    target: str
    rate: str
    in_zone: str
    out_of_zone: str
    unknown: str
    other_helpers: str
    sentence: str
    data: dict[str, Any]


class LeftOut(NamedTuple):
    """Rows that a line leaves out for one reason, in the report's language."""

    code: str
    name: str
    reason: str
    rows: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole report in one language."""

    title: str
    subtitle: str
    language: str
    project: Project
    partner: str
    period: int
    head: list[tuple[str, str]]
    lines: list[Line]
    charts: list[Chart]
    partners: list[tuple[str, list[str]]]
    excluded: list[LeftOut]
    how_all: str
    json: dict[str, Any]

    @property
    def headline(self) -> list[Line]:
        """The figures to read first; of the two accompaniment lines, the one held against the target."""
        first = {*HEADLINE, HELD[self.project.held_against_target]}
        return [line for line in self.lines if line.code in first]


def sheet(*, project: Project, period: int, partner: str | None, language: str) -> Sheet:
    """The report of a period, in the language chosen for it. Errors as report_json."""
    with across_structures("a report and its charts add up a project's figures"):
        cells = stored_cells(project=project)
    made = report_json(project=project, period=period, partner=partner, language=language, cells=cells)
    partners = {one.code: one for one in Partner.objects.filter(project=project).prefetch_related("states")}
    whose = partners[partner] if partner else None
    with translation.override(language):
        start, end = (dt.date.fromisoformat(made["period"][key]) for key in ("start", "end"))
        name = _name(whose, end) if whose else _("Consolidated report")
        span = _("%(start)s to %(end)s") % {
            "start": numbers.day(start, language),
            "end": numbers.day(end, language),
        }
        lines = [_line(line, data, language) for line, data in zip(catalogue(), made["lines"], strict=True)]
        names = {line.code: line.name for line in lines}
        return Sheet(
            title=_("Activity report, period %(index)s") % {"index": period},
            subtitle=f"{name} · {span}",
            language=language,
            project=project,
            partner=partner or "",
            period=period,
            head=_head(project, whose, made, span, language),
            lines=lines,
            charts=[bars(cells, code, partner, period, language) for code in CHARTED],
            partners=_partners(partners, made, end, language),
            excluded=[
                LeftOut(
                    row["code"],
                    names.get(row["code"], row["code"]),
                    str(EXCLUSION_REASONS.get(row["reason"], row["reason"])),
                    numbers.number(row["count"], language),
                )
                for row in made["excluded"]
            ],
            how_all=how_all(language),
            json=made,
        )


def _line(indicator, data: dict[str, Any], language: str) -> Line:
    def written(key: str) -> str:
        return numbers.number(data.get(key), language)

    none = _("n/a")
    code = eu_code(indicator.code)
    return Line(
        order=indicator.order,
        code=indicator.code,
        eu_code=code.code if code else "",
        name=data["name"],
        unit=data["unit"],
        how=indicator.how[language],
        period=written("period"),
        late=written("late"),
        previous=written("previous"),
        cumulative=written("cumulative"),
        target=none if data["target"] is None else written("target"),
        rate=numbers.rate(data["rate"], language, none=none),
        in_zone=written("in_zone"),
        out_of_zone=written("out_of_zone"),
        unknown=written("unknown"),
        other_helpers=written("other_helpers") if "other_helpers" in data else "",
        sentence=_sentence(data, language),
        data=data,
    )


def _sentence(data: dict[str, Any], language: str) -> str:
    values = {key: numbers.number(data[key], language) for key in ("period", "previous", "cumulative")}
    values["name"] = data["name"]
    if data["rate"] is None:
        return (
            _("%(name)s: %(cumulative)s, of which %(period)s in the period; previously reported %(previous)s.") % values
        )
    values |= {
        "target": numbers.number(data["target"], language),
        "rate": numbers.rate(data["rate"], language, none=""),
    }
    return (
        _(
            "%(name)s: %(cumulative)s out of %(target)s (%(rate)s), of which %(period)s in the period; "
            "previously reported %(previous)s."
        )
        % values
    )


def _head(project: Project, partner: Partner | None, made: dict, span: str, language: str) -> list[tuple[str, str]]:
    state = RollUp.objects.filter(project=project).first()
    end = dt.date.fromisoformat(made["period"]["end"])
    rows = [
        (_("Project"), f"{project.name} ({project.code})"),
        (_("Programme and number"), " · ".join(part for part in (project.programme, project.number) if part)),
        (_("Partner"), _name(partner, end) if partner else _("all partners (consolidated)")),
        (_("Former name"), _former_name(partner, end) if partner else ""),
        (_("Period"), f"{made['period']['index']}: {span}"),
        (_("Status"), _("draft")),
        (
            _("Cut-off"),
            numbers.moment(dt.datetime.fromisoformat(made["cut_off"]), language, seconds=True) + _(" (Brussels)"),
        ),
        (
            _("Made"),
            numbers.moment(timezone.now(), language)
            + (
                _(", figures of %(at)s") % {"at": numbers.moment(state.ran_at, language)}
                if state and state.ran_at
                else ""
            ),
        ),
        (
            _("Versions"),
            _("zone %(zone)s, catalogue %(catalogue)s, Halte %(software)s")
            % {"zone": made["zone"], "catalogue": made["catalogue"], "software": settings.SOFTWARE_VERSION},
        ),
    ]
    if project.synthetic:
        rows.append((_("Data"), _("synthetic: invented people and an invented split by partner, for demonstration")))
    return [(label, value) for label, value in rows if value]


def _name(partner: Partner, on: dt.date) -> str:
    state = partner.state_on(on)
    return state.name if state else partner.code


def _former_name(partner: Partner, on: dt.date) -> str:
    now = partner.state_on(on)
    former = [s for s in partner.states.all() if now and s.since < now.since and s.name != now.name]
    return former[-1].name if former else ""


def _partners(partners: dict[str, Partner], made: dict, end: dt.date, language: str) -> list[tuple[str, list[str]]]:
    """The consolidated table: a row a partner, then the unattributed, with the period's figure of each line."""
    if "partners" not in made:
        return []
    rows = [(_name(partners[code], end), figures) for code, figures in made["partners"].items()]
    rows.append((_("Unattributed"), made["unattributed"]))
    return [(name, [numbers.number(figures[line.code], language) for line in catalogue()]) for name, figures in rows]
