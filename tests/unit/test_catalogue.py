"""The indicator catalogue against the published list of indicators, and its texts."""

import csv
from pathlib import Path

import pytest

import reporting
from common.languages import LANGUAGES
from reporting.catalogue import CATALOGUE_VERSION, catalogue, codes, eu_code, how_all, indicator
from reporting.counting.indicators import COUNTERS

ROWS = list(
    csv.DictReader(
        (Path(reporting.__file__).parent / "data" / "indicators.csv").read_text(encoding="utf-8").splitlines()
    )
)


def test_the_18_lines_are_those_of_the_list_in_its_order():
    assert codes() == tuple(row["code"] for row in ROWS)
    assert len(codes()) == 18
    assert [line.order for line in catalogue()] == list(range(1, 19))
    assert tuple(COUNTERS) == codes()
    assert CATALOGUE_VERSION == "1"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
def test_names_units_and_ranks_are_the_lists(row):
    line = indicator(row["code"])
    for language in LANGUAGES:
        assert line.name[language] == row[f"name_{language}"]
        assert line.unit[language] == row[f"unit_{language}"]
    assert line.rank == row["rank"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_says_how_it_is_counted_in_each_language(language):
    texts = [line.how[language] for line in catalogue()]
    assert len(set(texts)) == 18
    for text in [*texts, how_all(language)]:
        assert text.endswith(".")
        assert "\n" not in text
        assert "  " not in text
    others = [other for other in LANGUAGES if other != language]
    assert all(line.how[language] != line.how[other] for line in catalogue() for other in others)


def test_only_three_lines_have_no_territory():
    assert [line.code for line in catalogue() if not line.has_territory] == ["NEWS_READERS", "PRESS", "CONTENT_PUB"]


def test_common_codes_are_data_of_a_programme():
    assert eu_code("TRAIN_PARTICIPATIONS").code == "RCO85"
    assert eu_code("COMPLETIONS").code == "RCR81"
    assert eu_code("WEBINAR_ATTEND").joint_only
    assert eu_code("EVENTS").code == "RCO115"
    assert eu_code("STRUCT_AFF") is None
    assert eu_code("EVENTS", "another programme") is None


def test_an_unknown_code():
    with pytest.raises(KeyError):
        indicator("RCO87")
