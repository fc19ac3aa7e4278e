"""What the tests of the wall tried, added up at the end of the run (tests/conftest.py)."""

from collections.abc import Callable, Iterable


class Tries:
    """Of one part of the proof: which addresses, by whom, how often, and what went wrong, a line each."""

    def __init__(self, part: str) -> None:
        self.part, self.addresses, self.personas, self.number = part, set[str](), set[str](), 0
        self.wrong: list[str] = []

    def one(self, address: str, persona: str) -> None:
        """One more: that persona at that address; "" for what is none of the matrix's."""
        self.addresses |= {address} - {""}
        self.personas |= {persona} - {""}
        self.number += 1

    def found(self, complaints: Iterable[str]) -> None:
        """What should not have been."""
        self.wrong += complaints

    def tell(self, record_property: Callable[[str, object], None], *, least: int = 1) -> None:
        """Hand the figures on; nothing may be wrong, and at least so many must have been tried."""
        lines = [self.part, sorted(self.addresses), sorted(self.personas), self.number, len(self.wrong)]
        record_property("wall", lines)
        assert not self.wrong, "\n".join(self.wrong)
        assert self.number >= least
