"""One page of play: an exercise as it is drawn, before and after a form was sent. Stores nothing.

The form carries all that a sitting needs: `key` (of the answer that will be stored), `log` (of a simulator), `errs`
(mistakes so far in this sitting: detours, buttons used too early, earlier attempts, calls for help).
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from exercises import grade_bundle, highlight, hint_for, still_to_do
from exercises.grading import Outcome
from exercises.hints import TOGETHER_AFTER
from exercises.turns import Turn, answer_in, begin, read_log, shown_options, take, verdict

MAX_ERRORS = 99
MAX_MARKS = 6_000  # characters of a form's field


@dataclass
class Page:
    """What the template draws. `verdict` is None while the exercise goes on; then `value` is the answer to store."""

    bundle: dict[str, Any]
    key: str
    errors: int = 0
    turn: Turn | None = None
    options: list[dict[str, Any]] = field(default_factory=list)
    given: Any = None
    notes: list[str] = field(default_factory=list)
    hint: dict[str, Any] | None = None
    frame: dict[str, Any] = field(default_factory=dict)
    verdict: dict[str, Any] | None = None
    value: Any = None
    outcome: Outcome | None = None
    marks: list[int | str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.bundle.get("child") or self.bundle["type"]

    @property
    def simulator(self) -> bool:
        return "actions" in self.bundle

    @property
    def practice(self) -> bool:
        return self.bundle["mode"] == "practice"

    @property
    def helped(self) -> bool:
        """A hint was shown, so this attempt isn't one without help."""
        return self.practice and self.errors > 0 and bool(self.bundle.get("hints"))

    @property
    def again(self) -> bool:
        """It may be tried again: not after a case, where the expert's words were read."""
        wrong = self.verdict is not None and self.verdict["kind"] != "success"
        return wrong and self.practice and self.kind != "case"

    @property
    def together(self) -> bool:
        """Three errors: it is done together, and of an order each tap is drawn by the server."""
        return not self.over and self.hint is not None and self.hint["together"]

    @property
    def over(self) -> bool:
        return self.verdict is not None

    @property
    def tried(self) -> bool:
        """A question was answered, not rightly, and may be tried again: the answer stays in sight."""
        return self.again and not self.simulator

    @property
    def trail(self) -> list[Any] | None:
        """What happened on the way, as a phone tells it (courses/learning/trails.py): without times."""
        return [self.turn.log, *self.marks] if self.turn else None

    @property
    def marks_text(self) -> str:
        return json.dumps(self.marks)

    @property
    def check(self) -> bool:
        """It can be answered again where it stands; after three errors it is done together, from the start."""
        return self.tried and self.errors + 1 < TOGETHER_AFTER

    @property
    def form_key(self) -> str:
        """The key of the answer that this page's form sends: another one, once this answer is stored."""
        return str(uuid.uuid4()) if self.over else self.key

    @property
    def lefts(self) -> list[dict[str, Any]]:
        """What has a field of its own: the left sides to match, the boxes to fill; each with what was `given`."""
        given = self.given if isinstance(self.given, dict) else {}
        sides = self.bundle["left"] if self.kind == "match" else self.bundle.get("parts", [])
        wanted = self.frame.get("all", {})
        return [{**side, "given": given.get(side["id"], ""), "wanted": wanted.get(side["id"], "")} for side in sides]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a question's form should still hold when it is tried again: names and values."""
        if self.kind == "order" and self.given:
            return [("order", " ".join(self.given))]
        prefix = "m." if self.kind == "match" else "f."
        return [(prefix + key, value) for key, value in self.given.items()] if isinstance(self.given, dict) else []


def opened(bundle: dict[str, Any], errors: int = 0) -> Page:
    """The exercise as it is first shown, or shown again after `errors` mistakes."""
    page = Page(bundle, str(uuid.uuid4()), errors=errors)
    if page.simulator:
        page.turn = begin(bundle)
    else:
        page.options = shown_options(bundle)
    _help(page)
    return page


