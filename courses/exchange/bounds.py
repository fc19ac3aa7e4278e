"""How much a file may hold. What is above is refused while it is read, before it costs anything."""

from dataclasses import dataclass

from courses.exchange.questions import ExchangeError, LeftOut

MOST_ELEMENTS = 200_000
MOST_CHARACTERS = 5_000_000  # of all texts; the pictures of a bank do not count
MOST_ANSWERS = 100  # of one question: answers, pairs or gaps


@dataclass(slots=True)
class Bounds:
    """What was read of one file until now, whatever the files in it are."""

    elements: int = 0
    characters: int = 0

    def element(self) -> None:
        """One more. ExchangeError beyond MOST_ELEMENTS."""
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise ExchangeError("too_much_text", str(self.elements))

    def text(self, length: int) -> None:
        """So many characters more. ExchangeError beyond MOST_CHARACTERS."""
        self.characters += length
        if self.characters > MOST_CHARACTERS:
            raise ExchangeError("too_much_text", str(self.characters))


def at_most(count: int) -> None:
    """LeftOut for a question that has more answers, pairs or gaps than anybody would read."""
    if count > MOST_ANSWERS:
        raise LeftOut("too_many_answers", str(count))
