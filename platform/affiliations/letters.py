"""Letters between a structure and its operator about an affiliation, each in its reader's language."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import mail
from accounts.mail import Letter, hello
from common.languages import date_in_words
from common.sentences import quoted
from portals.voices import voice_of
from structures.models import Affiliation, Partner, Project, Structure


def _structures_page(affiliation: Affiliation, site: str) -> str:
    return site + reverse("affiliations:project", args=[affiliation.structure.slug])


def _operators_page(affiliation: Affiliation, operator: Partner | None, site: str) -> str:
    """The line in the operator's register; for who answers those of no operator, her own way in."""
    if operator is None:
        return site + reverse("desk:home")
    codes = [affiliation.project.code.lower(), operator.code.lower(), affiliation.public]
    return site + reverse("affiliations:affiliation", args=codes)


def _operator_of(affiliation: Affiliation) -> Partner | Project:
    """Who answers for the affiliation today: its operator, else the project. The structure is open."""
    state = affiliation.state_on(timezone.localdate())
    return (state and state.operator) or affiliation.project


def message_to_structure(*, to, affiliation: Affiliation, operator: Partner, text: str, asks: bool, site: str) -> None:
    """To the referents: the operator's own words. `asks`: it waits for an answer before it decides."""
    voice = voice_of(affiliation.structure, site)
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
            paragraphs=(hello(to.first_name), said % names, quoted(text), *after),
            action=(_("Read and answer"), _structures_page(affiliation, voice.site)),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def message_to_operator(*, to, affiliation: Affiliation, operator: Partner | None, by, text: str, site: str) -> None:
    """To who answers for the operator. Without words, the structure corrected its facts after it was asked to."""
    voice = voice_of(operator or affiliation.project, site)
    names = {"place": affiliation.structure.name, "who": by.full_name or by.email}

    def write() -> Letter:
        if text:
            subject, said = _("%(place)s wrote to you"), [_("%(who)s wrote for %(place)s:") % names, quoted(text)]
        else:
            subject = _("%(place)s updated its request")
            said = [_("You asked for changes. %(who)s has corrected what Halte knows of %(place)s.") % names]
        return Letter(
            subject=subject % names,
            paragraphs=(hello(to.first_name), *said),
            action=(_("Read and answer"), _operators_page(affiliation, operator, voice.site)),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def left(*, to, affiliation: Affiliation, on: dt.date, reason: str, site: str) -> None:
    """To who answers for the operator, when a structure leaves."""
    voice = voice_of(_operator_of(affiliation), site)

    def write() -> Letter:
        names = {
            "place": affiliation.structure.name,
            "project": affiliation.project.name,
            "on": date_in_words(on, "j F Y"),
        }
        return Letter(
            subject=_("%(place)s leaves the project") % names,
            paragraphs=(
                hello(to.first_name),
                _("%(place)s leaves %(project)s on %(on)s. This is what they wrote:") % names,
                quoted(reason),
                _("What was done before that day still counts."),
            ),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def ended(*, to, affiliation: Affiliation, operator: Partner, on: dt.date, reason: str, site: str) -> None:
    """To the referents, when the operator ends the affiliation."""
    voice = voice_of(affiliation.structure, site)

    def write() -> Letter:
        names = {
            "place": affiliation.structure.name, "project": affiliation.project.name, "operator": operator.name,
            "on": date_in_words(on, "j F Y"),
        }  # fmt: skip
        return Letter(
            subject=_("The affiliation of %(place)s ends") % names,
            paragraphs=(
                hello(to.first_name),
                _("%(operator)s ends the affiliation of %(place)s to %(project)s on %(on)s. This is what they wrote:")
                % names,
                quoted(reason),
                _("What was done before that day still counts. You keep your learners and your log."),
            ),
            action=(_("Read and answer"), _structures_page(affiliation, voice.site)),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def kept(*, to, affiliation: Affiliation, site: str, operator_side: bool = False) -> None:
    """To the other side, when an end was undone."""
    voice = voice_of(_operator_of(affiliation) if operator_side else affiliation.structure, site)

    def write() -> Letter:
        names = {"place": affiliation.structure.name, "project": affiliation.project.name}
        home = voice.site + reverse("desk:home") if operator_side else _structures_page(affiliation, voice.site)
        return Letter(
            subject=_("%(place)s stays in the project") % names,
            paragraphs=(
                hello(to.first_name),
                _("The end that you were told of is undone: %(place)s stays affiliated to %(project)s.") % names,
            ),
            action=(_("Open Halte"), home),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def operator_changed(*, to, affiliation: Affiliation, operator: Partner, on: dt.date, site: str, theirs: bool) -> None:
    """To the coordinators of the new operator (`theirs`), and to the referents."""
    voice = voice_of(operator if theirs else affiliation.structure, site)

    def write() -> Letter:
        names = {"place": affiliation.structure.name, "operator": operator.name, "on": date_in_words(on, "j F Y")}
        page = (
            _operators_page(affiliation, operator, voice.site) if theirs else _structures_page(affiliation, voice.site)
        )
        return Letter(
            subject=_("%(operator)s now accompanies %(place)s") % names,
            paragraphs=(
                hello(to.first_name),
                _("From %(on)s, %(operator)s is the operator of %(place)s, and answers what it asks.") % names,
                _("What is done from that day on counts for %(operator)s.") % names,
            ),
            action=(_("Open %(place)s") % names, page),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def request_to_answer(*, to, structure: Structure, operator: Partner, by, number: str, site: str) -> None:
    """To the coordinators of the operator. `by` is the account that asks, `number` the enterprise number or empty."""
    voice = voice_of(operator, site)
    names = {"place": structure.name, "operator": operator.name, "who": by.full_name, "email": by.email}
    today = timezone.localdate()
    address = voice.site + reverse(
        "affiliations:affiliations", args=[operator.project.code.lower(), operator.code.lower()]
    )

    def write() -> Letter:
        return Letter(
            subject=_("%(place)s asks to join %(operator)s") % names,
            paragraphs=(
                hello(to.first_name),
                _("%(place)s asks to join the project with %(operator)s. Somebody is waiting for your answer.") % names,
                _("Asked by: %(who)s, %(email)s, on %(date)s.") % {**names, "date": date_in_words(today, "j F Y")},
                f"{_('Enterprise number')}: {number or _('No number')}",
            ),
            action=(_("See the request"), address),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def request_approved(*, to, structure: Structure, operator: Partner, site: str) -> None:
    """To the referents, when the structure is affiliated."""
    voice = voice_of(structure, site)
    names = {"place": structure.name, "operator": operator.name}
    address = voice.site + reverse("desk:structure_home", args=[structure.slug])

    def write() -> Letter:
        return Letter(
            subject=_("%(place)s is affiliated") % names,
            paragraphs=(
                hello(to.first_name),
                _("Good news: %(operator)s has approved your request. %(place)s is affiliated.") % names,
                _("From today, the help you give counts in the project's figures."),
            ),
            action=(_("Open %(place)s") % names, address),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def request_refused(*, to, structure: Structure, operator: Partner, reason: str) -> None:
    """To the referents, with the coordinator's own words."""
    voice = voice_of(structure)
    names = {"place": structure.name, "operator": operator.name}

    def write() -> Letter:
        return Letter(
            subject=_("The answer to your request for %(place)s") % names,
            paragraphs=(
                hello(to.first_name),
                _("%(operator)s could not accept your request for %(place)s. This is what they wrote:") % names,
                quoted(reason),
                _("You can write back to them, and ask again."),
            ),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)
