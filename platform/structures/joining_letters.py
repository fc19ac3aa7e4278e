"""Letters about coming in: a registration to go on with, a request to join. Each in its reader's language."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import mail
from accounts.mail import Letter
from structures.models import JoinRequest, Structure


def _hello(first_name: str = "") -> str:
    return _("Hello %(name)s,") % {"name": first_name} if first_name else _("Hello,")


def registration_link(*, email: str, language: str, token: str, days: int, site: str) -> None:
    """The link with which a registration goes on; it is nowhere else."""
    address = site + reverse("structures:register_resume", args=[token])

    def write() -> Letter:
        return Letter(
            subject=_("Go on with your registration on Halte"),
            paragraphs=(
                _hello(),
                _("Your answers are kept. Go on where you stopped, on this device or another one."),
            ),
            action=(_("Go on with the registration"), address),
            closing=(
                _("The link works for %(days)s days. Whoever has it can read and change your answers.")
                % {"days": days},
                _("You did not ask for this letter? Then do nothing."),
            ),
        )

    mail.send(to=email, language=language, letter=write)


def somebody_asks(*, to, request: JoinRequest, site: str) -> None:
    """To each referent of the structure, who answers."""
    structure, asking = request.structure, request.user
    names = {"who": asking.full_name or asking.email, "place": structure.name, "email": asking.email}
    address = site + reverse("structures:join_request", args=[structure.slug, request.pk])

    def write() -> Letter:
        how = _("The code of your organisation was used.") if request.by_code else ""
        words = (_("The message:"), f"« {request.message} »") if request.message else ()
        return Letter(
            subject=_("%(who)s asks to join %(place)s") % names,
            paragraphs=(
                _hello(to.first_name),
                _("%(who)s (%(email)s) asks to join %(place)s on Halte. Do you know this person?") % names,
                *((how,) if how else ()),
                *words,
            ),
            action=(_("Answer the request"), address),
            closing=(_("Nobody comes in without your answer."),),
        )

    mail.send(to=to.email, language=to.language, letter=write)


def request_accepted(*, request: JoinRequest, site: str) -> None:
    """To the person who asked."""
    structure, asking = request.structure, request.user
    names = {"place": structure.name}
    address = site + reverse("desk:structure_home", args=[structure.slug])

    def write() -> Letter:
        return Letter(
            subject=_("Welcome to %(place)s") % names,
            paragraphs=(
                _hello(asking.first_name),
                _("Your request is accepted: you work in %(place)s on Halte from now on.") % names,
            ),
            action=(_("Open %(place)s") % names, address),
        )

    mail.send(to=asking.email, language=asking.language, letter=write)


def request_declined(*, to, structure: Structure, reason: str) -> None:
    """To the person who asked, with the referent's own words."""
    names = {"place": structure.name}

    def write() -> Letter:
        return Letter(
            subject=_("The answer to your request for %(place)s") % names,
            paragraphs=(
                _hello(to.first_name),
                _("%(place)s could not accept your request to join. This is what they wrote:") % names,
                f"« {reason} »",
                _("You can ask again, or speak with a colleague there."),
            ),
        )

    mail.send(to=to.email, language=to.language, letter=write)
