"""What was typed as a place, and the order of places around it."""

import pytest
from django.utils.translation import override

from directory import contacts
from directory.near import EARTH, Spot, centroids, kilometres, nearest_first
from directory.where import look


@pytest.fixture(autouse=True, scope="module")
def _in_english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("7500", "7500 Tournai"),
        ("B-7500", "7500 Tournai"),
        (" be 7500 ", "7500 Tournai"),
        ("59 000", "59000 Lille"),
        ("F-59000", "59000 Lille"),
        ("7500 Doornik", "7500 Tournai"),
        ("Doornik", "Tournai"),
        ("tournai", "Tournai"),
        ("Gand", "Gent"),
        ("GENT", "Gent"),
        ("Rijsel", "Lille"),
        ("Lille (59000)", "59000 Lille"),
    ],
)
def test_a_place_is_known_in_each_form(written, label):
    assert look(written).where.label == label


@pytest.mark.parametrize("written", ["00000", "0", "?", "'; drop table", "x" * 500, "qqqq", "123456", "<b>"])
def test_what_is_no_place_has_neither_a_place_nor_an_error(written):
    assert look(written).where is None


def test_a_name_of_several_places_gives_them_to_choose():
    found = look("Saint-Denis")
    assert found.where is None
    assert len(found.choices) > 1
    assert all(look(choice).where for choice in found.choices)


def test_the_haversine_against_known_distances():
    assert kilometres((50.0, 3.0), (50.0, 3.0)) == 0
    assert kilometres((0, 0), (0, 180)) == pytest.approx(EARTH * 3.14159265, rel=1e-6)
    assert kilometres((50.8503, 4.3517), (48.8566, 2.3522)) == pytest.approx(264, abs=1)  # Brussels, Paris


def spot(key: str, postcode: str, at=(None, None), fits=True) -> Spot:
    return Spot(key, key, "BE" if len(postcode) == 4 else "FR", postcode, *at, fits)


def keys(found) -> list[str]:
    return [near.key for near in found]


def test_nearest_first_over_the_border():
    spots = [
        spot("Gent", "9000", (51.05, 3.72)),
        spot("Lille", "59000", (50.63, 3.06)),
        spot("Here", "7500", (50.6, 3.39)),
    ]
    found = nearest_first(spots, look("7500").where)
    assert keys(found) == ["Here", "Lille", "Gent"]
    assert found[0].km == pytest.approx(0)
    assert found[1].km == pytest.approx(23.5, abs=0.5)


def test_a_place_without_coordinates_has_those_of_its_municipality_or_no_distance():
    spots = [
        spot("Here", "7500", (50.6, 3.38)),
        spot("Also here", "7500"),
        spot("Kain", "7540"),
        spot("Mons", "7000"),
        spot("Arlon", "6700"),
        spot("Lille", "59000", (50.63, 3.06)),
    ]
    found = {near.key: near for near in nearest_first(spots, look("7500").where)}
    assert found["Also here"].km == 0
    assert (found["Kain"].km, found["Kain"].circle) == (None, "commune")
    assert (found["Mons"].km, found["Mons"].circle) == (None, "region")
    assert (found["Arlon"].km, found["Arlon"].circle) == (None, "country")
    assert list(found) == ["Also here", "Here", "Kain", "Lille", "Mons", "Arlon"]


def test_without_any_coordinates_the_circles_order():
    spots = [
        spot("Lille", "59000"),
        spot("Arlon", "6700"),
        spot("Mons", "7000"),
        spot("Kain", "7540"),
        spot("Leuze", "7900"),
    ]
    found = nearest_first(spots, look("7500").where)
    assert keys(found) == ["Kain", "Leuze", "Lille", "Mons", "Arlon"]
    assert {near.km for near in found} == {None}


