"""Form fields that choose among learners, for any room's forms."""

from collections.abc import Mapping

from django import forms
from django.utils.functional import SimpleLazyObject

from learners.names import apart_in, told
from structures.models import Structure


def tell_apart(field: forms.ModelChoiceField, structure: Structure) -> None:
    """The field's choices say which Fatima is meant. The query is made when they are drawn."""
    apart: Mapping[str, str] = SimpleLazyObject(lambda: apart_in(structure))  # type: ignore[assignment]

    def label(obj) -> str:
        return told(obj.alias, apart.get(str(obj.pk)))

    field.label_from_instance = label  # type: ignore[method-assign]  # Django's own way to say it is a subclass
