"""The two sheets of a module, localised for a page or for paper: the facilitator's and the learner's memo."""

from typing import Any

from common.languages import LANGUAGES
from courses.learning import content
from courses.learning.models import ModuleVersion
from learners.qr import qr_path


def facilitator_sheet(version: ModuleVersion, language: str, country: str, address: str = "") -> dict[str, Any]:
    """What the facilitator's template needs: objectives, plan, variants, pitfalls, words."""
    sheet = content.part_of(version, "facilitator", language, country)
    spoken = content.document_of(version)["facilitator"]["vocabulary"]
    return {"version": version, "sheet": sheet, "words": spoken, "languages": LANGUAGES, "address": address}


def memo_sheet(version: ModuleVersion, language: str, country: str, address: str = "") -> dict[str, Any]:
    """What the memo's template needs: the steps, the box, what to write by hand, and a QR to the learner's sign-in."""
    memo = content.part_of(version, "memo", language, country)
    return {"version": version, "memo": memo, "qr": qr_path(address) if address else None, "address": address}
