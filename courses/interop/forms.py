"""What a referent says about her record store and her export; what an administrator says about a platform."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import DomainError
from common.forms import WordsField
from courses.interop import outgoing
from courses.interop.enums import Version
from courses.interop.models import Platform, RecordStore
from courses.interop.services import check_period
from learners.names import plain_alias
from structures.models import Structure

NO_DATE = {"required": gettext_lazy("Give a day."), "invalid": gettext_lazy("This is no day. For example: 31/12/2026.")}


class PeriodForm(forms.Form):
    """The days of an export, both included; the month before this one unless told otherwise."""

    since = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput, error_messages=NO_DATE)
    until = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput, error_messages=NO_DATE)

    def __init__(self, data: Any = None):
        last = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
        super().__init__(data, initial={"since": last.replace(day=1), "until": last})

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "since" in found and "until" in found:
            try:
                check_period(found["since"], found["until"])
            except DomainError as error:
                self.add_error(error.field, str(error))
        return found


class StoreForm(forms.Form):
    """Where learning records go. The secret is never shown again: left empty, it stays."""

    endpoint = forms.CharField(
        label=gettext_lazy("Address of the record store"),
        max_length=300,
        help_text=gettext_lazy("As its keeper gives it, for example https://lrs.example/xapi"),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    key = forms.CharField(
        label=gettext_lazy("Name (key)"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=gettext_lazy("Secret"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    version = forms.ChoiceField(label=gettext_lazy("Version"), choices=Version.choices, initial=Version.ONE)

    def __init__(self, data: Any = None, *, store: RecordStore | None = None):
        initial = {"endpoint": store.endpoint, "key": store.key, "version": store.version} if store else None
        super().__init__(data, initial=initial)
        if store:
            self.fields["secret"].help_text = _("Leave it empty to keep the one that is there.")

    def clean_endpoint(self) -> str:
        address = self.cleaned_data["endpoint"].rstrip("/")
        if not outgoing.may_be_asked(address, settings.XAPI_LRS_HOSTS):
            raise forms.ValidationError(_("This installation may not send to this address."))
        return address


class PlatformForm(forms.ModelForm):
    """A learning platform, as its own page for tools shows it."""

    name = WordsField(label=gettext_lazy("Name"), max_length=40, help_text=gettext_lazy("For example: Moodle Lille"))
    place = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=80,
        help_text=gettext_lazy("The name in its address: of /s/epn-tournai/ it is epn-tournai."),
    )
    deployments = forms.CharField(
        label=gettext_lazy("Deployment IDs"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One a line."),
    )

    class Meta:
        model = Platform
        fields = ["name", "issuer", "client_id", "login_url", "token_url", "keyset_url"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["place"] = self.instance.structure.slug
            self.initial["deployments"] = "\n".join(self.instance.deployments)

    def clean_name(self) -> str:
        """It begins the names of those who come from there, so it obeys the rules of an alias."""
        try:
            return plain_alias(self.cleaned_data["name"])
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_place(self) -> str:
        found = Structure.objects.filter(slug=self.cleaned_data["place"].strip("/ ").lower(), merged_into=None).first()
        if found is None:
            raise forms.ValidationError(_("No organisation has this address."))
        if not self.instance._state.adding and found.pk != self.instance.structure_id:
            raise forms.ValidationError(_("Learners came in there already. Register the platform again instead."))
        self.instance.structure = found
        return found.slug

    def clean_deployments(self) -> str:
        found = [one.strip() for one in self.cleaned_data["deployments"].splitlines() if one.strip()]
        if not found or len(found) > 50 or any(len(one) > 200 for one in found):
            raise forms.ValidationError(_("Give up to 50 deployment IDs, one a line."))
        self.instance.deployments = found
        return "\n".join(found)

    def clean_login_url(self) -> str:
        return self._address("login_url")

    def clean_token_url(self) -> str:
        return self._address("token_url")

    def clean_keyset_url(self) -> str:
        return self._address("keyset_url")

    def _address(self, name: str) -> str:
        address = self.cleaned_data[name].strip()
        secure = address.startswith("https://") or settings.INTEROP_INSECURE
        if not secure or not outgoing.host_of(address) or "#" in address or (name == "login_url" and "?" in address):
            raise forms.ValidationError(_("Give a whole address that begins with https://"))
        return address

    def validate_unique(self) -> None:
        """The database decides, across all structures (services.save_platform)."""
