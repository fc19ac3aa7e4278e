"""The questions of a registration, and which comes next."""

from territory import postcodes

STEPS = ("place", "commune", "name", "kind", "number", "operator", "you", "check")


def steps_for(answers: dict) -> list[str]:
    """The questions to ask, given what was answered: the municipality only where a postcode has several."""
    several = len(postcodes.communes_for(answers.get("country", ""), answers.get("postcode", ""))) > 1
    return [step for step in STEPS if step != "commune" or several]


def first_open(answers: dict, done: list[str]) -> str:
    """The first question without an answer; `check` when all are answered."""
    return next((step for step in steps_for(answers) if step not in done), "check")
