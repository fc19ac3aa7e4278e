"""A list of people to invite, as organisations have it: a CSV of any spreadsheet, read leniently.

No database here: bytes in, rows out. What the rows mean for a structure is services/invitation_lists.py.
"""

import csv
import io
import re
import unicodedata
from dataclasses import asdict, dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.forms import seen_text
from structures.enums import Role

MOST_ROWS = 500
SEPARATORS = ";,\t|"
LONGEST_NAME = 80

# A column by what its header says once accents, capitals and signs are gone: in French, in Dutch, in English.
HEADERS = {
    "email": "email mail courriel emailadres mailadres adresseemail adressemail adresseelectronique emailaddress "
    "adressecourriel epost",
    "first_name": "prenom voornaam firstname givenname",
    "last_name": "nom nomdefamille naam achternaam familienaam lastname surname familyname name",
    "role": "role rol fonction functie",
    "language": "langue taal language",
}
ROLES = {
    Role.AIDANT: "aidant aidante aidantnumerique aidantenumerique begeleider digitalebegeleider helper digitalhelper "
    "mediateur mediatrice",
    Role.REFERENT: "referent referente referentiepersoon",
}
LANGUAGES = {
    "fr": "fr fra francais frans french frbe frfr",
    "nl": "nl nld neerlandais nederlands dutch nlbe flamand vlaams",
    "en": "en eng anglais engels english",
}
READY, HERE, INVITED, WRONG = "ready", "here", "invited", "wrong"


@dataclass(slots=True)
class Row:
    """One person of the file; `line` counts from 1, as a spreadsheet does. `why` is a word of the code."""

    line: int
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    role: str = Role.AIDANT.value
    language: str = ""
    state: str = READY
    why: str = ""
    value: str = ""  # what is wrong, as it was written
    cells: list[str] = field(default_factory=list)

    def as_json(self) -> dict:
        return asdict(self)


def why_in_words(why: str, value: str) -> str:
    """The reason of a row that can't be sent, as a sentence."""
    words = {
        "no_email": _("There is no e-mail address."),
        "bad_email": _("“%(value)s” is not an e-mail address."),
        "twice": _("This address stands on line %(value)s already."),
        "role": _("“%(value)s” is no role here: write aidant or referent, or leave it empty."),
        "language": _("“%(value)s” is no language of Halte: write fr, nl or en, or leave it empty."),
        "long_name": _("This name is longer than 80 characters."),
        "too_late": _("Could not be sent: %(value)s"),
    }
    return words[why] % {"value": value}


def read_people(content: bytes, *, language: str) -> list[Row]:
    """The file's people, each ready or wrong; `language` is for rows that name none.

    Reads UTF-8 with or without a mark, UTF-16 with one, and Windows-1252; any separator that spreadsheets write.
    Raises DomainError (field `file`) where nothing can be read: no text, no column of addresses, over 500 rows.
    """
    text = _text(content)
    lines = _lines(text)
    if not lines:
        raise DomainError(_("There is nobody in this file."), field="file")
    columns, first = _columns(lines[0][1]), 1
    if "email" not in columns:
        columns, first = _without_header(lines[0][1]), 0
    if "email" not in columns:
        raise DomainError(
            _("No column of this file is called “e-mail”. Put the names of the columns on its first line."),
            field="file",
        )
    people = lines[first:]
    if not people:
        raise DomainError(_("There is nobody in this file."), field="file")
    if len(people) > MOST_ROWS:
        words = _("This file has %(n)s rows. Send at most %(most)s at once: cut it in parts.")
        raise DomainError(words % {"n": len(people), "most": MOST_ROWS}, field="file")
    seen: dict[str, int] = {}
    return [_row(line, cells, columns, language, seen) for line, cells in people]


def _text(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise DomainError(
        _("This is not a CSV file. In your spreadsheet, save the list as CSV and choose that file."), field="file"
    )


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """(line, cells) of every row that holds something. The separator is the one that the first lines use most."""
    head = [line for line in text.splitlines()[:5] if line.strip()]
    separator = max(SEPARATORS, key=lambda sign: sum(line.count(sign) for line in head))
    if head and re.fullmatch(r"(?i)sep=(.)", head[0].strip()):  # Excel's own way to say it
        separator, text = head[0].strip()[4], text.replace(head[0], "", 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found = []
    try:
        for cells in reader:
            clean = [_clean(cell) for cell in cells]
            if any(clean):
                found.append((reader.line_num, clean))
    except csv.Error as error:
        words = _("Line %(line)s of this file can't be read. Is a quotation mark missing?")
        raise DomainError(words % {"line": reader.line_num}, field="file") from error
    return found


def _clean(cell: str) -> str:
    """One line, without what nobody sees, without the apostrophe by which our own exports tame a cell."""
    text = " ".join(seen_text(cell.replace("\xa0", " ")).split())
    return text[1:] if re.match(r"'[=+\-@]", text) else text


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z]", "", bare)


def _columns(cells: list[str]) -> dict[str, int]:
    """Field -> column, of a first line that names them. The first column of a name is the one."""
    found: dict[str, int] = {}
    for number, cell in enumerate(cells):
        name = next((name for name, words in HEADERS.items() if _plain(cell) in words.split()), "")
        if name:
            found.setdefault(name, number)
    return found


def _without_header(cells: list[str]) -> dict[str, int]:
    """A bare list of addresses needs no header: the first column with one is it."""
    return next(({"email": number} for number, cell in enumerate(cells) if _is_address(_bare(cell))), {})


def _bare(cell: str) -> str:
    """The address alone, of `Inès Verbeke <ines@place.example>` or `mailto:ines@place.example`."""
    inside = re.search(r"<([^<>]+)>", cell)
    return (inside[1] if inside else cell).strip().removeprefix("mailto:").lower()


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def _row(line: int, cells: list[str], columns: dict[str, int], language: str, seen: dict[str, int]) -> Row:
    def cell(name: str) -> str:
        number = columns.get(name, len(cells))
        return cells[number] if number < len(cells) else ""

    row = Row(line, _bare(cell("email")), cell("first_name"), cell("last_name"), language=language, cells=cells)
    role, tongue = _named(cell("role"), ROLES), _named(cell("language"), LANGUAGES)
    faults = (
        (not row.email, "no_email", ""),
        (not _is_address(row.email), "bad_email", cell("email")),
        (row.email in seen, "twice", str(seen.get(row.email, ""))),
        (role is None, "role", cell("role")),
        (tongue is None, "language", cell("language")),
        (max(len(row.first_name), len(row.last_name)) > LONGEST_NAME, "long_name", ""),
    )
    for wrong, why, value in faults:
        if wrong:
            row.state, row.why, row.value = WRONG, why, value[:80]
            return row
    seen[row.email] = line
    row.role, row.language = role or row.role, tongue or row.language
    return row


def _named(text: str, words: dict) -> str | None:
    """The value that the text names; "" for an empty cell, None for a word that nobody knows."""
    if not text:
        return ""
    return next((str(value) for value, known in words.items() if _plain(text) in known.split()), None)
