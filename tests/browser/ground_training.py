"""More pages to look at, beside those of ground.py: a helper on her own path, and the page that checks a code."""

from django.urls import reverse

from accounts.models import User
from common.wall import as_person
from courses.learning.content import document_of
from courses.training.models import Attestation
from courses.training.selectors import way_of
from desk.demo.training import BEGUN, FINISHED, follow

FRESH = "A03"


def of_helper(user: User) -> list[tuple[str, str]]:
    """Her path, a finished module and one under way, each kind of page and of exercise; what it takes to check."""
    with as_person(user.pk):
        for code in (FINISHED, BEGUN):
            follow(user, code)
        kinds: dict[str, str] = {}
        for code in (FINISHED, BEGUN, FRESH):
            way = way_of(user, code)
            assert way is not None
            for name, exercise in document_of(way.version)["exercises"].items():
                kind = "written case" if exercise.get("write") else exercise["type"]
                kinds.setdefault(kind, reverse("training:exercise", args=[code, name]))
        attestation = Attestation.objects.filter(user=user, module__code=FINISHED).get()
    steps = [
        (f"training step {name}", reverse("training:step", args=[FRESH, name]))
        for name in ("why", "show", "alone", "bridge")
    ]
    return [
        ("training", reverse("training:home")),
        ("training module", reverse("training:module", args=[FINISHED])),
        ("training notes", reverse("training:notes")),
        ("workshop kit", reverse("training:kit", args=[FRESH])),
        ("training memo", reverse("training:memo", args=[FRESH])),
        *steps,
        *((f"training exercise {kind}", path) for kind, path in kinds.items()),
        ("attestation", reverse("training:verify", args=[attestation.code])),
    ]


def of_anybody() -> list[tuple[str, str]]:
    """Where anybody types a code."""
    return [("attestation code", reverse("training:verify_code"))]
