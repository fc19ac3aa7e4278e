"""Forms about who follows a learner: only people with a role in the open structure can be chosen."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.forms import IdField, choice_field
from learners.handover import MINE, NOBODY, helpers_of


def _names(users: list[User]) -> list[tuple[str, str]]:
    return [(str(user.public), user.full_name or user.email) for user in users]


class HelperForm(forms.Form):
    """Somebody of the structure's team."""

    users: list[User]

    def chosen(self, name: str) -> User | None:
        """The person behind the choice; None for no choice."""
        return next((user for user in self.users if str(user.public) == self.cleaned_data.get(name)), None)


class HandoverForm(HelperForm):
    """Who follows the learners of the person who leaves."""

    handed_to = IdField(
        label=_("Who follows them from now on?"),
        error_messages={"required": _("Choose a colleague who follows the learners from now on.")},
    )

    def __init__(self, *args, structure, leaving: int, needed: bool, **kwargs):
        """`leaving`: the id of who leaves; `needed`: whether she follows anybody."""
        super().__init__(*args, **kwargs)
        self.users = helpers_of(structure=structure, but=[leaving])
        if needed:
            choice_field(self, "handed_to").choices = [("", "—"), *_names(self.users)]
        else:
            del self.fields["handed_to"]


class FollowerForm(HelperForm):
    """Who follows one learner."""

    referent = IdField(
        label=_("Who follows this learner?"), error_messages={"required": _("Choose somebody of the team.")}
    )

    def __init__(self, *args, learner, **kwargs):
        super().__init__(*args, **kwargs)
        self.users = helpers_of(structure=learner.structure)
        self.initial["referent"] = next((str(one.public) for one in self.users if one.pk == learner.referent_id), "")
        field = choice_field(self, "referent")
        field.choices = _names(self.users)
        if learner.referent_id not in {user.pk for user in self.users}:
            field.choices = [("", "—"), *_names(self.users)]


class WhoForm(forms.Form):
    """The filter of the learners' list."""

    who = IdField(label=_("Followed by"), required=False)

    def __init__(self, *args, structure, user, **kwargs):
        super().__init__(*args, **kwargs)
        others = helpers_of(structure=structure, but=[user.pk])
        fixed = [("", _("Everybody")), (MINE, _("Me")), (NOBODY, _("Nobody any more"))]
        choice_field(self, "who").choices = [*fixed, *_names(others)]
