"""The letters of this room: invitations, and answers to a structure's request. Each in its reader's language."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import mail
from accounts.mail import Letter
from accounts.models import OutgoingMail
from common.languages import date_in_words
from structures.models import Invitation, Partner, Structure


def _hello(first_name: str = "") -> str:
    return _("Hello %(name)s,") % {"name": first_name} if first_name else _("Hello,")


def invitation(*, invitation: Invitation, token: str, site: str) -> OutgoingMail:
    """The link to join; it is nowhere else. Returns the letter that waits to leave."""
    address = site + reverse("structures:invitation", args=[token])
    names = {"who": invitation.invited_by.full_name or "Halte", "place": str(invitation.place)}

    def write() -> Letter:
        until = date_format(invitation.expires_at, "j F Y")
        return Letter(
            subject=_("%(who)s invites you to %(place)s on Halte") % names,
            paragraphs=(
                _hello(invitation.first_name),
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


def request_received(*, to, structure: Structure, operator: Partner, site: str) -> None:
    """To the referent, when her structure's request was sent."""
    names = {"place": structure.name, "operator": operator.name}
    address = site + reverse("desk:structure_home", args=[structure.slug])

    def write() -> Letter:
        return Letter(
            subject=_("Your request for %(place)s has been sent") % names,
            paragraphs=(
                _hello(to.first_name),
                _("%(operator)s has your request for %(place)s, and will answer you by e-mail.") % names,
                _("You can sign in already, add learners and invite your colleagues."),
            ),
            action=(_("Open %(place)s") % names, address),
        )

    mail.send(to=to.email, language=to.language, letter=write)


def request_to_answer(*, to, structure: Structure, operator: Partner, by, number: str, site: str) -> None:
    """To the coordinators of the operator. `by` is the account that asks, `number` the enterprise number or empty."""
    names = {"place": structure.name, "operator": operator.name, "who": by.full_name, "email": by.email}
    today = timezone.localdate()
    address = site + reverse("structures:affiliations", args=[operator.project.code.lower(), operator.code.lower()])

    def write() -> Letter:
        return Letter(
            subject=_("%(place)s asks to join %(operator)s") % names,
            paragraphs=(
                _hello(to.first_name),
                _("%(place)s asks to join the project with %(operator)s. Somebody is waiting for your answer.") % names,
                _("Asked by: %(who)s, %(email)s, on %(date)s.") % {**names, "date": date_format(today, "j F Y")},
                f"{_('Enterprise number')}: {number or _('No number')}",
            ),
            action=(_("See the request"), address),
        )

    mail.send(to=to.email, language=to.language, letter=write)


def request_approved(*, to, structure: Structure, operator: Partner, site: str) -> None:
    """To the referents, when the structure is affiliated."""
    names = {"place": structure.name, "operator": operator.name}
    address = site + reverse("desk:structure_home", args=[structure.slug])

    def write() -> Letter:
        return Letter(
            subject=_("%(place)s is affiliated") % names,
            paragraphs=(
                _hello(to.first_name),
                _("Good news: %(operator)s has approved your request. %(place)s is affiliated.") % names,
                _("From today, the help you give counts in the project's figures."),
            ),
            action=(_("Open %(place)s") % names, address),
        )

    mail.send(to=to.email, language=to.language, letter=write)


def request_refused(*, to, structure: Structure, operator: Partner, reason: str) -> None:
    """To the referents, with the coordinator's own words."""
    names = {"place": structure.name, "operator": operator.name}

    def write() -> Letter:
        return Letter(
            subject=_("The answer to your request for %(place)s") % names,
            paragraphs=(
                _hello(to.first_name),
                _("%(operator)s could not accept your request for %(place)s. This is what they wrote:") % names,
                f"« {reason} »",
                _("You can write back to them, and ask again."),
            ),
        )

    mail.send(to=to.email, language=to.language, letter=write)


def journal_broken(*, to, line: int, place: str) -> None:
    """To an administrator, once: the journal is not what was written. `place` is empty for the portal's own lines."""

    def write() -> Letter:
        where = _("The chain of %(place)s is broken at line %(line)s.")
        own = _("The chain of the portal's own acts is broken at line %(line)s.")
        return Letter(
            subject=_("The journal has been changed"),
            paragraphs=(
                _hello(to.first_name),
                (where if place else own) % {"place": place, "line": line},
                _("The application itself can't change a line: look at who can reach the database."),
            ),
        )

    mail.send(to=to.email, language=to.language, letter=write)


def second_step_removed(*, to, by, site: str) -> None:
    """To who lost her app or key: who vouched for her (nobody: the system's own command), and what comes next."""

    def write() -> Letter:
        said = _("An administrator has removed the second step of your sign-in.")
        if by is not None:
            said = _("%(who)s vouched for you: the second step of your sign-in is removed.") % {"who": by.full_name}
        return Letter(
            subject=_("The second step of your sign-in is removed"),
            paragraphs=(
                _hello(to.first_name),
                said,
                _("You are signed out everywhere. Sign in with a code by e-mail, then set up a new app or passkey."),
            ),
            action=(_("Sign in"), site + reverse("account_login")) if site else None,
            closing=(_("You asked nobody? Tell your referent or your coordinator at once."),),
        )

    mail.send(to=to.email, language=to.language, letter=write)


def new_device(*, to, device: str, at, site: str) -> None:
    """To somebody with a role that needs the second step: a browser that her account was never used with."""

    def write() -> Letter:
        moment = timezone.localtime(at)
        when = f"{date_in_words(moment, 'j F Y')}, {date_format(moment, 'H:i')}"
        return Letter(
            subject=_("You signed in on a new device"),
            paragraphs=(
                _hello(to.first_name),
                _("Somebody signed in to your account on %(device)s, on %(when)s.") % {"device": device, "when": when},
                _("Was it you? Then all is well. If not, end that session on the page of your account."),
            ),
            action=(_("See my devices"), site + reverse("desk:account")),
        )

    mail.send(to=to.email, language=to.language, letter=write)
