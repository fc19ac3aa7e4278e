"""Acts: exports and record stores (xAPI); platforms, launches and results (LTI)."""

from .exporting import ask_export, check_period, written
from .launching import Launched, sign_in
from .platforms import jwks, registration_of, save_platform, switch_platform
from .scores import send_score, try_scores_again
from .sealing import seal_again
from .stores import save_store, send_waiting, switch_store, try_again

__all__ = [
    "Launched",
    "ask_export",
    "check_period",
    "jwks",
    "registration_of",
    "save_platform",
    "save_store",
    "seal_again",
    "send_score",
    "send_waiting",
    "sign_in",
    "switch_platform",
    "switch_store",
    "try_again",
    "try_scores_again",
    "written",
]
