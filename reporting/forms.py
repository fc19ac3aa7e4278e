"""What is asked about a report file, and about a pack."""

import zipfile

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from reporting.packs.problems import REASONS

LARGEST_PACK = 100 * 1024 * 1024


class FileForm(forms.Form):
    """The file's language is chosen for the file, whatever the page's."""

    language = forms.ChoiceField(label=_("Language of the file"), choices=settings.LANGUAGES)
    form = forms.ChoiceField(
        label=_("File"),
        choices=[("pdf", "PDF"), ("xlsx", _("Spreadsheet (XLSX)")), ("csv", "CSV"), ("json", "JSON")],
    )


class PackForm(forms.Form):
    """A pack as a zip."""

    pack = forms.FileField(label=_("Activity pack (zip)"), widget=forms.FileInput(attrs={"accept": ".zip"}))

    def clean_pack(self):
        pack = self.cleaned_data["pack"]
        if pack.size > LARGEST_PACK:
            raise forms.ValidationError(_("This file is larger than 100 MB. Split it into several packs."))
        if not zipfile.is_zipfile(pack):
            raise forms.ValidationError(str(REASONS["not_a_pack"]))
        pack.seek(0)
        return pack
