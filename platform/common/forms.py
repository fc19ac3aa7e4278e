"""Fields whose choices are known only when the form is made, with the type that `form.fields` does not tell."""

from django import forms


def row_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    """The field of that name, which offers rows: set its `queryset` to those of the open structure."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField), name
    return field


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The field of that name, which offers words: set its `choices`."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField), name
    return field
