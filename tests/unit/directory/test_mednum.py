"""The MedNum file: whatever it is written with is read; what is written is the schema's; nothing is lost on the way."""

import csv
import datetime as dt
import io
import re

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory import data_inclusion, vocabulary
from directory.mednum import COLUMNS, FIELDS, FileRefusedError, read, refused_file, write
from tests.unit.directory import rules


@pytest.fixture(autouse=True, scope="module")
def _in_english():
    with override("en"):
        yield


ROW = {
    "id": "a1",
    "nom": "EPN du Beffroi",
    "commune": "Arras",
    "code_postal": "62000",
    "adresse": "Place du Marché, 4",
    "date_maj": "2026-03-31",
    "services": "Aide aux démarches administratives",
}


def table(*rows: dict, separator: str = ",", header: list[str] | None = None) -> str:
    out = io.StringIO(newline="")
    names = header or list(dict.fromkeys([*ROW, *(name for row in rows for name in row)]))
    writer = csv.DictWriter(out, names, delimiter=separator, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def one(**cells) -> dict:
    """The fields of a good row with these cells besides."""
    [row] = read(table(ROW | cells).encode()).rows
    assert not row.problems, row.problems
    return row.fields


def why(**cells) -> list[tuple[str, str]]:
    [row] = read(table(ROW | cells).encode()).rows
    return [(problem.column, problem.message) for problem in row.problems]


def cells_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_there_are_32_columns():
    assert len(COLUMNS) == 32
    assert list(COLUMNS)[:5] == ["id", "pivot", "nom", "commune", "code_postal"]


def test_our_lists_are_those_of_the_schema():
    ours = {
        name: [v for v, t in vocabulary.lists()[field].items() if t.origin == "mednum"]
        for name, field in COLUMNS.items()
        if name in rules.LISTS
    }
    assert {name: set(values) for name, values in ours.items()} == {n: set(v) for n, v in rules.LISTS.items()}
    kinds = {value for value, term in vocabulary.lists()["kinds"].items() if term.origin == "mednum"}
    assert kinds == set(rules.KINDS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("between", ["|", ";"])
@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_each_way_of_writing_is_read(encoding, separator, between, ends):
    services = between.join(rules.SERVICES[:2])
    text = table(ROW | {"services": services, "nom": "L’été à Évreux"}, separator=separator).replace("\r\n", ends)
    [row] = read(text.encode(encoding)).rows
    assert row.fields["services"] == list(rules.SERVICES[:2])
    assert row.fields["name"] == "L’été à Évreux"
    assert not row.problems


def test_a_belgian_place_needs_no_french_number():
    fields = one(
        code_postal="B-7500",
        commune="Tournai",
        telephone="069 12 34 56",
        pivot="0403.170.701",
        typologie="CPAS",
        code_insee="57081",
    )
    assert (fields["country"], fields["postcode"], fields["phone"]) == ("BE", "7500", "+3269123456")
    assert (fields["pivot"], fields["kinds"]) == ("0403170701", ["CPAS"])
    [cells] = cells_of(write([fields]))
    assert (cells["typologie"], cells["halte_typologie"]) == ("CCAS", "CPAS"), "the nearest code, and the right one"
    assert rules.mednum_faults(cells) == []


def test_former_spellings_are_known():
    fields = one(
        frais_a_charge="Gratuit : Je peux accéder gratuitement au lieu et à ses services",
        modalites_accompagnement="Dans un atelier collectif : j'apprends;À distance (par téléphone)",
        modalites_acces="Ce lieu n'accueille pas de public",
        services="comprehension du monde numerique",
    )
    assert fields["fees"] == ["Gratuit"]
    assert fields["help_modes"] == ["Dans un atelier collectif", "À distance"]
    assert fields["access"] == ["Ce lieu n’accueille pas de public"]
    assert fields["services"] == ["Compréhension du monde numérique"]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"id": ""}, "id"),
        ({"nom": " \u200b "}, "nom"),
        ({"services": ""}, "services"),
        ({"services": "Jonglage"}, "services"),
        ({"code_postal": "123"}, "code_postal"),
        ({"code_postal": "F-7500"}, "code_postal"),
        ({"pivot": "12345678901234"}, "pivot"),
        ({"latitude": "95", "longitude": "3"}, "latitude"),
        ({"latitude": "50.6"}, "latitude"),
        ({"latitude": "nan", "longitude": "3"}, "latitude"),
        ({"longitude": "3", "latitude": "fifty"}, "latitude"),
        ({"telephone": "appelez-nous"}, "telephone"),
        ({"telephone": "01 02 03 04 05 / 06 07 08 09 10"}, "telephone"),
        ({"courriels": "x@y"}, "courriels"),
        ({"courriels": "a@place.example|b"}, "courriels"),
        ({"site_web": "javascript:alert(1)"}, "site_web"),
        ({"prise_rdv": "data:text/html,x"}, "prise_rdv"),
        ({"date_maj": "31/03/2026"}, "date_maj"),
        ({"date_maj": "2026-02-30"}, "date_maj"),
        ({"presentation_resume": "x" * 281}, "presentation_resume"),
        ({"code_insee": "7500"}, "code_insee"),
        ({"nom": '=HYPERLINK("http://x.example")'}, "nom"),
        ({"adresse": "@SUM(1)"}, "adresse"),
        ({"autre_colonne": "=1+1"}, "autre_colonne"),
    ],
)
def test_a_wrong_cell_is_named(cells, column):
    found = why(**cells)
    assert [name for name, _message in found] == [column]
    assert found[0][1].endswith((".", cells[column])) or ": " in found[0][1]


