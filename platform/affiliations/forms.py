"""Forms about an affiliation: the coordinator's list and answers, and what a structure says itself. No side effect."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from affiliations.selectors.operators import OperatorChoice, operators_open
from affiliations.selectors.register import CHANGES, NOBODY, Wanted
from common.forms import SearchField, WordsField, choice_field
from common.overtaken import seen_field
from structures.enums import AffiliationStatus, PartnerRole, Side
from structures.kinds import StructureType
from structures.labels import LABELS
from structures.models import Partner, StructureState
from territory import postcodes

OLDER = (7, 14, 30, 90)
AT_ONCE = 50
"""Lines of one page, and of one act on several."""


def _words(*, label, rows: int = 4, required: str | Promise = "", **more) -> WordsField:
    errors: dict[str, Any] = {"required": required} if required else {}
    return WordsField(
        label=label,
        max_length=2000,
        required=bool(required),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=errors,
        **more,
    )


class RegisterFilterForm(forms.Form):
    """The list's filters. What is wrong in an address filters nothing."""

    q = SearchField(label=gettext_lazy("Name, municipality or postcode"))
    status = forms.ChoiceField(
        required=False, choices=[("", ""), (CHANGES, ""), *AffiliationStatus.choices], widget=forms.HiddenInput
    )
    partner = forms.ChoiceField(label=gettext_lazy("Partner"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of place"), required=False)
    side = forms.ChoiceField(label=gettext_lazy("Side"), required=False)
    older = forms.ChoiceField(label=pgettext_lazy("a request", "Waiting"), required=False)
    label = forms.ChoiceField(label=gettext_lazy("Label"), required=False)
    sort = forms.ChoiceField(label=pgettext_lazy("of a list", "Order"), required=False)
    charter = forms.BooleanField(label=gettext_lazy("Charter not accepted"), required=False)

    def __init__(self, *args, partners: Iterable[Partner] = (), **kwargs):
        """`partners` for who sees all of them; for anybody else there is no such filter."""
        super().__init__(*args, **kwargs)
        if partners:
            codes = [(partner.code.lower(), partner.name) for partner in partners]
            choice_field(self, "partner").choices = [("", _("All partners")), *codes, (NOBODY, _("No operator"))]
        else:
            del self.fields["partner"]
        sides = [(side, label) for side, label in Side.choices if side != Side.ALL]
        choice_field(self, "kind").choices = [("", _("All kinds")), *StructureType.choices]
        choice_field(self, "side").choices = [("", _("Everywhere")), *sides]
        choice_field(self, "label").choices = [("", _("Any")), *LABELS.items()]
        days = [(str(n), _("more than %(n)s days") % {"n": n}) for n in OLDER]
        choice_field(self, "older").choices = [("", _("However long")), *days]
        choice_field(self, "sort").choices = [
            ("", _("Requests first")), ("name", _("By name")), ("place", _("By postcode")),
            ("since", _("Last change first")), ("message", _("Last message first")),
        ]  # fmt: skip

    def wanted(self) -> Wanted:
        """What of the address is right; the operator goes into the Reach."""
        self.is_valid()
        given: dict = getattr(self, "cleaned_data", {})
        return Wanted(
            status=given.get("status", ""),
            search=given.get("q", "").strip(),
            kind=given.get("kind", ""),
            side=given.get("side", ""),
            older=int(given.get("older") or 0),
            label=given.get("label", ""),
            without_charter=bool(given.get("charter")),
            sort=given.get("sort", ""),
        )


class AnswerForm(forms.Form):
    """No words: a button. `seen` is the version of the affiliation that the page showed."""

    seen = seen_field()

    def anew(self, seen: dict[str, str]) -> None:
        """What was sent, with the version of the page that is drawn now."""
        typed = cast(QueryDict, self.data).copy()
        for name, value in seen.items():
            typed[name] = value
        self.data = typed

    def apart(self, name: str) -> "AnswerForm":
        """The same form, its controls named apart: a page has several."""
        self.auto_id = f"{name}_%s"
        return self


class RefusalForm(AnswerForm):
    reason = WordsField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The referent reads these words in an e-mail. Say what could change your answer."),
        max_length=1000,
        # One form with the message: what stands in either is still there when the other was not right.
        widget=forms.Textarea(attrs={"rows": 3, "form": "answer"}),
        error_messages={"required": gettext_lazy("Say why, in one or two sentences: the referent will read them.")},
    )


class MessageForm(AnswerForm):
    text = _words(label=gettext_lazy("Your message"), required=gettext_lazy("Write your message first."))


class LeavingForm(AnswerForm):
    """The end of an affiliation, by either side: from which day, and why."""

    on = forms.DateField(
        label=gettext_lazy("First day outside the project"),
        widget=forms.DateInput,
        error_messages={"required": gettext_lazy("Choose a date."), "invalid": gettext_lazy("Choose a date.")},
    )
    why = _words(
        label=gettext_lazy("Why?"),
        rows=3,
        required=gettext_lazy("Say why, in one or two sentences: the other side will read them."),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None):
        super().__init__(data, initial={"on": timezone.localdate(), **(initial or {})})


class OperatorForm(AnswerForm):
    """Another operator of the same project, from a day on."""

    operator = forms.ChoiceField(
        label=gettext_lazy("New operator"),
        error_messages={
            "required": gettext_lazy("Choose an operator of this project."),
            "invalid_choice": gettext_lazy("Choose an operator of this project."),
        },
    )
    since = forms.DateField(
        label=gettext_lazy("From (date)"),
        widget=forms.DateInput,
        error_messages={"required": gettext_lazy("Choose a date."), "invalid": gettext_lazy("Choose a date.")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        partners: Iterable[Partner],
        current: int | None,
        initial: dict[str, Any] | None = None,
    ):
        super().__init__(data, initial={"since": timezone.localdate(), **(initial or {})})
        today = timezone.localdate()
        self.partners = {
            str(partner.public): partner
            for partner in partners
            if partner.pk != current and (state := partner.state_on(today)) and state.role == PartnerRole.OPERATOR
        }
        names = ((public, one.name) for public, one in self.partners.items())
        choice_field(self, "operator").choices = [("", "–"), *names]


class ChosenForm(forms.Form):
    """Lines that were ticked, and what to do with them."""

    act = forms.ChoiceField(choices=[("approve", ""), ("write", "")])
    text = _words(label=gettext_lazy("A message to those that are ticked"), rows=3)

    def clean(self) -> dict:
        super().clean()
        if self.cleaned_data.get("act") == "write" and not self.cleaned_data.get("text", "").strip():
            self.add_error("text", _("Write your message first."))
        return self.cleaned_data


class AskForm(forms.Form):
    """A request to an operator that takes requests today; those of the place's side come first."""

    operator = forms.ChoiceField(
        label=gettext_lazy("Operator"),
        error_messages={
            "required": gettext_lazy("Choose an operator."),
            "invalid_choice": gettext_lazy("This operator takes no requests today. Choose another one."),
        },
    )
    text = _words(label=gettext_lazy("A word to the operator"), rows=3)

    def __init__(self, *args, place: StructureState | None, **kwargs):
        super().__init__(*args, **kwargs)
        side = postcodes.resolve(place.country, place.postcode).versant if place else ""
        found = operators_open(versant=side)
        self.operators: dict[str, OperatorChoice] = {str(one.partner.public): one for one in found}
        names = ((public, f"{one.name} – {one.partner.project.name}") for public, one in self.operators.items())
        choice_field(self, "operator").choices = [("", "–"), *names]
        first = next(iter(self.operators.values()), None)
        self.fields["operator"].initial = str(first.partner.public) if first and first.suggested else None
