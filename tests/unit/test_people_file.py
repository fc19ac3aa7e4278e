"""A list of people as organisations have it: encodings, separators, headers in three languages, and what is wrong."""

import pytest
from django.utils import translation

from common.errors import DomainError
from team.people_file import MOST_ROWS, READY, WRONG, read_people


def read(text: str | bytes, language: str = "fr"):
    return read_people(text.encode() if isinstance(text, str) else text, language=language)


FRENCH = "Prénom;Nom;Adresse e-mail;Rôle;Langue\nInès;Verbeke;ines@place.example;référente;néerlandais\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_of_a_spreadsheet(encoding):
    [row] = read(FRENCH.encode(encoding))
    assert (row.first_name, row.last_name, row.email, row.role, row.language, row.line) == (
        "Inès", "Verbeke", "ines@place.example", "referent", "nl", 2,
    )  # fmt: skip


@pytest.mark.parametrize("sign", list(";,\t|"))
def test_any_separator_and_the_header_in_dutch_or_english(sign):
    for header in ("E-mailadres|Voornaam|Naam|Rol|Taal", "Email|First name|Last name|Role|Language"):
        text = f"{header}\nali@place.example|Ali|Haddad|digital helper|EN\n".replace("|", sign)
        [row] = read(text)
        assert (row.email, row.first_name, row.last_name, row.role, row.language) == (
            "ali@place.example", "Ali", "Haddad", "aidant", "en",
        )  # fmt: skip


def test_a_bare_list_of_addresses_and_excels_own_mark():
    assert [row.email for row in read("a@place.example\nB@Place.example\n")] == ["a@place.example", "b@place.example"]
    assert [row.email for row in read("sep=;\ne-mail;nom\nInès <i@place.example>;V\n")] == ["i@place.example"]


def test_each_fault_has_its_line_and_its_reason():
    rows = read(
        "email,role,langue,nom\n"
        "a@place.example,aidant,fr,A\n"
        "\n"
        ",aidant,fr,B\n"
        "no address,,,C\n"
        "A@PLACE.EXAMPLE,,,D\n"
        "e@place.example,chef,,E\n"
        "f@place.example,,klingon,F\n"
        f"g@place.example,,,{'G' * 81}\n"
        "h@place.example\n"
    )
    assert [(row.line, row.why) for row in rows if row.state == WRONG] == [
        (4, "no_email"), (5, "bad_email"), (6, "twice"), (7, "role"), (8, "language"), (9, "long_name"),
    ]  # fmt: skip
    assert [row.email for row in rows if row.state == READY] == ["a@place.example", "h@place.example"]
    assert rows[3].value == "2", "the line where the address stands first"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nobody"),
        (b"email\n", "nobody"),
        (b"name,town\nA,B\n", "No column"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a CSV"),
        (("email\n" + "a@place.example\n" * (MOST_ROWS + 1)).encode(), "501"),
    ],
)
def test_what_is_no_list_says_so(content, words):
    with translation.override("en"), pytest.raises(DomainError, match=words) as raised:
        read(content)
    assert raised.value.field == "file"


def test_what_a_formula_or_a_break_hides_is_read_as_text():
    [row] = read('email;nom\na@place.example;"Ver\nbeke\u202e"\n')
    assert row.last_name == "Ver beke"
    [row] = read("email;nom\na@place.example;'=1+1\n")
    assert row.last_name == "=1+1"