def test_a_row_with_a_cell_too_many_or_an_id_used_twice_is_refused():
    text = table(ROW, ROW).rstrip("\r\n") + ",too,many\r\n" + table(ROW | {"id": "b"}).splitlines()[1]
    rows = read(text.encode()).rows
    assert [bool(row.problems) for row in rows] == [False, True, False]
    rows = read(table(ROW, ROW | {"nom": "Autre"}).encode()).rows
    assert [row.line for row in rows if row.problems] == [3]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04zip",
        b"%PDF-1.7",
        b"\xff\xfei\x00d\x00",
        b"a,b\r\n1,2\r\n",
        b"id,nom\r\n1,x\r\n",
        b"\x81\x8d\x8f",
        b"id\x00,nom",
        table(ROW, header=[*ROW, "id"]).encode(),
        table(header=list(ROW)).encode(),
        table(ROW | {"=cmd": "x"}).encode(),
        (table(ROW) + '"' + "x" * 200_000).encode(),
    ],
)
def test_what_is_no_such_file_gets_a_sentence(content):
    with pytest.raises(FileRefusedError, match=r"\w+ \w+"):
        read(content)


def test_too_many_rows_and_too_large_a_file_are_refused():
    with pytest.raises(FileRefusedError, match="5000 rows"):
        read((table(ROW) + ",,,,,,x\r\n" * 5001).encode())
    with pytest.raises(FileRefusedError, match="5 MB"):
        read(b"x" * (5 * 1024 * 1024 + 1))


def test_unknown_columns_and_values_are_kept():
    cells = {
        "services": f"{rules.SERVICES[0]}|Jonglage",
        "wifi": "oui",
        "frais_a_charge": "Au chapeau",
        "halte_langues": "fr|tlh",
    }
    fields = one(**cells)
    assert fields["unknown"] == {
        "values": {"services": ["Jonglage"], "fees": ["Au chapeau"], "languages": ["tlh"]},
        "columns": {"wifi": "oui"},
    }
    first = write([fields])
    [again] = read(first).rows
    assert again.fields == fields
    assert write([again.fields]) == first
    [written] = cells_of(first)
    assert (written["halte_services"], written["halte_frais_a_charge"], written["wifi"]) == (
        "Jonglage",
        "Au chapeau",
        "oui",
    )
    assert rules.mednum_faults(written) == [], "and the 32 columns stay the schema's"


def test_refused_rows_go_out_tamed_and_come_back_as_they_were():
    [row] = read(table(ROW | {"nom": "=1+1", "telephone": "+33320123456"}).encode()).rows
    content = refused_file(["nom", "telephone"], [(row.line, row.cells, ["nom: why"])])
    assert content.startswith(b"\xef\xbb\xbf")
    [cells] = cells_of(content.decode("utf-8-sig").encode())
    assert (cells["ligne"], cells["motif"]) == ("2", "nom: why")
    assert (cells["nom"], cells["telephone"]) == ("'=1+1", "'+33320123456")
    corrected = table(ROW | cells | {"nom": "EPN"}).encode()
    [again] = read(corrected).rows
    assert not again.problems
    assert again.fields["phone"] == "+33320123456"
    assert again.fields["unknown"] == {}