def sent(bundle: dict[str, Any], posted: Mapping[str, Any], many: list[str]) -> Page:
    """The exercise after a form. ExerciseError when the form doesn't fit it."""
    do, errors = posted.get("do", ""), _number(posted.get("errs"))
    if posted.get("again") or do == "again":
        return _again(bundle, errors, posted, many)
    page = Page(bundle, _key(posted.get("key")), errors=errors)
    if page.simulator:
        _play(page, posted, do)
    else:
        _answer(page, posted, many, do)
    if page.over:
        _review(page)
    else:
        _help(page)
    return page


def _again(bundle: dict[str, Any], errors: int, posted: Mapping[str, Any], many: list[str]) -> Page:
    """From the start; of a question, what was answered is still there."""
    page = opened(bundle, errors)
    if not page.simulator:
        _take_answer(page, posted, many)
        _help(page)
    return page


def _play(page: Page, posted: Mapping[str, Any], do: str) -> None:
    log = read_log(posted.get("log", ""))
    before = grade_bundle(page.bundle, log)
    page.turn = take(page.bundle, posted)
    outcome = page.turn.outcome
    page.marks = [*marks_of(posted.get("marks", "")), *[0] * (len(page.turn.log) - len(before.path))]
    if page.turn.refused:
        page.marks.append(do.removeprefix("a.").partition(":")[0])
    if do == "skip":
        _end(page, None)
    elif outcome.ended:
        _end(page, page.turn.log)
    else:
        slips = page.bundle.get("slips", [])
        page.notes = [slips[index]["text"] for index in page.turn.slips if isinstance(index, int)]
        if page.turn.refused:
            page.notes.append(_("Something is still missing."))
        page.errors += outcome.slips - before.slips + int(page.turn.refused) + int(do == "help")


def _answer(page: Page, posted: Mapping[str, Any], many: list[str], do: str) -> None:
    _take_answer(page, posted, many)
    if do == "skip":
        _end(page, None)
    elif do == "answer" and page.given is None:
        typed = page.kind in ("fill", "keyboard") or page.bundle.get("write")
        page.notes = [_("Type an answer first.") if typed else _("Choose an answer first.")]
    elif do == "answer":
        _end(page, page.given)
    elif do == "help":
        page.errors += 1


def _take_answer(page: Page, posted: Mapping[str, Any], many: list[str]) -> None:
    page.options = shown_options(page.bundle)
    page.given = answer_in(page.bundle, posted, many)
    if page.kind == "order" and page.given:
        by_id = {option["id"]: option for option in page.options}
        if sorted(page.given) == sorted(by_id):
            page.options = [by_id[one] for one in page.given]


def _end(page: Page, value: Any) -> None:
    page.outcome = grade_bundle(page.bundle, value)
    page.value = value
    page.verdict = verdict(page.bundle, page.outcome, value)


def _help(page: Page) -> None:
    """The hint that these errors call for, and what it frames."""
    if not page.practice:
        return
    page.hint = hint_for(page.bundle, page.errors)
    if page.hint is None:
        return
    page.marks.append(-page.errors)
    so_far = page.turn.log if page.turn else page.given
    page.frame = highlight(page.bundle, so_far, page.hint["highlight"]) or {}
    if page.together and not page.simulator:
        if page.kind == "order":
            so_far = [option["id"] for option in page.options]
        wanted = still_to_do(page.bundle, so_far)
        page.frame = {"all": wanted, "up": next(iter(wanted), "") if page.kind == "order" else ""}


def _review(page: Page) -> None:
    """After a wrong answer to a question: it stays in sight with the hint, its first wrong part framed."""
    if page.tried:
        page.hint = hint_for(page.bundle, page.errors + 1)
        if page.outcome and page.outcome.slip_texts:
            page.frame = {"option": page.outcome.slip_texts[0]}


def _key(text: str | None) -> str:
    try:
        return str(uuid.UUID(text or ""))
    except ValueError:
        return str(uuid.uuid4())


def marks_of(text: str) -> list[int | str]:
    """The marks that a form carried; none when they can't be read."""
    try:
        found = json.loads(text) if 0 < len(text) <= MAX_MARKS else []
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) and all(type(one) in (int, str) for one in found) else []


def _number(text: str | None) -> int:
    return min(int(text), MAX_ERRORS) if text and text.isascii() and text.isdigit() else 0
