"""Postcodes and the zone's two flags, on the shipped tables (docs/counting.md, Territory)."""

import subprocess
import sys

import pytest

from territory.postcodes import communes_for, normalise_postcode, resolve


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        ("7700", "", ("BE", "7700", "ok")),
        ("7700", "BE", ("BE", "7700", "ok")),
        ("7700", "be", ("BE", "7700", "ok")),
        ("B-7700", "", ("BE", "7700", "ok")),
        ("b7700", "BE", ("BE", "7700", "ok")),
        ("BE 7700", "", ("BE", "7700", "ok")),
        ("be-77 00", "", ("BE", "7700", "ok")),
        ("B - 7700", "", ("BE", "7700", "ok")),
        ("F-59000", "FR", ("FR", "59000", "ok")),
        ("fr59000", "", ("FR", "59000", "ok")),
        (" 59 000 ", "", ("FR", "59000", "ok")),
        ("59\u00a0000", "", ("FR", "59000", "ok")),
        ("08000", "", ("FR", "08000", "ok")),
        ("8000", "FR", ("FR", "8000", "unknown")),
        ("59000", "BE", ("BE", "59000", "unknown")),
        ("F-7700", "", ("", "7700", "unknown")),
        ("B-7700", "FR", ("FR", "7700", "unknown")),
        ("B-59000", "", ("", "59000", "unknown")),
        ("B--7700", "", ("", "B--7700", "unknown")),
        ("-7700", "", ("", "-7700", "unknown")),
        ("NL-1011", "", ("", "NL-1011", "unknown")),
        ("770", "", ("", "770", "unknown")),
        ("770000", "", ("", "770000", "unknown")),
        ("٧٧٠٠", "", ("", "٧٧٠٠", "unknown")),
        ("Tournai", "BE", ("BE", "Tournai", "unknown")),
        ("1234", "LU", ("LU", "1234", "abroad")),
        ("B-7700", "LU", ("LU", "B-7700", "abroad")),
        ("1011 AB", "nl", ("NL", "1011AB", "abroad")),
        ("", "BE", ("BE", "", "empty")),
        ("  ", "", ("", "", "empty")),
        ("", "LU", ("LU", "", "empty")),
    ],
)
def test_reads_a_postcode_as_people_write_it(raw, country, expected):
    assert tuple(normalise_postcode(raw, country)) == expected


@pytest.mark.parametrize(
    ("country", "postcode", "programme", "project", "versant"),
    [
        ("BE", "7700", "in", "in", "WAL"),
        ("FR", "59000", "in", "in", "FR"),
        ("", "F-59000", "in", "in", "FR"),
        ("BE", "9700", "in", "in", "VL"),  # Oudenaarde
        ("BE", "9300", "out", "out", ""),  # Aalst
        ("BE", "9180", "in", "in", "VL"),  # Moerbeke, as the zone was drawn
        ("BE", "1000", "out", "out", ""),  # Brussels
        ("FR", "08000", "in", "out", "FR"),  # Ardennes: programme, not project
        ("FR", "52100", "unknown", "out", ""),  # two departments, one of them in the programme's zone
        ("FR", "75011", "out", "out", ""),
        ("FR", "8000", "unknown", "unknown", ""),
        ("FR", "99999", "unknown", "unknown", ""),
        ("", "nowhere", "unknown", "unknown", ""),
        ("LU", "1234", "out", "out", ""),
        ("LU", "7700", "out", "out", ""),
        ("BE", "", "unknown", "unknown", ""),
    ],
)
def test_flags(country, postcode, programme, project, versant):
    place = resolve(country, postcode)
    assert (place.flag("programme"), place.flag("project"), place.versant) == (programme, project, versant)


def test_several_units_that_agree_have_their_flag():
    place = resolve("FR", "01200")
    assert len(place.nuts3) == 2
    assert place.flag("programme") == "out"
    assert not place.ambiguous


def test_an_ambiguous_postcode_asks_for_the_commune():
    place = resolve("FR", "52100")
    assert place.ambiguous
    assert place.nuts3 == {"FRF23", "FRF24"}
    assert {commune.nuts3 for commune in communes_for("", "52100") if commune.fr == "Sapignicourt"} == {"FRF23"}


def test_only_a_given_postcode_is_given():
    assert resolve("BE", "7700").given
    assert resolve("BE", "nowhere").given
    assert not resolve("BE", " ").given


def test_communes_of_a_postcode_in_both_languages():
    assert [(c.code, c.fr, c.nl) for c in communes_for("BE", "7500")] == [("57081", "Tournai", "Doornik")]
    assert communes_for("LU", "7500") == ()


def test_the_tables_are_read_on_first_use_not_on_import():
    code = "import territory.postcodes as t; assert t._tables.cache_info().currsize == 0"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_large_french_towns_have_their_dutch_name():
    (lille,) = communes_for("FR", "59000")
    assert (lille.fr, lille.nl) == ("Lille", "Rijsel")
