"""Letters about coming in: a registration to go on with, a request to join. Each in its reader's language."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import mail
from accounts.mail import Letter, hello
from accounts.models import OutgoingMail
from common.languages import date_in_words
from common.sentences import quoted
from portals.voices import voice_of
from structures.models import Invitation, JoinRequest, Membership, Partner, Portal, Structure


def somebody_asks(*, to, request: JoinRequest, site: str) -> None:
    """To each referent of the structure, who answers."""
    structure, asking = request.structure, request.user
    names = {"who": asking.full_name or asking.email, "place": structure.name, "email": asking.email}
    voice = voice_of(structure, site)
    address = voice.site + reverse("team:join_request", args=[structure.slug, request.pk])

    def write() -> Letter:
        how = _("The code of your organisation was used.") if request.by_code else ""
        words = (_("The message:"), quoted(request.message)) if request.message else ()
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

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def request_accepted(*, request: JoinRequest, site: str) -> None:
    """To the person who asked."""
    structure, asking = request.structure, request.user
    names, voice = {"place": structure.name}, voice_of(structure, site)
    address = voice.site + reverse("desk:structure_home", args=[structure.slug])

    def write() -> Letter:
        return Letter(
            subject=_("Welcome to %(place)s") % names,
            paragraphs=(
                hello(asking.first_name),
                _("Your request is accepted: you work in %(place)s on Halte from now on.") % names,
            ),
            action=(_("Open %(place)s") % names, address),
        )

    mail.send(to=asking.email, language=asking.language, letter=write, voice=voice)


def request_declined(*, to, structure: Structure, reason: str) -> None:
    """To the person who asked, with the referent's own words."""
    names, voice = {"place": structure.name}, voice_of(structure)

    def write() -> Letter:
        return Letter(
            subject=_("The answer to your request for %(place)s") % names,
            paragraphs=(
                hello(to.first_name),
                _("%(place)s could not accept your request to join. This is what they wrote:") % names,
                quoted(reason),
                _("You can ask again, or speak with a colleague there."),
            ),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def invitation(*, invitation: Invitation, token: str, site: str) -> OutgoingMail:
    """The link to join; it is nowhere else. Returns the letter that waits to leave."""
    voice = voice_of(invitation.place, site)
    address = voice.site + reverse("team:invitation", args=[token])
    names = {"who": invitation.invited_by.full_name or "Halte", "place": str(invitation.place)}

    def write() -> Letter:
        until = date_in_words(timezone.localtime(invitation.expires_at), "DATE_FORMAT")
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

    return mail.send(to=invitation.email, language=invitation.language, letter=write, voice=voice)


def access_ended(*, membership: Membership, by, site: str) -> None:
    """To who lost a role: where, and who ended it; what stays hers."""
    to, place = membership.user, _place(membership)
    voice = voice_of(place, site)
    names = {"who": by.full_name or by.email, "place": place.name}

    def write() -> Letter:
        return Letter(
            subject=_("Your access has ended: %(place)s") % names,
            paragraphs=(
                hello(to.first_name),
                _("%(who)s has ended your access to %(place)s on Halte. Your role there was: %(role)s.")
                % {**names, "role": str(membership.get_role_display()).lower()},
                _("Your account, your attestations and your forum name stay yours."),
            ),
            action=(_("Open your account"), voice.site + reverse("desk:account")),
            closing=(_("You don't know why? Ask the person who did it: %(email)s.") % {"email": by.email},),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def access_again(*, membership: Membership, by, site: str) -> None:
    """To who got her role back."""
    to, place = membership.user, _place(membership)
    voice = voice_of(place, site)
    names = {"who": by.full_name or by.email, "place": place.name}

    def write() -> Letter:
        return Letter(
            subject=_("You have access again: %(place)s") % names,
            paragraphs=(
                hello(to.first_name),
                _("%(who)s has given you back your access to %(place)s on Halte.") % names,
            ),
            action=(_("Open %(place)s") % names, voice.site + reverse("desk:home")),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def _place(membership: Membership) -> Structure | Partner | Portal:
    place = membership.structure or membership.partner or membership.portal
    assert place is not None
    return place


def second_step_removed(*, to, by, site: str) -> None:
    """To who lost her app or key: who vouched for her (nobody: the system's own command), and what comes next."""
    voice = voice_of(to, site)

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
            action=(_("Sign in"), voice.site + reverse("account_login")),
            closing=(_("You asked nobody? Tell your referent or your coordinator at once."),),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)
