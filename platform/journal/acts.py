"""The journal in plain words: each act, and who acted."""

from django.utils.translation import gettext as _

from structures.acts import ACTS


def in_words(act: str) -> str:
    """The act as a person reads it; the code's own word for one that has no sentence (any more)."""
    return str(ACTS[act]) if act in ACTS else act.replace("_", " ")


def actor_in_words(line) -> str:
    """Who acted: a name, Halte itself, or an account that is gone."""
    if line.user:
        return line.user.full_name or line.user.email
    return _("An account that no longer exists") if line.user_id else _("Halte, by itself")
