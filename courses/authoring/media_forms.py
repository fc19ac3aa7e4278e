"""A picture with its description, a recording: read when they come, so that what is wrong is said at the field."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.forms import WordsField
from common.shrinking import MOST_SENT, PictureError, Small, made_small
from common.sounds import MOST_BYTES, Sound, SoundError, heard

PICTURES = ".jpg,.jpeg,.png,.webp,.gif,.svg"
SOUNDS = ".mp3,.ogg,.oga,.opus,.webm,.weba,.m4a,.mp4"
PICTURE_WORDS: dict[str, str | Promise] = {
    "too_large": _("This picture is too large: at most 10 MB."),
    "unknown": _("This is no picture that we read: JPEG, PNG, WebP, GIF or SVG."),
    "ending": _("The ending of the file’s name doesn’t fit what is in it. Save it again as the picture that it is."),
    "not_safe": _("This drawing holds more than shapes: a script, a link, a style or a picture. It is refused."),
    "damaged": _("This picture is damaged."),
    "huge": _("This picture has too many pixels: at most 12,000 a side and 40 million in all."),
    "tiny": _("This picture is too small: 48 pixels a side at least."),
    "moves": _("This picture moves. Send one that stands still."),
    "too_heavy": _("This picture stays too heavy for a phone. Take a simpler one, or a part of it."),
}
SOUND_WORDS: dict[str, str | Promise] = {
    "too_large": _("This recording is too heavy: at most 120 kB. Save it in mono, with fewer kbit/s."),
    "unknown": _("This is no recording that we read: MP3, Ogg, WebM or M4A."),
    "ending": _("The ending of the file’s name doesn’t fit what is in it. Save it again as the sound that it is."),
    "damaged": _("This recording is damaged, or written in a way we don’t know."),
    "film": _("This is a film. Send its sound alone."),
    "too_long": _("This recording is too long: at most 60 seconds."),
}


class PictureForm(forms.Form):
    """One picture. `small` is what may be kept of it, `stem` the name that it came with."""

    file = forms.FileField(
        label=_("Picture to send"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": PICTURES}),
        help_text=_("JPEG, PNG, WebP, GIF or SVG. It is made small for the phone; where it was taken is left out."),
    )
    small: Small

    def clean_file(self) -> Any:
        """Read at once: what is wrong with it is said beside its field."""
        file = self.cleaned_data["file"]
        try:
            if file.size > MOST_SENT:
                raise PictureError("too_large")
            self.small = made_small(file.name, file.read())
        except PictureError as error:
            raise forms.ValidationError(str(PICTURE_WORDS[error.code])) from error
        return file

    @property
    def stem(self) -> str:
        return str(self.cleaned_data["file"].name).rpartition(".")[0]


class NewPictureForm(PictureForm):
    """The same with what it shows, in the module's source language at least."""

    def __init__(self, *args, source: str, **kwargs):
        super().__init__(*args, **kwargs)
        for language, name in sorted(settings.LANGUAGES, key=lambda one: one[0] != source):
            self.fields[f"alt_{language}"] = WordsField(
                label=_("What it shows, in words (%(language)s)") % {"language": name},
                max_length=300,
                required=language == source,
                widget=forms.TextInput(attrs={"lang": language, "autocomplete": "off"}),
            )

    @property
    def alt(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"alt_{language}"] for language, _name in settings.LANGUAGES}


class SoundForm(forms.Form):
    """One recording. `sound` is what may be kept of it."""

    file = forms.FileField(label=_("Recording"), max_length=200, widget=forms.FileInput(attrs={"accept": SOUNDS}))
    sound: Sound

    def clean_file(self) -> Any:
        """Read at once: what is wrong with it is said beside its field."""
        file = self.cleaned_data["file"]
        try:
            if file.size > MOST_BYTES:
                raise SoundError("too_large")
            self.sound = heard(file.name, file.read())
        except SoundError as error:
            raise forms.ValidationError(str(SOUND_WORDS[error.code])) from error
        return file
