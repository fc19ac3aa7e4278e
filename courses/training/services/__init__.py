"""Acts on a helper's own training."""

from .answers import Recorded, begin_again, record_answer
from .attestations import Issuer, choose_sector, show_again, withdraw

__all__ = ["Issuer", "Recorded", "begin_again", "choose_sector", "record_answer", "show_again", "withdraw"]
