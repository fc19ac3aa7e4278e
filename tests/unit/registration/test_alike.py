"""Which names may be of one place, in the field's own words."""

import pytest

from registration.alike import alike

ONE = [
    ("EPN du Quai", "Espace public numérique du Quai"),
    ("Maison du Quay", "Maison du Quai"),
    ("Maison du Quai", "MAISON DU QUAI asbl"),
    ("Buurthuis De Kring", "De Kring"),
    ("Buurthuis De Linde", "buurtcentrum de Linden"),
    ("Lokaal dienstencentrum De Regenboog", "LDC De Regenboog vzw"),
    ("Bibliothèque de Tournai", "bibliotheque Tournai"),
    ("C.P.A.S. de Tournai", "CPAS Tournai"),
    ("Digipunt Ledeberg", "Digipunt bib Ledeberg"),
    ("Espace numérique L’Étincelle", "L'Etincelle"),
    ("The Bridge community centre", "Community Centre The Bridge"),
]
TWO = [
    ("Buurthuis De Kring", "Buurthuis De Wilg"),
    ("Buurthuis De Brug", "Buurthuis De Boom"),
    ("Lokaal dienstencentrum De Regenboog", "Lokaal dienstencentrum De Zonnebloem"),
    ("Digipunt Ledeberg", "Digipunt Sluizeken"),
    ("Bibliothèque de Tournai", "CPAS de Tournai"),
    ("EPN Tournai", "Bibliothèque de Tournai"),
    ("Espace numérique Saint-Piat", "Espace numérique Saint-Paul"),
    ("Maison de quartier Nord", "Maison de quartier Sud"),
    ("Espace public numérique", "Espace public numérique Le Caillou"),
    ("Riverside community centre", "Hillside community centre"),
    ("", "Buurthuis De Kring"),
]
HERE = ("Tournai", "Doornik")


@pytest.mark.parametrize(("one", "other"), ONE)
def test_names_of_one_place(one, other):
    assert alike(one, other, communes=HERE) == alike(other, one, communes=HERE) > 0


@pytest.mark.parametrize(("one", "other"), TWO)
def test_names_that_only_say_the_same_kind(one, other):
    assert alike(one, other, communes=HERE) == alike(other, one, communes=HERE) == 0
