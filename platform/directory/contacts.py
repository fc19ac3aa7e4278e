"""Telephone, e-mail, web address and number of a place: brought to one form, or refused with a sentence. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from common.errors import DomainError
from structures.enterprise import is_kbo, is_siret

_CALLING = {"BE": "32", "FR": "33"}
_LENGTHS = {"32": (8, 9), "33": (9,)}
_RNA = re.compile(r"W[0-9]{9}")
_URL = URLValidator(schemes=["http", "https"])
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LONGEST_ADDRESS = 500


def phone(written: str, country: str = "") -> str:
    """`+3256123456`: the country's code, no 0, no space. A number without a code is of `country` (BE, FR).

    Raises DomainError for what is no telephone number, or several.
    """
    if not written.strip():
        return ""
    bare = re.sub(r"[\s.\-/()\u2010-\u2013]", "", written.replace("(0)", ""))
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    if re.fullmatch(r"0[0-9]+", bare) and country in _CALLING:
        bare = f"+{_CALLING[country]}{bare[1:]}"
    if not re.fullmatch(r"\+[0-9]{8,15}", bare) or not _fits(bare[1:]):
        raise DomainError(_("No telephone number that we can read. One number, for example +32 56 12 34 56."))
    return bare


def _fits(digits: str) -> bool:
    lengths = _LENGTHS.get(digits[:2])
    return lengths is None or (len(digits) - 2 in lengths and digits[2] != "0")


def phone_in_words(number: str, home: str = "") -> str:
    """In groups, as it is said in Belgium and France; another country's stays as it is.

    With its prefix but for a reader who is at `home` there (BE, FR): 03 is Antwerp to one, Lille to the other.
    """
    said = _national(number)
    if not said:
        return number
    return said if number[1:3] == _CALLING.get(home) else f"{number[:3]} {said[1:]}"


def _national(number: str) -> str:
    """`056 12 34 56`, `03 20 12 34 56`; empty for another country's."""
    national = f"0{number[3:]}"
    if number.startswith("+33"):
        return " ".join(re.findall("..", national))
    if number.startswith("+32"):
        if len(national) == 10:  # mobile: 0470 12 34 56
            return f"{national[:4]} {' '.join(re.findall('..', national[4:]))}"
        zone = 2 if national[1] in "2349" else 3  # 02, 03, 04, 09; all other zones have three digits
        rest = national[zone:]
        head = len(rest) % 2 and 3
        return " ".join([national[:zone], *([rest[:head]] if head else []), *re.findall("..", rest[head:])])
    return ""


def email(written: str) -> str:
    """The address without spaces around it. Raises DomainError."""
    address = written.strip().removeprefix("mailto:")
    try:
        validate_email(address)
    except ValidationError:
        raise DomainError(_("No e-mail address: %(written)s") % {"written": written[:80]}) from None
    if len(address) > 254 or address.startswith(("=", "+", "-", "@")):
        raise DomainError(_("No e-mail address: %(written)s") % {"written": written[:80]})
    return address


def web_address(written: str) -> str:
    """An address that begins with http:// or https://; the latter is put before one without. Raises DomainError."""
    address = written.strip().replace("|", "%7C").replace(";", "%3B")
    if address.startswith("//"):
        address = f"https:{address}"
    if not _SCHEME.match(address) or re.match(r"[\w.-]+:[0-9]+(/|$)", address):
        address = f"https://{address}"
    try:
        _URL(address)
        host = urlsplit(address).hostname or ""
    except (ValidationError, ValueError):
        host = ""
    if "." not in host or len(address) > _LONGEST_ADDRESS or "@" in urlsplit(address).netloc:
        raise DomainError(_("No web address: %(written)s") % {"written": written[:80]})
    return address


def glued(found: list[str]) -> list[str]:
    """Web addresses of a cell that “;” has cut: a part that begins no address belongs to the one before it."""
    whole: list[str] = []
    for part in found:
        if whole and not re.match(r"(https?:)?//|www\.|[\w-]+(\.[\w-]+)+([/:]|$)", part, re.IGNORECASE):
            whole[-1] += f";{part}"
        else:
            whole.append(part)
    return whole


def pivot(written: str, country: str = "") -> str:
    """SIRET, RNA (not in Belgium), or in Belgium the KBO/BCE number; no spaces, no dots. Raises DomainError."""
    bare = re.sub(r"[\s.\-]", "", written).upper().removeprefix("BE")
    if not bare or is_siret(bare) or (country != "BE" and _RNA.fullmatch(bare)):
        return bare
    if country == "BE" and is_kbo(bare.zfill(10)):
        return bare.zfill(10)
    raise DomainError(_("No SIRET (14 digits), RNA (W and 9 digits) or Belgian enterprise number (10 digits)."))
