"""Asking for printed cards, and what became of them. Of one learner only one file of cards is made at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import jobs
from common.languages import date_in_words
from common.models import Job
from common.wall import open_structure
from learners.cards import FILE_KEPT
from learners.models import Card, Learner
from structures import job_places
from structures.models import Structure
from structures.permissions import May

KIND = "learners.print_cards"


@dataclass(frozen=True, slots=True)
class Printing:
    """A job that waits or runs, and the aliases of those whose cards it makes."""

    job: Job
    aliases: list[str]


@transaction.atomic
def ask_for_cards(
    *, structure: Structure, learners: Collection[Learner], by, language: str, back: str, secret_kind: str, origin: str
) -> tuple[Job, bool]:
    """The job that makes these cards, and whether it is new: one of hers that still makes some of them is given back.

    Two jobs for one learner would leave a file whose cards are dead before they are printed.
    """
    wanted = sorted(str(one.pk) for one in learners)
    # Two clicks in two windows: the second waits here, and then sees the job of the first.
    list(Learner.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=wanted).order_by("pk"))
    for job in _in_hand(structure, by):
        if not set(wanted).isdisjoint(job.args["learner_ids"]):
            return job, False
    args = {"structure_id": structure.pk, "user_id": by.pk, "secret_kind": secret_kind, "origin": origin}
    args["learner_ids"] = [str(one.pk) for one in learners]
    title = _("Cards to print")
    place = job_places.at(structure, May.HELP)
    return jobs.enqueue(kind=KIND, title=title, user=by, language=language, place=place, back=back, args=args), True


def cards_in_hand(*, structure: Structure, by) -> list[Printing]:
    """Her jobs for cards here that wait or run, the newest first."""
    found = _in_hand(structure, by)
    wanted = {pk for job in found for pk in job.args["learner_ids"]}
    aliases = {str(pk): alias for pk, alias in Learner.objects.filter(pk__in=wanted).values_list("pk", "alias")}
    return [Printing(job, [aliases[pk] for pk in job.args["learner_ids"] if pk in aliases]) for job in found]


def _in_hand(structure: Structure, by) -> list[Job]:
    return list(Job.objects.filter(kind=KIND, user=by, status__in=Job.ACTIVE, args__structure_id=structure.pk))


def overtaken_since(job: Job) -> jobs.Outdated | None:
    """What to say of a file whose cards, all or some of them, were replaced after it was made."""
    made = job.file.expires_at - FILE_KEPT  # the instant of the transaction that put its cards in force
    with open_structure(job.args["structure_id"]), transaction.atomic():
        cards = Card.objects.filter(learner_id__in=job.args["learner_ids"]).select_related("learner")
        now = list(cards.order_by("learner__alias", "pk"))
    newer = [card for card in now if card.issued_at > made]
    if not newer:
        return None
    on = _in_words(max(card.issued_at for card in newer))
    if len(newer) == len(now):
        told = _("Newer cards were made on %(day)s. The cards in this file no longer work.") % {"day": on}
        return jobs.Outdated(told, whole=True)
    names = ", ".join(card.learner.alias for card in newer)
    told = _("Newer cards were made on %(day)s. In this file, these cards no longer work: %(names)s.")
    return jobs.Outdated(told % {"day": on, "names": names}, whole=False)


def _in_words(at: datetime) -> str:
    return date_in_words(timezone.localtime(at), "DATETIME_FORMAT")
