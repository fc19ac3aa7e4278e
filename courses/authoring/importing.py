"""Questions of other systems into a draft: the file is kept, looked at, and what is ticked becomes exercises.

`courses.exchange` reads the file (docs/exchange.md); here is decided what of it has a place in this module.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import DomainError
from common.shrinking import PictureError, Small, made_small
from common.wall import across_structures
from courses.authoring import media, services
from courses.authoring.changing import MOST, next_id, put_in_step
from courses.authoring.media_forms import PICTURE_WORDS
from courses.authoring.models import QuestionUpload
from courses.authoring.trees import as_yaml
from courses.exchange.exercises import FALSE, TRUE, Exercise, to_exercise
from courses.exchange.questions import Question, Reading
from courses.exchange.reading import read
from courses.exchange.words import sentence
from courses.learning.content import document_of
from courses.learning.enums import EXERCISE_TYPES, StepName
from courses.learning.models import Module
from courses.learning.selectors import version_in_hand
from courses.learning.services import new_draft
from courses.media.services import keep
from exercises.documents import Files
from exercises.texts import LANGUAGES

KEPT = dt.timedelta(days=1)
FORMATS = {"moodle": "Moodle XML", "gift": "GIFT", "qti": "QTI", "h5p": "H5P"}
NOT_DESCRIBED = gettext_lazy("The picture has no description. Write it before the module is published.")
NOT_IN_THE_CHECK = gettext_lazy("An answer that is written can’t be checked: it has no place in the five questions.")


@dataclass(slots=True)
class Row:
    """A question of the file that can be taken. `taken`: the id of the exercise that it became already."""

    index: int
    question: Question
    type: str
    notes: list[str]
    taken: str
    options: list[tuple[str, bool, int]]  # label, right, rating
    chosen: bool = False  # ticked
    picture: Small | None = None  # of a hotspot, as it would be kept


@dataclass(frozen=True, slots=True)
class Out:
    """A question that stays out: its name, its type in the file, and the reason."""

    name: str
    type: str
    reason: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """A file against its module. `room`: how many exercises the module can still take."""

    reading: Reading
    format: str
    rows: list[Row]
    out: list[Out]
    room: int

    @property
    def fits(self) -> bool:
        return sum(not row.taken for row in self.rows) <= self.room

    @property
    def ticked(self) -> list[int]:
        return [row.index for row in self.rows if row.chosen]

    @property
    def notes(self) -> list[str]:
        """On the whole file."""
        return [sentence(one) for one in self.reading.notes]


def keep_upload(*, module: Module, user, name: str, content: bytes, language: str, step: str) -> QuestionUpload:
    """Keep the file for a day, under the person who sent it; what she sent before for this module goes."""
    QuestionUpload.objects.filter(user=user, module=module).delete()
    with across_structures("files of questions that are a day old go, whoever sent them"):
        QuestionUpload.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return QuestionUpload.objects.create(
        user=user, module=module, name=name[:200], content=content, language=language, step=step
    )


def analyse(upload: QuestionUpload) -> Analysis:
    """What the file would bring; nothing is written. ExchangeError for a file that can't be read."""
    reading = read(upload.name, bytes(upload.content))
    version = version_in_hand(upload.module)
    there = document_of(version)["exercises"] if version else {}
    rows, out = [], [Out(one.name, one.type, sentence(one.note)) for one in reading.left]
    for index, question in enumerate(reading.questions):
        kind = str(EXERCISE_TYPES[question.kind])
        try:
            reason, picture = _no_place(question, upload.step), _picture(question)
        except PictureError as error:
            reason = str(PICTURE_WORDS[error.code])
        if reason:
            out.append(Out(question.name, kind, reason))
            continue
        key = upload.taken.get(str(index), "")
        notes, options = [sentence(one) for one in question.notes], _options(question, upload.language)
        if question.picture and not question.picture.alt:
            notes.append(str(NOT_DESCRIBED))
        rows.append(Row(index, question, kind, notes, key if key in there else "", options, picture=picture))
    found = Analysis(reading, FORMATS[reading.format], rows, out, max(0, MOST - len(there)))
    for row in rows:  # all of a file that fits, until somebody chooses
        row.chosen = found.fits and not row.taken if upload.ticked is None else row.index in upload.ticked
    return found


