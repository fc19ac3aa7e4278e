"""Filters of lists: they have an address, and files follow them."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.forms import choice_field
from journal.acts import in_words


class JournalFilter(forms.Form):
    """Who, what and when; it offers only what the lines have."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    act = forms.ChoiceField(label=_("What"), required=False)
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until"), required=False)

    def __init__(self, *args, acts: Iterable[str], actors: Iterable[User], **kwargs):
        super().__init__(*args, **kwargs)
        people = [(str(one.public), one.full_name or one.email) for one in actors]
        choice_field(self, "person").choices = [("", _("Everybody")), *people]
        said = sorted(((act, in_words(act)) for act in acts), key=lambda one: one[1].casefold())
        choice_field(self, "act").choices = [("", _("All acts")), *said]
