"""The closed lists: each value has a name in each language, and is found however it is spelt."""

import pytest
from django.utils.translation import override

from directory import vocabulary
from structures.kinds import StructureType

LISTS = sorted(vocabulary.lists())


@pytest.mark.parametrize("column", LISTS)
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_each_value_has_a_name_of_its_own(column, language):
    with override(language):
        names = [name for _value, name in vocabulary.choices(column)]
    assert all(name.strip() for name in names)
    assert len(set(names)) == len(names)


def test_the_three_languages_differ_where_there_are_words():
    for column in set(LISTS) - {"kinds", "programmes", "labels"}:
        same = [t.value for t in vocabulary.lists()[column].values() if t.fr == t.nl == t.en]
        assert same in ([], ["prs"]), column


@pytest.mark.parametrize("kind", StructureType.values)
def test_each_kind_of_structure_is_a_kind_of_place_and_has_a_code_in_the_schema(kind):
    value = vocabulary.kind_of(kind)
    assert value
    assert vocabulary.in_schema("kinds", vocabulary.nearest(value))


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [("services", "LOISIRS ET CREATIONS NUMERIQUES", "Loisirs et créations numériques"), ("kinds", "autre", "Autre"),
     ("kinds", "epn", "EPN"), ("access", "Ce lieu n'accueille pas de public", "Ce lieu n’accueille pas de public"),
     ("fees", "Gratuit sous condition : adhésion", "Gratuit sous condition"), ("care", "Illetrisme", "Illettrisme"),
     ("services", "Jonglage", ""), ("kinds", "", "")],
)  # fmt: skip
def test_a_value_is_known_in_other_spellings(column, written, value):
    assert vocabulary.canonical(column, written) == value
