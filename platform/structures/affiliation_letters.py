"""Letters between a structure and its operator about an affiliation, each in its reader's language."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import mail
from accounts.mail import Letter
from common.languages import date_in_words
from structures.models import Affiliation, Partner


def _hello(first_name: str) -> str:
    return _("Hello %(name)s,") % {"name": first_name} if first_name else _("Hello,")


def _quoted(text: str) -> str:
    return f"« {text} »"


def _structures_page(affiliation: Affiliation, site: str) -> str:
    return site + reverse("structures:project", args=[affiliation.structure.slug])


def _operators_page(affiliation: Affiliation, operator: Partner | None, site: str) -> str:
    """The line in the operator's register; for who answers those of no operator, her own way in."""
    if operator is None:
        return site + reverse("desk:home")
    codes = [affiliation.project.code.lower(), operator.code.lower(), affiliation.public]
    return site + reverse("structures:affiliation", args=codes)


def message_to_structure(*, to, affiliation: Affiliation, operator: Partner, text: str, asks: bool, site: str) -> None:
    """To the referents: the operator's own words. `asks`: it waits for an answer before it decides."""
    names = {"place": affiliation.structure.name, "operator": operator.name}

    def write() -> Letter:
        if asks:
            subject = _("%(operator)s asks you to change something about %(place)s")
            said = _("%(operator)s looked at your request for %(place)s and asks for changes. This is what they wrote:")
            after = [
                _("Answer there, or correct what Halte knows of your place. Your request keeps waiting meanwhile.")
            ]
        else:
            subject = _("%(operator)s wrote to %(place)s")
            said, after = _("%(operator)s wrote to %(place)s:"), []
        return Letter(
            subject=subject % names,
            paragraphs=(_hello(to.first_name), said % names, _quoted(text), *after),
            action=(_("Read and answer"), _structures_page(affiliation, site)),
        )

    mail.send(to=to.email, language=to.language, letter=write)


def message_to_operator(*, to, affiliation: Affiliation, operator: Partner | None, by, text: str, site: str) -> None:
    """To who answers for the operator. Without words, the structure corrected its facts after it was asked to."""
    names = {"place": affiliation.structure.name, "who": by.full_name or by.email}

    def write() -> Letter:
        if text:
            subject, said = _("%(place)s wrote to you"), [_("%(who)s wrote for %(place)s:") % names, _quoted(text)]
        else:
            subject = _("%(place)s updated its request")
            said = [_("You asked for changes. %(who)s has corrected what Halte knows of %(place)s.") % names]
        return Letter(
            subject=subject % names,
            paragraphs=(_hello(to.first_name), *said),
            action=(_("Read and answer"), _operators_page(affiliation, operator, site)),
        )

    mail.send(to=to.email, language=to.language, letter=write)


def left(*, to, affiliation: Affiliation, on: dt.date, reason: str, site: str) -> None:
    """To who answers for the operator, when a structure leaves."""

    def write() -> Letter:
        names = {
            "place": affiliation.structure.name,
            "project": affiliation.project.name,
            "on": date_in_words(on, "j F Y"),
        }
        return Letter(
            subject=_("%(place)s leaves the project") % names,
            paragraphs=(
                _hello(to.first_name),
                _("%(place)s leaves %(project)s on %(on)s. This is what they wrote:") % names,
                _quoted(reason),
                _("What was done before that day still counts."),
            ),
        )

    mail.send(to=to.email, language=to.language, letter=write)


def ended(*, to, affiliation: Affiliation, operator: Partner, on: dt.date, reason: str, site: str) -> None:
    """To the referents, when the operator ends the affiliation."""

    def write() -> Letter:
        names = {
            "place": affiliation.structure.name, "project": affiliation.project.name, "operator": operator.name,
            "on": date_in_words(on, "j F Y"),
        }  # fmt: skip
        return Letter(
            subject=_("The affiliation of %(place)s ends") % names,
            paragraphs=(
                _hello(to.first_name),
                _("%(operator)s ends the affiliation of %(place)s to %(project)s on %(on)s. This is what they wrote:")
                % names,
                _quoted(reason),
                _("What was done before that day still counts. You keep your learners and your log."),
            ),
            action=(_("Read and answer"), _structures_page(affiliation, site)),
        )

    mail.send(to=to.email, language=to.language, letter=write)


def kept(*, to, affiliation: Affiliation, site: str, operator_side: bool = False) -> None:
    """To the other side, when an end was undone."""

    def write() -> Letter:
        names = {"place": affiliation.structure.name, "project": affiliation.project.name}
        home = site + reverse("desk:home") if operator_side else _structures_page(affiliation, site)
        return Letter(
            subject=_("%(place)s stays in the project") % names,
            paragraphs=(
                _hello(to.first_name),
                _("The end that you were told of is undone: %(place)s stays affiliated to %(project)s.") % names,
            ),
            action=(_("Open Halte"), home),
        )

    mail.send(to=to.email, language=to.language, letter=write)


def operator_changed(*, to, affiliation: Affiliation, operator: Partner, on: dt.date, site: str, theirs: bool) -> None:
    """To the coordinators of the new operator (`theirs`), and to the referents."""

    def write() -> Letter:
        names = {"place": affiliation.structure.name, "operator": operator.name, "on": date_in_words(on, "j F Y")}
        page = _operators_page(affiliation, operator, site) if theirs else _structures_page(affiliation, site)
        return Letter(
            subject=_("%(operator)s now accompanies %(place)s") % names,
            paragraphs=(
                _hello(to.first_name),
                _("From %(on)s, %(operator)s is the operator of %(place)s, and answers what it asks.") % names,
                _("What is done from that day on counts for %(operator)s.") % names,
            ),
            action=(_("Open %(place)s") % names, page),
        )

    mail.send(to=to.email, language=to.language, letter=write)
