"""Acts on the path and on attestations."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common.languages import LANGUAGES
from courses.learning import content
from courses.training.models import Attestation, Study, Trainee


@transaction.atomic
def choose_sector(*, user: User, sector: str) -> None:
    """Her path ends with that sector's variant from now on; empty: the common core alone."""
    Trainee.objects.update_or_create(user=user, defaults={"sector": sector})


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who attests: the site (https://halte.example) where she learns, and the name of its portal."""

    site: str
    name: str


@transaction.atomic
def attest(*, study: Study, issuer: Issuer) -> Attestation:
    """What the person who finished that study may show; the one that there is, where she has mastered it before."""
    version, module = study.version, study.module
    titles = {one: content.part_of(version, "module", one, "BE")["title"] for one in LANGUAGES}
    values = {
        "study": study,
        "name": study.user.full_name,
        "title": titles,
        "site": issuer.site,
        "issuer": issuer.name,
        "language": study.user.language,
        "minutes": sum(step.minutes for step in content.plan(version).steps),
    }
    return Attestation.objects.get_or_create(user=study.user, module=module, defaults=values)[0]


@transaction.atomic
def withdraw(*, attestation: Attestation) -> None:
    """Out of everybody's sight: its page says that it was withdrawn, and no name. Twice is once."""
    if attestation.withdrawn_at is None:
        attestation.withdrawn_at = timezone.now()
        attestation.save(update_fields=["withdrawn_at"])


@transaction.atomic
def show_again(*, attestation: Attestation) -> None:
    """The undo of withdrawing."""
    if attestation.withdrawn_at is not None:
        attestation.withdrawn_at = None
        attestation.save(update_fields=["withdrawn_at"])
