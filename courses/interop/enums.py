"""Closed lists and limits of what is exchanged with other systems (docs/interop.md)."""

from datetime import timedelta
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What a statement says: the verb, and where it comes from (an answer, or the learner's module)."""

    ATTEMPTED = "attempted"
    ANSWERED = "answered"
    COMPLETED = "completed"
    RESULT = "result"  # passed or failed


class SentState(models.TextChoices):
    """What became of a statement that was offered to a record store."""

    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused, tried again")
    DEAD = "dead", _("refused for good")


class Version(models.TextChoices):
    """The version of xAPI that a record store is spoken to in; the statements are the same."""

    ONE = "1.0.3", "xAPI 1.0.3"
    TWO = "2.0.0", "xAPI 2.0"


class Trouble(models.TextChoices):
    """Why the last try failed, in words for who reads the page."""

    NONE = "", _("No trouble")
    SIGN_IN = "sign_in", _("The other side does not accept the name and the secret.")
    NOT_THERE = "not_there", _("The other side does not answer.")
    BROKEN = "broken", _("The other side answers that it has a fault.")
    REFUSED = "refused", _("The other side refuses what we send.")
    ADDRESS = "address", _("We may not send to this address any more.")


class Told(models.TextChoices):
    """How much of a module the platform that launched it knows: AGS’s activityProgress."""

    NOTHING = "", _("nothing yet")
    IN_PROGRESS = "InProgress", _("begun")
    COMPLETED = "Completed", _("finished")


BATCH = 50  # statements in one request
BATCHES_AT_ONCE = 20  # of one store, before the next turn of the clock
TRIES = 5  # of one statement or score that is refused, before it is left aside
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
LEASE = timedelta(minutes=10)  # for which one worker has a store to itself
MOST_STATEMENTS = 50_000  # in one file
LONGEST_PERIOD = 366  # days in one file
LAUNCH_SECONDS = 300  # between the click in the platform and the launch
CHOOSE_SECONDS = 1800  # for which a teacher may choose a module
