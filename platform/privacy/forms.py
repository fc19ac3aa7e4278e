"""What is typed and chosen before an account goes."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from common.forms import IdField, choice_field
from learners.handover import Left


class ConfirmForm(forms.Form):
    """Who follows her learners from now on, structure by structure; then the account's own address, typed.

    An erasure is no slip of the finger; that it is she is asked after it (accounts/fresh.py).
    """

    typed = forms.CharField(
        label=gettext_lazy("Your e-mail address, to confirm"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, left: list[Left], **kwargs):
        super().__init__(*args, **kwargs)
        self.left = {f"learners_of_{one.structure.slug}": one for one in left}
        for name, one in self.left.items():
            label = _("Who follows your learners at %(place)s from now on?") % {"place": one.structure.name}
            told = ngettext("You follow %(n)s learner.", "You follow %(n)s learners.", one.learners)
            self.fields[name] = IdField(
                label=label,
                help_text=told % {"n": one.learners},
                error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE},
            )
            named = [(str(user.public), user.full_name or user.email) for user in one.colleagues]
            choice_field(self, name).choices = [("", "—"), *named]
        self.order_fields([*self.left, "typed"])

    def handed_to(self) -> dict[int, User]:
        """Structure id -> the colleague who was chosen."""
        return {
            one.structure.pk: user
            for name, one in self.left.items()
            for user in one.colleagues
            if str(user.public) == self.cleaned_data[name]
        }


_CHOOSE = gettext_lazy("Choose a colleague who follows the learners from now on.")
