"""Forms of the room: shape and choices, no side effect."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import SearchField, WordsField, choice_field, row_field
from community.forums.markup import to_html
from community.forums.models import ForumTheme

LONGEST = 8000
DISCREET = gettext_lazy("No name and no detail by which a person can be recognised.")


class TopicFilterForm(forms.Form):
    """The list's filters; they have an address."""

    q = SearchField(label=gettext_lazy("Search"))
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, widget=forms.RadioSelect)
    language = forms.MultipleChoiceField(
        label=gettext_lazy("Language"),
        choices=[(code, code.upper()) for code, _name in settings.LANGUAGES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    theme = forms.SlugField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, waiting: int = 0, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "state").choices = [
            ("", _("All")),
            ("unanswered", _("No answer (%(n)s)") % {"n": waiting}),
            ("certified", _("Certified")),
            ("mine", _("Mine")),
        ]


def text_field(label, rows: int, help_text=DISCREET) -> forms.CharField:
    return WordsField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": gettext_lazy("Type your text."),
            "max_length": gettext_lazy("This is too long: at most %(limit_value)d characters."),
        },
    )


class WordsMixin:
    """A text that holds nothing but signs that nobody sees is no text."""

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].strip()  # type: ignore[attr-defined]
        if not to_html(text):
            raise forms.ValidationError(_("Type your text."))
        return text


class TopicForm(WordsMixin, forms.Form):
    """A new question."""

    title = WordsField(
        label=gettext_lazy("Your question in one sentence"),
        max_length=160,
        error_messages={
            "required": gettext_lazy("Type your question in one sentence."),
            "max_length": gettext_lazy("Make it shorter: at most %(limit_value)d characters. Tell the rest below."),
        },
    )
    text = text_field(gettext_lazy("What happens?"), 7)
    theme: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Theme"),
        queryset=None,
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a theme."), "invalid_choice": gettext_lazy("Choose a theme.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language do you write?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "theme").queryset = ForumTheme.objects.order_by("position", "slug")


class ReplyForm(WordsMixin, forms.Form):
    text = text_field(gettext_lazy("Your answer"), 5)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the answer"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class EditForm(WordsMixin, forms.Form):
    text = text_field(gettext_lazy("Your text"), 7)


class ReportForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("What is wrong with it?"),
        help_text=gettext_lazy("Only the moderators read this."),
        max_length=300,
        error_messages={"required": gettext_lazy("Say in a few words what is wrong.")},
    )
