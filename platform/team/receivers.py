"""What the rooms below tell, and what follows from it for invitations."""

from django.dispatch import receiver

from accounts.signals import letter_given_up
from team.services.invitations import note_failed_letter


@receiver(letter_given_up)
def tell_on_the_invitation(sender, mail_id, **kwargs) -> None:
    """Who invited sees that the letter never left."""
    note_failed_letter(mail_id=mail_id)
