"""Letters about coming in: a registration to go on with, a request to join. Each in its reader's language."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import mail
from accounts.mail import Letter, hello
from accounts.models import OutgoingMail
from structures.models import Invitation, JoinRequest, Structure


def somebody_asks(*, to, request: JoinRequest, site: str) -> None:
    """To each referent of the structure, who answers."""
    structure, asking = request.structure, request.user
    names = {"who": asking.full_name or asking.email, "place": structure.name, "email": asking.email}
    address = site + reverse("team:join_request", args=[structure.slug, request.pk])

    def write() -> Letter:
        how = _("The code of your organisation was used.") if request.by_code else ""
        words = (_("The message:"), f"« {request.message} »") if request.message else ()
        return Letter(
            subject=_("%(who)s asks to join %(place)s") % names,
            paragraphs=(
                hello(to.first_name),
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
                hello(asking.first_name),
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
                hello(to.first_name),
                _("%(place)s could not accept your request to join. This is what they wrote:") % names,
                f"« {reason} »",
                _("You can ask again, or speak with a colleague there."),
            ),
        )

    mail.send(to=to.email, language=to.language, letter=write)


def invitation(*, invitation: Invitation, token: str, site: str) -> OutgoingMail:
    """The link to join; it is nowhere else. Returns the letter that waits to leave."""
    address = site + reverse("team:invitation", args=[token])
    names = {"who": invitation.invited_by.full_name or "Halte", "place": str(invitation.place)}

    def write() -> Letter:
        until = date_format(invitation.expires_at, "j F Y")
        return Letter(
            subject=_("%(who)s invites you to %(place)s on Halte") % names,
            paragraphs=(
                hello(invitation.first_name),
                _("%(who)s invites you to join %(place)s on Halte, as: %(role)s.")
                % {**names, "role": str(invitation.get_role_display()).lower()},
                _("Halte helps you teach digital skills: ready-made exercises, and a log of the help you give."),
            ),
            action=(_("Join %(place)s") % names, address),
            closing=(
                _("The link is for you alone. It works until %(date)s.") % {"date": until},
                _("You don't know this organisation? Then do nothing."),
            ),
        )

    return mail.send(to=invitation.email, language=invitation.language, letter=write)


def second_step_removed(*, to, by, site: str) -> None:
    """To who lost her app or key: who vouched for her (nobody: the system's own command), and what comes next."""

    def write() -> Letter:
        said = _("An administrator has removed the second step of your sign-in.")
        if by is not None:
            said = _("%(who)s vouched for you: the second step of your sign-in is removed.") % {"who": by.full_name}
        return Letter(
            subject=_("The second step of your sign-in is removed"),
            paragraphs=(
                hello(to.first_name),
                said,
                _("You are signed out everywhere. Sign in with a code by e-mail, then set up a new app or passkey."),
            ),
            action=(_("Sign in"), site + reverse("account_login")) if site else None,
            closing=(_("You asked nobody? Tell your referent or your coordinator at once."),),
        )

    mail.send(to=to.email, language=to.language, letter=write)
