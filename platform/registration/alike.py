"""Whether two names may be of one place. What kinds of places are called says nothing: "Buurthuis De ..." are many."""

import re
from functools import lru_cache

from common.languages import without_accents

LIKE = 0.4
"""How alike what is left must be, of 1, once the general words are out: "Quai" and "Quay" are."""
LIKE_IN_GENERAL = 0.75
"""How alike whole names must be where one has only general words: "Bibliothèque de Tournai", "Bibliothèque Tournai"."""
# French, Dutch and English: kinds of places, what they are there for, legal forms, and the small words between.
_WORDS = """
accueil aide antenne asbl asso association atelier bibliotheque cafe ccas centre citoyen commune communal communale
connecte cpas culture culturel culturelle cyber cyberespace cybercafe digital digitale ecole epn eric espace
formation foyer france gare habitants hotel informatique insertion internet jeunes locale local ludotheque mairie
maison mediation mediatheque mission multimedia mutualite mutuelle numerique personnes point pole public publique
quartier regie relais residence saint sainte seniors service services social sociale sociales st ste tiers lieu
travail universite ville bib bibliotheek bieb buurt buurtcentrum buurthuis buurtwerk caw centrum computerruimte
cultuurcentrum cvo dienstencentrum digibank digihuis digipunt digitaal dorpshuis dorpspunt gemeente gemeentehuis
gemeentelijke gemeenschapscentrum huis inloophuis jeugdhuis ldc ligo lokaal lokale mutualiteit ocmw ocr
ontmoetingscentrum ontmoetingshuis openbare ouderen plaatselijke punt school sint sociaal stad stedelijke vzw werk
wijkcentrum wijkgezondheidscentrum wijkhuis ziekenfonds and at center charity club community council hall help house
hub library neighbourhood office room space the town a au aux chez d de der den des du een en et for het in l la le
les of op pour s sur t te ten ter tot van voor
"""
_GENERAL = frozenset(_WORDS.split())
_DOTS = re.compile(r"\b(?:\w\.){2,}")
_NO_WORD = re.compile(r"[^a-z0-9]+")


def alike(one: str, other: str, *, communes: tuple[str, ...] = ()) -> float:
    """From 0 to 1 how alike they are, or 0 where that is too little to be told.

    communes  the municipality they lie in, in its languages: its name says no more than the kind does
    """
    here = frozenset(word for name in communes for word in _said(name))
    left = [tuple(word for word in _said(name) if word not in _GENERAL and word not in here) for name in (one, other)]
    if all(left):
        found, bar = _similarity(*left), LIKE
    else:
        found, bar = _similarity(_said(one), _said(other)), LIKE_IN_GENERAL
    return found if found >= bar else 0.0


@lru_cache(maxsize=20_000)
def _said(name: str) -> tuple[str, ...]:
    """Without case, accents, signs; an abbreviation with dots is one word."""
    joined = _DOTS.sub(lambda dotted: dotted[0].replace(".", "") + " ", name)
    return tuple(_NO_WORD.sub(" ", without_accents(joined.casefold())).split())


def _similarity(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Of all groups of three signs, the part that both have, as pg_trgm counts them."""
    a, b = _threes(one), _threes(other)
    return len(a & b) / len(a | b) if a and b else 0.0


@lru_cache(maxsize=20_000)
def _threes(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(f"  {word} "[at : at + 3] for word in words for at in range(len(word) + 1))
