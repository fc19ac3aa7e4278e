"""Somebody comes from a platform: she is a learner of its structure, without a name, and the module is hers."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import vault
from common.errors import DomainError
from common.wall import open_structure
from courses.interop import outgoing
from courses.interop.models import LaunchedLearner, Platform, ScoreLine
from courses.interop.services.scores import SCOPE, hosts_of
from courses.learning.catalogue import published_modules
from courses.learning.models import Assignment, Module
from courses.learning.services import assign_module
from learners.entering import SignedIn
from learners.models import Card, Learner
from learners.services import add_learner, issue_card

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
LONGEST_ID = 255  # of a `sub`, by the specification


@dataclass(frozen=True, slots=True)
class Launched:
    """Who comes in, and which of her modules is opened."""

    signed_in: SignedIn
    assignment: Assignment


@transaction.atomic
def sign_in(*, platform: Platform, subject: str, module: str, language: str, scores: dict[str, Any] | None) -> Launched:
    """The learner behind the platform's `subject`, and her module of that code, given now if she never had it.

    language  of her pages: fr, nl or en
    scores    the claim of the platform's gradebook (AGS), if it has one
    DomainError: the platform is off, no such module, too many open ones, or she is not followed here any more.
    """
    if not platform.on or platform.structure.merged_into_id:
        raise DomainError(_("Launches from this platform are turned off."))
    if not subject or len(subject) > LONGEST_ID:
        raise DomainError(_("This link was opened without an account. Sign in to your course first."))
    with open_structure(platform.structure_id):
        chosen = published_modules(at=platform.structure).filter(code=module).first()
        if chosen is None:
            raise DomainError(_("This link names no module that we have. Tell your teacher."))
        launched = _launched(platform, subject, language)
        learner = launched.learner
        assignment = _assignment(learner, chosen)
        if scores:
            _keep_score_line(launched, assignment, subject, scores)
        return Launched(_signed_in(learner), assignment)


def _launched(platform: Platform, subject: str, language: str) -> LaunchedLearner:
    """Hers, or a new one. Two launches at once: one after the other."""
    key = _keyed(platform, subject)
    Platform.objects.select_for_update(no_key=True, of=("self",)).get(pk=platform.pk)
    known = LaunchedLearner.objects.select_related("learner", "platform").filter(platform=platform, subject=key).first()
    if known is None:
        sign = int(key[:12], 16)
        code = "".join(LETTERS[sign // len(LETTERS) ** place % len(LETTERS)] for place in range(4))
        alias = f"{platform.name[:40]} {code}"
        learner = add_learner(structure=platform.structure, alias=alias, language=language, by=None)
        made = {"structure": platform.structure, "platform": platform, "learner": learner}
        return LaunchedLearner.objects.create(**made, subject=key)
    if known.learner.archived_at:
        raise DomainError(_("You are not followed here any more. Ask your teacher."))
    return known


def _keyed(platform: Platform, subject: str) -> str:
    said = f"interop launch:{platform.pk}:{subject}"
    return hmac.new(settings.CARD_CODE_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


def _assignment(learner: Learner, module: Module) -> Assignment:
    """The open one, else the last one that she finished, else a new one."""
    hers = Assignment.objects.filter(learner=learner, module=module, cancelled_at=None)
    found = hers.filter(completed_at=None).first() or hers.order_by("-completed_at").first()
    return found or assign_module(learner=learner, module=module, by=None)


def _keep_score_line(launched: LaunchedLearner, assignment: Assignment, subject: str, scores: dict[str, Any]) -> None:
    """Only where it lets us write, and on its own hosts."""
    platform = launched.platform
    address, scope = scores.get("lineitem"), scores.get("scope")
    longest = ScoreLine._meta.get_field("address").max_length or 0
    if not isinstance(address, str) or len(address) > longest or not isinstance(scope, list) or SCOPE not in scope:
        return
    if outgoing.may_be_asked(address, hosts_of(platform)):
        ScoreLine.objects.get_or_create(
            assignment=assignment,
            address=address,
            defaults={
                "structure_id": launched.structure_id,
                "launched": launched,
                "platform": platform,
                "user": vault.seal(subject),
            },
        )


def _signed_in(learner: Learner) -> SignedIn:
    """A session hangs on a card: hers is made once, and nobody is shown it. A helper may print her another one."""
    card = Card.objects.filter(learner=learner).first()
    if card is None:
        issue_card(learner=learner, by=None)
        card = Card.objects.get(learner=learner)
    return SignedIn(str(learner.pk), learner.structure_id, card.generation, learner.alias, learner.language)