def tick(*, upload: QuestionUpload, found: Analysis, shown: Collection[Row], chosen: Collection[str]) -> None:
    """Of the rows shown, keep what is chosen (places in the file); what stands on other pages stays as it is."""
    here = {row.index for row in shown}
    ticked = {row.index for row in shown if str(row.index) in chosen} | (set(found.ticked) - here)
    upload.ticked = sorted(ticked)
    upload.save(update_fields=["ticked"])


def _options(question: Question, language: str) -> list[tuple[str, bool, int]]:
    words = {"true": TRUE[language], "false": FALSE[language]}
    return [(words.get(one.label, one.label), one.right, one.rating) for one in question.options]


def _no_place(question: Question, step: str) -> str:
    if step == StepName.CHECK and question.kind == "case" and not question.options:
        return str(NOT_IN_THE_CHECK)
    return ""


def _picture(question: Question) -> Small | None:
    """The picture as a phone gets it. PictureError when it can't be kept."""
    return _small(question.picture.name, question.picture.content) if question.picture else None


@lru_cache(maxsize=32)
def _small(name: str, content: bytes) -> Small:
    return made_small(name, content)


@transaction.atomic
def bring_in(*, upload: QuestionUpload, by) -> list[str]:
    """The ticked questions at the end of the step in the draft, which is begun if need be.

    The ids of the exercises. DomainError when nothing is ticked, the module is full, or the draft can't be written in.
    """
    upload = QuestionUpload.objects.select_for_update(of=("self",)).select_related("module").get(pk=upload.pk)
    wanted = [row for row in analyse(upload).rows if row.chosen and not row.taken]
    if not wanted:
        raise DomainError(_("Tick at least one question."))
    draft, made = new_draft(module=upload.module, by=by), {}
    with services.held(draft) as before:
        files = before
        for row in wanted:
            key = made[str(row.index)] = next_id(draft, files)
            name = f"exercises/{key.partition('-')[2]}-{row.question.kind}.yaml"
            exercise = _for_step(to_exercise(row.question, key=key, language=upload.language), upload.step)
            if row.picture:
                files = _with_picture(files, exercise, row)
            files = {**put_in_step(files, key, upload.step), name: as_yaml(exercise)}
        services.keep(version=draft, files=files, by=by, apart=True)
    upload.taken, upload.ticked = upload.taken | made, []
    upload.save(update_fields=["taken", "ticked"])
    return list(made.values())


def _with_picture(files: Files, exercise: Exercise, row: Row) -> Files:
    """The picture among those of the module, under its name there, which the exercise gets."""
    assert row.picture and row.question.picture
    tree, picture = media.tree_of(files), exercise["picture"]
    stem = row.question.picture.name.rpartition(".")[0]
    picture["file"] = media.put_in(tree, keep(stem=stem, found=row.picture), picture["alt"])
    return media.with_media(files, tree)


def _for_step(exercise: Exercise, step: str) -> Exercise:
    """As that step has them: the check gives no hints, nor does a situation to weigh anywhere; that one has words
    on each answer, missing if need be.
    """
    check = step == StepName.CHECK
    found = {**exercise, "mode": "assessment" if check else "practice"}
    if check or exercise["type"] == "case":
        found.pop("hints", None)
    if exercise["type"] == "case" and "options" in exercise:
        missing = dict.fromkeys(LANGUAGES)
        found["options"] = [{**one, "text": one.get("text", missing)} for one in exercise["options"]]
    return found
