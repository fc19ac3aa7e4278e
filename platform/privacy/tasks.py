"""The long work of privacy: copies, the rest of an erasure, and the night's retention."""

import logging

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.jobs import Made, Progress, handler
from common.wall import across_structures, as_person, open_structure
from learners.models import Learner
from privacy import erasing, retention, services
from privacy.copies import ZIP, Copy, copy_of
from privacy.holdings import ACCOUNT, LEARNER
from privacy.models import PrivacyAct

log = logging.getLogger("halte.privacy")


@transaction.atomic
def _act(pk: str) -> PrivacyAct:
    """One of hers whose job it is: the wall shows no other, whatever the arguments say."""
    return PrivacyAct.objects.get(pk=pk)


@handler(services.COPY)
def make_copy(progress: Progress, *, act: str) -> Made:
    """The zip, part by part; its receipt when it is made."""
    asked = _act(act)
    made = _of_learner(asked, progress) if asked.learner else _of_account(asked, progress)
    services.finish(asked, {"given": made.receipt})
    return Made(made.name, ZIP, made.content)


def _of_account(asked: PrivacyAct, progress: Progress) -> Copy:
    user = User.objects.get(pk=str(asked.user_id))
    title = _("Copy of my data")
    with as_person(user.pk), across_structures("a person's own rows, wherever they are"):
        return copy_of(subject=ACCOUNT, key=user.pk, whose=user.full_name or user.email, title=title, tell=progress)


def _of_learner(asked: PrivacyAct, progress: Progress) -> Copy:
    with open_structure(asked.structure_id), transaction.atomic():
        learner = Learner.objects.get(pk=str(asked.learner))
        return copy_of(
            subject=LEARNER,
            key=learner.pk,
            whose=learner.alias,
            title=_("Copy of the data of a learner"),
            tell=progress,
        )


@handler(erasing.ERASE)
def erase_account(progress: Progress, *, act: str) -> None:
    """The rows that the rooms declare. Run twice, it finds nothing more to do."""
    asked = _act(act)
    with transaction.atomic():
        services.finish(asked, erasing.erase_rows_of_account(asked))
        progress.seal()


@shared_task(name="privacy.tasks.keep_the_periods", max_retries=0)
def keep_the_periods() -> None:
    """Every night. Not in the demo, whose people and projects are of other years."""
    if not settings.DEMO:
        retention.run()
