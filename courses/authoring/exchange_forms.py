"""A file of questions to read; what of a module goes out, and how."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.authoring.exporting import FORMATS
from courses.authoring.outline import WITH_EXERCISES
from courses.exchange.questions import ExchangeError
from courses.exchange.reading import MOST_BYTES, read
from courses.exchange.words import refusal
from courses.learning.enums import StepName
from courses.learning.models import ModuleVersion

ACCEPTED = ".xml,.txt,.gift,.zip,.h5p"
COUNTRY_NAMES = (("BE", gettext_lazy("Belgium")), ("FR", gettext_lazy("France")))


class QuestionsForm(forms.Form):
    """The file, the language of its texts, and the step that its questions go to."""

    file = forms.FileField(
        label=gettext_lazy("File of questions"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy("Moodle XML, GIFT (.txt or .gift), QTI 2.1 or 3, H5P. At most 20 MB."),
        max_length=200,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of its texts"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("The two other languages are marked as missing."),
    )
    step = forms.ChoiceField(
        label=gettext_lazy("Step"), choices=[(one.value, StepName(one).label) for one in WITH_EXERCISES]
    )
    content: bytes

    def clean_file(self):
        """The file is read here, so that what is wrong with it is said beside its field."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large: at most 20 MB."))
        self.content = file.read()
        try:
            read(file.name, self.content)
        except ExchangeError as error:
            raise forms.ValidationError(refusal(error)) from error
        return file


class ExportForm(forms.Form):
    """Which version, in which format, for which language and country."""

    version = forms.ChoiceField(label=gettext_lazy("Version"))
    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=[(key, one.name) for key, one in FORMATS.items()])
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=COUNTRY_NAMES)

    def __init__(self, data, *, versions: list[ModuleVersion], language: str):
        first = {"version": str(versions[0].number), "format": next(iter(FORMATS)), "language": language}
        asked = {name: data.get(name, "") for name in ("version", "format", "language", "country")}
        super().__init__({"country": COUNTRY_NAMES[0][0], **first} | {key: one for key, one in asked.items() if one})
        field = self.fields["version"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.number), f"{one.number} – {one.get_status_display()}") for one in versions]