# --- the round trip

WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"), exclude_characters="|;"
    ),
    min_size=1,
    max_size=40,
)
LINE = WORDS | st.sampled_from(['say "hi", twice', "a,b", "it’s; here", "été", "Ÿ", "x\ny", "-dash", "'quoted"])
EMAILS = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True)
SITES = st.from_regex(r"https://[a-z]{1,8}\.example/[a-z;]{0,4}", fullmatch=True)
DATES = st.dates(dt.date(2000, 1, 1), dt.date(2026, 12, 31)).map(dt.date.isoformat)


def some(values, more=WORDS):
    return st.lists(st.sampled_from(list(values)) | more, max_size=4).map("|".join)


CELLS = st.fixed_dictionaries(
    {
        "id": LINE,
        "nom": LINE,
        "commune": LINE,
        "adresse": LINE,
        "date_maj": DATES,
        "code_postal": st.sampled_from(["7500", "B-9000", "59000", "F 62000", "99999"]),
        "services": some(rules.SERVICES).map(lambda cell: f"{rules.SERVICES[0]}|{cell}"),
    },
    optional={
        "complement_adresse": LINE,
        "latitude": st.floats(-90, 90).map(str),
        "longitude": st.floats(-180, 180).map(str),
        "typologie": some([*rules.KINDS, "CPAS", "DIGIPUNT"]),
        "courriels": st.lists(EMAILS, max_size=3).map("|".join),
        "site_web": st.lists(SITES, max_size=3).map("|".join),
        "horaires": LINE,
        "presentation_resume": LINE,
        "presentation_detail": LINE,
        "source": LINE,
        "itinerance": some(["Fixe"]),
        "structure_parente": LINE,
        "frais_a_charge": some(["Gratuit", "Payant"]),
        "autres_formations_labels": some(["Label et la bête"]),
        "formations_labels": some(rules.LISTS["formations_labels"]),
        "wifi": LINE,
        "zone": LINE,
        "halte_langues": some(["fr", "nl"]),
        "telephone": st.sampled_from(["", "+3269123456", "+33320123456"]),
        "pivot": st.sampled_from(["", "W123456789", "0403170701"]),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CELLS, min_size=1, max_size=3))
def test_export_import_export_gives_the_same_bytes(rows):
    good = [row.fields for row in read(table(*rows).encode()).rows if not row.problems]
    first = write(good)
    if not good:
        return
    again = read(first).rows
    assert [row.problems for row in again] == [[] for _row in again]
    assert [row.fields for row in again] == good
    assert write([row.fields for row in again]) == first
    for cells, fields in zip(cells_of(first), good, strict=True):
        assert rules.mednum_faults(cells) == []
        assert set(fields) == set(FIELDS)
        assert not any(
            re.match(r"[=+@\t\r-]", cell)
            for name, cell in cells.items()
            if name not in {"telephone", "latitude", "longitude"}
        )
        for shape, columns in (
            (data_inclusion.structure, rules.OF_STRUCTURES),
            (data_inclusion.service, rules.OF_SERVICES),
        ):
            assert rules.inclusion_faults(shape(fields), columns) == []


def test_a_closed_door_and_a_fee_are_said_in_data_inclusion():
    fields = one(
        modalites_acces="Ce lieu n’accueille pas de public|Envoyer un mail avec une fiche de prescription",
        modalites_accompagnement="À distance",
        frais_a_charge="Payant",
        presentation_detail="x" * 60,
    )
    service = data_inclusion.service(fields)
    assert service["modes_accueil"] == ["a-distance"]
    assert service["mobilisable_par"] == ["professionnels"]
    assert service["frais"] == "payant"
    assert service["description"] == "x" * 60
    assert data_inclusion.export([fields | {"updated_on": None}]) == {"structures": [], "services": []}


def test_a_belgian_postcode_is_no_french_one_in_data_inclusion():
    structure = data_inclusion.structure(one(code_postal="7500", commune="Tournai", code_insee="57081"))
    assert (structure["code_postal"], structure["code_insee"], structure["siret"]) == (None, None, None)
    assert structure["adresse"] == "Place du Marché, 4, 7500 Tournai, Belgique"
