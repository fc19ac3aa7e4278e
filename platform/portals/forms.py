"""The administration's forms that check more than a model does."""

import re
from email.utils import parseaddr

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from common import colours, pictures
from structures.models import Portal

CODE = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
HOST = re.compile(r"(?=.{1,200}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
COLOUR = {"pattern": "#[0-9a-fA-F]{6}", "placeholder": "#0b5563", "maxlength": "7"}
COUNTRIES = [("", "–"), ("BE", _("Belgium")), ("FR", _("France"))]


class CodeForm(forms.ModelForm):
    """A code stands in addresses, so it can't hold what divides them."""

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("Use only letters, digits, dots, hyphens and underscores."))
        return code


class PortalForm(CodeForm):
    """A portal that can be read: colours with enough contrast, a logo that is a picture, a host that is one."""

    offered_languages = forms.MultipleChoiceField(label=_("languages offered"), widget=forms.CheckboxSelectMultiple)
    country = forms.ChoiceField(label=_("country"), choices=COUNTRIES, required=False)
    logo_file = forms.FileField(
        label=_("logo"), required=False, help_text=_("PNG, JPEG, WebP or SVG, at most 60 kB, about 36 pixels high.")
    )
    no_logo = forms.BooleanField(label=_("take the logo away"), required=False)

    class Meta:
        model = Portal
        fields = (
            "code", "name", "host", "country", "default_language", "offered_languages", "accent", "accent_2",
            "home_title", "home_text", "controller", "contact_email", "dpo_email", "hosting", "mail_sender",
            "legal_notice",
        )  # fmt: skip
        widgets = {
            # Not a browser's field of colours: it can't be empty, and would send black twice for a portal with our own.
            "accent": UnfoldAdminTextInputWidget(attrs=COLOUR),
            "accent_2": UnfoldAdminTextInputWidget(attrs=COLOUR),
            "home_title": UnfoldAdminTextInputWidget,
            "controller": UnfoldAdminTextInputWidget,
            "hosting": UnfoldAdminTextInputWidget,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["offered_languages"].choices = Portal._meta.get_field("default_language").choices  # type: ignore[attr-defined]

    def clean_host(self) -> str:
        """A host name alone, and no other portal's."""
        host = self.cleaned_data["host"].strip().lower()
        if not host:
            return ""
        if not HOST.fullmatch(host):
            raise ValidationError(_("Write the host name alone, for example: halte.example"))
        if Portal.objects.filter(host=host).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another portal has this address."))
        return host

    def clean_accent(self) -> str:
        return self._colour("accent", colours.readable_accent, _("Too light: words in this colour can't be read."))

    def clean_accent_2(self) -> str:
        return self._colour("accent_2", colours.readable_mark, _("Too dark: words on this colour can't be read."))

    def _colour(self, name: str, readable, refusal) -> str:
        colour = self.cleaned_data[name].strip().lower()
        if colour and not colours.is_colour(colour):
            raise ValidationError(_("Write a colour as # and six signs, for example: #0b5563"))
        if colour and not readable(colour):
            raise ValidationError(refusal)
        return colour

    def clean_logo_file(self):
        """The picture's bytes, by its content one that only draws."""
        file = self.cleaned_data["logo_file"]
        if not file:
            return None
        if file.size > pictures.MOST_BYTES:
            raise ValidationError(_("This picture is too heavy. At most 60 kB."))
        content = file.read()
        if not pictures.kind_of(content):
            raise ValidationError(_("This is no PNG, JPEG or WebP picture, and no SVG that only draws."))
        return content

    def clean_mail_sender(self) -> str:
        """“Name <address>”, or an address."""
        sender = " ".join(self.cleaned_data["mail_sender"].split())
        if sender:
            try:
                validate_email(parseaddr(sender)[1])
            except ValidationError:
                raise ValidationError(_("Write a name and an address between < and >, or an address alone.")) from None
        return sender

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        offered = cleaned.get("offered_languages")
        if offered and cleaned.get("default_language") not in offered:
            self.add_error("default_language", _("The default language is one of those that are offered."))
        pair = {"accent", "accent_2"}
        if len([name for name in pair if cleaned.get(name)]) == 1 and not pair & set(self.errors):
            self.add_error("accent_2", _("Choose both colours, or none."))
        return cleaned

    def save(self, commit: bool = True) -> Portal:
        if content := self.cleaned_data.get("logo_file"):
            self.instance.logo, self.instance.logo_type = content, pictures.kind_of(content)
        elif self.cleaned_data.get("no_logo"):
            self.instance.logo, self.instance.logo_type = None, ""
        return super().save(commit)
