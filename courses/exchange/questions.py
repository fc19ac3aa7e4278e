"""What all formats are read into and written from: a question in one language, and what was lost on the way."""

from dataclasses import dataclass, field
from typing import Literal

MOST_QUESTIONS = 2000  # of one file, what is left out included
Kind = Literal["choice", "multiple", "order", "match", "fill", "hotspot", "case"]


class ExchangeError(Exception):
    """The file as a whole can't be read, or is refused. `code` is a line of `words.REFUSALS`."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(code)
        self.code = code
        self.detail = detail[:200]


@dataclass(frozen=True, slots=True)
class Note:
    """What was simplified, or why something was left out: a code of `words.NOTES`, and a word of the file."""

    code: str
    detail: str = ""


class LeftOut(Exception):
    """Raised by a reader or a writer: this question has no place there."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(code)
        self.note = Note(code, detail)


@dataclass(slots=True)
class Option:
    """One thing to choose, to put in order (in the right order), or to touch.

    `text`: what to say when it was chosen. `rating`: 0 to 3, of a case. `at`: x, y, width and height
    in whole percent of the picture, of a hotspot.
    """

    label: str
    right: bool = False
    text: str = ""
    rating: int = 0
    at: tuple[int, int, int, int] | None = None


@dataclass(slots=True)
class Blank:
    """One field: its label, and every answer that is right. `exact`: case and accents count."""

    label: str
    answers: list[str]
    exact: bool = False


@dataclass(slots=True)
class Picture:
    """The picture of a hotspot: a name without a path, its bytes, its size in pixels, its description if it has one."""

    name: str
    content: bytes
    width: int = 0
    height: int = 0
    alt: str = ""


@dataclass(slots=True)
class Question:
    """A question in one language. Which fields are used depends on `kind` (docs/exchange.md)."""

    kind: Kind
    name: str
    prompt: str
    options: list[Option] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)  # right sides of a match that belong to nothing
    blanks: list[Blank] = field(default_factory=list)
    picture: Picture | None = None
    success: str = ""
    retry: str = ""
    expert: str = ""  # of a case that is written: what an expert says
    hints: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Left:
    """A question that was left out: its name, its type in its own format, and why."""

    name: str
    type: str
    note: Note


@dataclass(slots=True)
class Reading:
    """A file as it was read: what maps, what doesn't, and what is to be known of the whole file.

    `language` is "" when the file doesn't say.
    """

    format: str
    title: str = ""
    language: str = ""
    questions: list[Question] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def take(self, question: Question) -> None:
        """One that has a place here. ExchangeError when it is one too many."""
        self._count()
        self.questions.append(question)

    def leave(self, left: Left) -> None:
        """One that has none. ExchangeError when it is one too many."""
        self._count()
        self.left.append(left)

    def _count(self) -> None:
        if len(self.questions) + len(self.left) >= MOST_QUESTIONS:
            raise ExchangeError("too_many_questions", str(MOST_QUESTIONS))
