"""The two sheets of a module, localised for a page or for paper: the facilitator's and the learner's memo."""

from typing import Any

from accounts.models import User
from common import jobs
from common.languages import LANGUAGES, page_language
from common.models import Job
from courses.learning import content
from courses.learning.credits import credit_of
from courses.learning.models import Module, ModuleVersion
from learners.qr import qr_path


def facilitator_sheet(version: ModuleVersion, language: str, country: str, address: str = "") -> dict[str, Any]:
    """What the facilitator's template needs: objectives, plan, variants, pitfalls, words."""
    sheet = content.part_of(version, "facilitator", language, country)
    spoken = content.document_of(version)["facilitator"]["vocabulary"]
    sheet = sheet | {"plan": _timed(sheet["plan"])}
    facts = {"version": version, "sheet": sheet, "words": spoken, "credit": credit_of(version.module)}
    return facts | {"languages": LANGUAGES, "address": address}


def _timed(plan: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The plan with the time at which each step begins, from 0:00."""
    starts = [sum(one["minutes"] for one in plan[:index]) for index in range(len(plan))]
    return [{**one, "from": f"{start // 60}:{start % 60:02}"} for one, start in zip(plan, starts, strict=True)]


def memo_sheet(version: ModuleVersion, language: str, country: str, address: str = "") -> dict[str, Any]:
    """What the memo's template needs: the steps, the box, what to write by hand, and a QR to the learner's sign-in."""
    memo = content.part_of(version, "memo", language, country)
    facts = {"version": version, "memo": memo, "credit": credit_of(version.module)}
    return facts | {"qr": qr_path(address) if address else None, "address": address}


SHEETS = {"facilitator": facilitator_sheet, "memo": memo_sheet}


def ask_for_pdf(
    *, user: User, module: Module, version: ModuleVersion, name: str, country: str, back: str, title: str, **where: Any
) -> Job:
    """The job that prints one of the SHEETS in the language of the page.

    `title`: with %(title)s in it; `back`: where the job's page leads; `where`: `place` of a structure, and what else
    the job is given of it (`structure_id`; `address` of its learners' sign-in).
    """
    place, address = where.pop("place", ""), where.pop("address", "")
    return jobs.enqueue(
        kind="courses.print_sheet",
        title=title % {"title": module.title},
        user=user,
        language=page_language(),
        place=place,
        back=back,
        key=f"{name}:{version.pk}:{page_language()}:{country}",
        args={"version_id": version.pk, "sheet": name, "country": country, "address": address} | where,
    )