def test_over_the_border_the_chief_towns_order():
    names = {"Arlon": "6700", "Deinze": "9800", "Kortrijk": "8500", "La Louvière": "7100", "Lyon": "69001"}
    spots = [spot(name, postcode) for name, postcode in names.items()]
    assert keys(nearest_first(spots, look("59000").where)) == ["Kortrijk", "Deinze", "La Louvière", "Arlon", "Lyon"]
    spots.append(spot("Here", "59000", (50.63, 3.06)))
    assert keys(nearest_first(spots, look("59000").where))[:3] == ["Here", "Kortrijk", "Deinze"]


def test_a_postcode_of_no_table_comes_last():
    found = nearest_first([spot("A", "9999"), spot("Lyon", "69001")], look("7500").where)
    assert keys(found) == ["Lyon", "A"]


def test_what_does_not_fit_still_gives_its_coordinates():
    spots = [spot("Other", "7500", (50.6, 3.38), fits=False), spot("Gent", "9000", (51.05, 3.72))]
    [found] = nearest_first(spots, look("Tournai").where)
    assert found.key == "Gent"
    assert found.km == pytest.approx(55, abs=2)


def test_without_a_place_the_order_is_by_name():
    assert keys(nearest_first([spot("b", "7500"), spot("A", "9000"), spot("c", "7500", fits=False)], None)) == [
        "A",
        "b",
    ]


def test_a_centroid_is_a_mean():
    found = centroids([spot("a", "7500", (50.0, 3.0)), spot("b", "7500", (51.0, 4.0)), spot("c", "7500")])
    assert found == {("BE", "7500"): (50.5, 3.5)}


@pytest.mark.parametrize(
    ("written", "country", "number", "said"),
    [
        ("056 12 34 56", "BE", "+3256123456", "056 12 34 56"),
        ("02/512.34.56", "BE", "+3225123456", "02 512 34 56"),
        ("0470 12 34 56", "BE", "+32470123456", "0470 12 34 56"),
        ("+32 (0)9 123 45 67", "FR", "+3291234567", "09 123 45 67"),
        ("03.20.12.34.56", "FR", "+33320123456", "03 20 12 34 56"),
        ("0033 3 20 12 34 56", "BE", "+33320123456", "03 20 12 34 56"),
        ("+352 27 12 34 56", "", "+35227123456", "+35227123456"),
        ("", "BE", "", ""),
    ],
)
def test_a_number_is_kept_for_machines_and_said_for_people(written, country, number, said):
    assert contacts.phone(written, country) == number
    home = {"+32": "BE", "+33": "FR"}.get(number[:3], "")
    assert contacts.phone_in_words(number, home) == said


@pytest.mark.parametrize(
    ("number", "home", "said"),
    [
        ("+33320123456", "BE", "+33 3 20 12 34 56"),
        ("+33320123456", "", "+33 3 20 12 34 56"),
        ("+3256123456", "FR", "+32 56 12 34 56"),
        ("+3225123456", "", "+32 2 512 34 56"),
        ("+32470123456", "FR", "+32 470 12 34 56"),
    ],
)
def test_over_the_border_a_number_has_its_countrys_prefix(number, home, said):
    assert contacts.phone_in_words(number, home) == said


@pytest.mark.parametrize("written", ["056 12", "056 12 34 56", "+32 0470 12 34 56 78", "call us", "+33 12"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(contacts.DomainError, match="telephone"):
        contacts.phone(written, "")


def test_a_web_address_gets_its_scheme_and_nothing_dangerous_gets_in():
    assert contacts.web_address("www.place.example") == "https://www.place.example"
    assert contacts.web_address("http://place.example/a;b|c") == "http://place.example/a%3Bb%7Cc"
    assert contacts.glued(["https://a.example/x", "y=1", "www.b.example"]) == [
        "https://a.example/x;y=1",
        "www.b.example",
    ]
    for bad in (
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.example",
        "https://user:pw@a.example",
        "a b",
        "https://x",
    ):
        with pytest.raises(contacts.DomainError, match="web address"):
            contacts.web_address(bad)
