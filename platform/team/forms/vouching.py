"""The form of who vouches: shape and choices, no side effect."""

from django import forms
from django.utils.translation import gettext_lazy

from common.forms import choice_field
from team.selectors.vouching import Candidate
from team.services.vouching import Seen


class VouchForm(forms.Form):
    """For one of `people`, by her handle."""

    person = forms.ChoiceField(label=gettext_lazy("Who has lost her app or key?"), widget=forms.RadioSelect)
    how = forms.ChoiceField(
        label=gettext_lazy("How do you know that it is she who asks?"), choices=Seen.choices, widget=forms.RadioSelect
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I vouch for her"),
        help_text=gettext_lazy("The journal keeps your name, hers and how you know her."),
    )

    def __init__(self, *args, people: list[Candidate], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "person").choices = [(one.handle, _words(one)) for one in people]


def _words(one: Candidate) -> str:
    return ", ".join([str(one.user), *one.places[:2]])
