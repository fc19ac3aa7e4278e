from .people import enrol_account, enrol_person
from .projects import count_again

__all__ = [
    "count_again",
    "enrol_account",
    "enrol_person",
]
