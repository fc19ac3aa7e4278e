"""Facts of the public pages: from the portal's settings, and from the country that it is made for."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.holdings import Erasure, Holding
from portals.hosts import portal_of
from privacy.holdings import ACCOUNT, LEARNER, holdings
from structures.models import Portal


@dataclass(frozen=True, slots=True)
class Authority:
    """Whom one can turn to: a name, and its public address."""

    name: str | Promise
    site: str


CNIL = Authority("CNIL (Commission nationale de l’informatique et des libertés)", "https://www.cnil.fr/")
APD = Authority(_("Data Protection Authority (APD-GBA)"), "https://www.dataprotectionauthority.be/")
DEFENSEUR = Authority("Défenseur des droits", "https://www.defenseurdesdroits.fr/")
ARCOM = Authority("Arcom", "https://www.arcom.fr/")
UNIA = Authority("Unia", "https://www.unia.be/")
BOSA = Authority(_("FPS Policy and Support (BOSA)"), "https://bosa.belgium.be/")

SUPERVISORS = {"FR": (CNIL,), "BE": (APD,)}
ENFORCERS = {"FR": (DEFENSEUR, ARCOM), "BE": (UNIA, BOSA)}
BOTH = ("FR", "BE")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a portal says of itself; empty where nobody filled it in, which the page says."""

    portal: Portal | None
    controller: str
    contact: str
    officer: str
    hosting: str
    supervisors: tuple[Authority, ...]
    enforcers: tuple[Authority, ...]


def facts_of(request: HttpRequest) -> Facts:
    """The facts of the portal of this page; without a country, the authorities of both."""
    portal = portal_of(request)
    countries = (portal.country,) if portal and portal.country in SUPERVISORS else BOTH
    return Facts(
        portal=portal,
        controller=portal.controller if portal else "",
        contact=portal.contact_email if portal else "",
        officer=portal.dpo_email if portal else "",
        hosting=portal.hosting if portal else "",
        supervisors=tuple(one for country in countries for one in SUPERVISORS[country]),
        enforcers=tuple(one for country in countries for one in ENFORCERS[country]),
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of the record of processing: what, which data, and what an erasure does."""

    title: str
    data: str
    erasure: str
    why: str


ERASED = {Erasure.DELETE: _("deleted"), Erasure.CLEAR: _("the name goes, the rest stays"), Erasure.KEEP: _("kept")}


def record_of(subject: str) -> list[Kept]:
    """What the rooms declare, as a table: the record can't forget a table that the software has."""
    return [_line(one) for one in holdings(subject)]


def record() -> list[tuple[str | Promise, list[Kept]]]:
    """Both tables, with their titles."""
    return [(_("Learners"), record_of(LEARNER)), (_("Accounts"), record_of(ACCOUNT))]


def _line(holding: Holding) -> Kept:
    data = ", ".join(str(column.label) for column in holding.columns) or "–"
    return Kept(str(holding.title), data, str(ERASED[holding.erasure]), str(holding.why))
