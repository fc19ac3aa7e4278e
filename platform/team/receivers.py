"""What the rooms below tell, and what follows from it for invitations."""

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.signals import letter_given_up
from common.errors import DomainError
from common.sentences import one_stop
from team.selectors.teams import Host
from team.services.invitations import join_as, note_failed_letter

WAITING = "invitation"  # in the session: the invitation that the sign-in, which was asked for, answers


@receiver(letter_given_up)
def tell_on_the_invitation(sender, mail_id, **kwargs) -> None:
    """Who invited sees that the letter never left."""
    note_failed_letter(mail_id=mail_id)


@receiver(user_logged_in)
def join_what_waited(sender, request, user, **kwargs) -> None:
    """She said yes to an invitation, and now has shown that the account is hers. Anybody else joins nothing by it."""
    waiting = request.session.pop(WAITING, "")
    if not waiting:
        return
    with translation.override(user.language):  # that of the page which comes next
        try:
            joined = join_as(invitation_id=waiting, user=user)
        except DomainError as error:
            messages.error(request, str(error), fail_silently=True)
        else:
            messages.success(request, welcome_to(joined.place), fail_silently=True)


def welcome_to(place: Host) -> str:
    """What she reads when she has joined."""
    return one_stop(_("Welcome to %(place)s.") % {"place": place})
