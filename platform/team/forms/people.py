"""Forms about the people of a structure, a partner or a portal: shape and choices, no side effect."""

from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import SearchField, choice_field
from structures.enums import STRUCTURE_ROLES, Role
from structures.models import Partner, Portal
from team.forms.invitations import InviteForm
from team.selectors.teams import roles_at

LARGEST_LIST = 1_000_000  # bytes; 500 rows take a tenth of it


class TeamFilterForm(forms.Form):
    """The list's filters: they have an address."""

    q = SearchField(label=gettext_lazy("Name or e-mail address"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)

    def __init__(self, *args, roles: Iterable[Role], **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "role").choices = [("", _("All roles")), *((role.value, role.label) for role in roles)]


class PlacedInviteForm(InviteForm):
    """An invitation to a partner or a portal: the same questions, with that place's roles."""

    def __init__(self, *args, roles: Iterable[Role], **kwargs):
        super().__init__(*args, **kwargs)
        roles = list(roles)
        field = choice_field(self, "role")
        field.choices = [(role.value, role.label) for role in roles]
        field.initial = roles[0].value
        field.error_messages["required"] = _("Choose what this person will do here.")


class PortalInviteForm(PlacedInviteForm):
    """An administrator's: the place too, a portal or a partner. A role belongs to one of the two."""

    where = forms.ChoiceField(label=gettext_lazy("Where"))

    def __init__(self, *args, portals: Iterable[Portal], partners: Iterable[Partner], **kwargs):
        super().__init__(*args, **kwargs)
        self.places: dict[str, Portal | Partner] = {f"portal-{one.code}": one for one in portals}
        self.places |= {f"partner-{one.public}": one for one in partners}
        named = [
            (key, one.name if isinstance(one, Portal) else f"{one.name} · {one.project.name}")
            for key, one in self.places.items()
        ]
        choice_field(self, "where").choices = named
        self.order_fields(["email", "where", "role", "language"])

    def clean(self) -> dict:
        data = super().clean() or {}
        place, role = self.places.get(data.get("where", "")), data.get("role")
        if place is not None and role and role not in roles_at(place):
            words = _("A portal has curators, moderators and administrators; a partner has trainers and coordinators.")
            self.add_error("role", words)
        return data


class RoleForm(forms.Form):
    """Another role in a structure."""

    role = forms.ChoiceField(choices=[(role.value, role.label) for role in STRUCTURE_ROLES])


class ListForm(forms.Form):
    """A file of people to invite, and what holds for rows that say nothing of it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, up to 500 rows. One column needs the e-mail addresses; the others may be missing."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        error_messages={
            "required": gettext_lazy("Choose the file with the addresses."),
            "empty": gettext_lazy("This file is empty."),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the invitations"),
        help_text=gettext_lazy("For the rows that name no language."),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_LIST:
            raise forms.ValidationError(_("This file is too large for a list of 500 people. Is it the right one?"))
        return file
