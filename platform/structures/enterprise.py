"""Enterprise numbers: SIRET (France), KBO/BCE (Belgium). Each country's own rule, and a clear sentence for the rest."""

import re

from django.utils.translation import gettext as _

from common.errors import DomainError

LA_POSTE = "356000000"
FIELD = "enterprise_number"


def clean_enterprise_number(country: str, raw: str) -> str:
    """The number as it is kept: 14 digits (FR), 10 digits (BE), as written elsewhere; empty for none.

    Raises DomainError (field `enterprise_number`) with a sentence that says what is wrong.
    """
    written = " ".join(raw.split())
    if not written:
        return ""
    if country == "BE":
        return _belgian(written)
    if country == "FR":
        return _french(written)
    if len(written) > 30:
        raise DomainError(_("This number is too long: 30 characters at most."), field=FIELD)
    return written


def is_siret(digits: str) -> bool:
    """14 digits with a Luhn key; La Poste's own places follow another rule: the digits add up to a multiple of 5."""
    if not re.fullmatch(r"[0-9]{14}", digits):
        return False
    if _luhn(digits):
        return True
    return digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0


def is_kbo(digits: str) -> bool:
    """10 digits beginning with 0 or 1; the last two are 97 minus the rest of the first eight by 97."""
    return bool(re.fullmatch(r"[01][0-9]{9}", digits)) and 97 - int(digits[:8]) % 97 == int(digits[8:])


def _digits(written: str, prefix: str) -> str:
    bare = re.sub(r"[\s.\-/]", "", written).upper()
    return bare.removeprefix(prefix)


def _old_kbo(digits: str) -> str:
    """Before 2005 the number had 9 digits; it is the same one with a 0 in front."""
    return f"0{digits}" if len(digits) == 9 else digits


def _belgian(written: str) -> str:
    digits = _digits(written, "BE")
    if is_kbo(_old_kbo(digits)):
        return _old_kbo(digits)
    if is_siret(_digits(written, "FR")):
        raise DomainError(
            _("This is a French SIRET number, and your place is in Belgium. Give its KBO/BCE number, or none."),
            field=FIELD,
        )
    if not digits.isdigit() or len(digits) not in (9, 10):
        raise DomainError(
            _("A Belgian enterprise number has 10 digits, for example 0123.456.749. This one is different."),
            field=FIELD,
        )
    raise DomainError(
        _("The last two digits do not fit the others: one digit is probably mistyped. Look at it again."), field=FIELD
    )


def _french(written: str) -> str:
    digits = _digits(written, "FR")
    if is_siret(digits):
        return digits
    if is_kbo(_digits(written, "BE")):
        raise DomainError(
            _("This is a Belgian enterprise number, and your place is in France. Give its SIRET number, or none."),
            field=FIELD,
        )
    if digits.isdigit() and len(digits) == 9:
        raise DomainError(
            _("This is a SIREN number (9 digits). The SIRET has 14: the SIREN, then 5 digits for your place."),
            field=FIELD,
        )
    if not digits.isdigit() or len(digits) != 14:
        raise DomainError(_("A SIRET number has 14 digits. This one is different."), field=FIELD)
    raise DomainError(
        _("The digits of this SIRET do not fit together: one is probably mistyped. Look at it again."), field=FIELD
    )


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
