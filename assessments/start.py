"""The five-minute start, without a database: from situation and outcomes to level, strengths and modules.

Pure functions on plain values; the rules are those of docs/skills-check.md:

* An outcome is a share from 0 to 1: steps reached of the task's steps. "I don't know" is 0; a task that wasn't seen
  counts as 0 too.
* The check ends after the last task, or kindly after two tasks in a row of which nothing was reached.
* A simulator weighs 2 and a question 1, since a question can be guessed.
* Level L is reached when the tasks up to level L were done for 60 % or more, by weight, and those of level L itself
  for half or more. The level is the highest one reached, 0 when none is. Without a device of her own it's at most 1:
  nothing can be done alone without one.
* A better outcome never gives a lower level.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

Shares = Mapping[str, float]
Situation = Mapping[str, str]

UP_TO = 0.6
OF_ITSELF = 0.5
GOOD = 0.6
FAILURES = 2
MAX_LEVEL = 3
WITHOUT_DEVICE = 1
STRENGTHS = 3
MODULES = 3
WISHES = 3


@dataclass(frozen=True, slots=True)
class Task:
    """One task: its level from 1 to 3 and its weight."""

    id: str
    level: int
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Truth:
    """Something that holds for some situations: `when` gives the answers that make it true; without, it always is."""

    id: str
    when: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module stands in the catalogue: level, what comes before, the tasks that show it is known."""

    level: int
    after: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The content that the rules work on: tasks from easy to hard, truths, blockers, wish -> modules, the catalogue."""

    tasks: tuple[Task, ...]
    also: tuple[Truth, ...]
    blockers: tuple[Truth, ...]
    orientation: Mapping[str, tuple[str, ...]]
    modules: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Result:
    """Level 0 to 3; three strengths (ids of tasks or truths); blockers; at most three modules, best first."""

    level: int
    strengths: tuple[str, ...]
    blockers: tuple[str, ...]
    proposed: tuple[str, ...]


def next_task(rules: Rules, shares: Shares) -> str | None:
    """The first task without an outcome; None when the check is over."""
    if stopped(rules, shares):
        return None
    return next((task.id for task in rules.tasks if task.id not in shares), None)


def stopped(rules: Rules, shares: Shares) -> bool:
    """Whether nothing was reached in two tasks in a row."""
    in_a_row = 0
    for task in rules.tasks:
        in_a_row = in_a_row + 1 if shares.get(task.id, 1) <= 0 else 0
        if in_a_row == FAILURES:
            return True
    return False


def result(
    rules: Rules, *, situation: Situation, wishes: Sequence[str], shares: Shares, available: Sequence[str]
) -> Result:
    """All that the check says. `available`: codes of modules that may be proposed to this learner."""
    level = level_of(rules, situation, shares)
    return Result(
        level=level,
        strengths=strengths_of(rules, situation, wishes, shares),
        blockers=tuple(one.id for one in rules.blockers if _holds(one, situation, wishes)),
        proposed=proposed_of(rules, situation, wishes, shares, level=level, available=available),
    )


def level_of(rules: Rules, situation: Situation, shares: Shares) -> int:
    """The level, 0 to 3."""
    reached = [
        level
        for level in range(1, MAX_LEVEL + 1)
        if _share([task for task in rules.tasks if task.level <= level], shares) >= UP_TO
        and _share([task for task in rules.tasks if task.level == level], shares) >= OF_ITSELF
    ]
    most = WITHOUT_DEVICE if situation.get("device") == "none" else MAX_LEVEL
    return min(max(reached, default=0), most)


def strengths_of(rules: Rules, situation: Situation, wishes: Sequence[str], shares: Shares) -> tuple[str, ...]:
    """Three: the tasks that went best, the hardest first; then what is true of the situation; then of everybody."""
    hardest = list(reversed(rules.tasks))
    best = sorted(
        (task for task in hardest if shares.get(task.id, 0) >= GOOD), key=lambda task: -shares.get(task.id, 0)
    )
    true = [one.id for one in rules.also if _holds(one, situation, wishes)]
    return tuple([*(task.id for task in best), *true][:STRENGTHS])


def proposed_of(
    rules: Rules,
    situation: Situation,
    wishes: Sequence[str],
    shares: Shares,
    *,
    level: int,
    available: Sequence[str],
) -> tuple[str, ...]:
    """One to three modules (none only when none is available): for an absent e-mail, then wish by wish, at the level.

    At the level: not above the next one; what lies two levels below comes later, and so does a module whose tasks all
    went through. What is available of a module's prerequisites, and not shown to be known, stands before it.
    """
    wanted = [*rules.orientation["email"]] if situation.get("email") == "none" else []
    wanted += _in_turns([rules.orientation.get(wish, ()) for wish in wishes])
    ranked = sorted(
        dict.fromkeys([*wanted, *rules.orientation["otherwise"], *available]),
        key=lambda code: (code not in wanted, _known(rules, code, shares), _level(rules, code) < level - 1),
    )
    fit = [code for code in ranked if code in available and _level(rules, code) <= level + 1]
    chosen: list[str] = []
    for code in fit:
        before = [one for one in _before(rules, code) if one in fit and not _known(rules, one, shares)]
        chosen += [one for one in (*before, code) if one not in chosen]
    if not chosen:
        chosen = sorted(available, key=lambda code: (_level(rules, code), ranked.index(code)))[:1]
    wished = [code for code in chosen if code in _with_before(rules, wanted)] or chosen
    return tuple(wished[:MODULES])


def _share(tasks: Sequence[Task], shares: Shares) -> float:
    weight = sum(task.weight for task in tasks)
    return sum(task.weight * shares.get(task.id, 0.0) for task in tasks) / weight if weight else 0.0


def _holds(truth: Truth, situation: Situation, wishes: Sequence[str]) -> bool:
    if "wish" in truth.when:
        return bool(wishes)
    return all(situation.get(question) in answers for question, answers in truth.when.items())


def _in_turns(lists: Sequence[Sequence[str]]) -> list[str]:
    """The first of each list, then the second of each: no wish waits for another's end."""
    longest = max((len(one) for one in lists), default=0)
    return [one[turn] for turn in range(longest) for one in lists if turn < len(one)]


def _level(rules: Rules, code: str) -> int:
    return rules.modules[code].level if code in rules.modules else 1


def _known(rules: Rules, code: str, shares: Shares) -> bool:
    """Whether all the tasks that show this module were done to the end."""
    tasks = rules.modules[code].tasks if code in rules.modules else ()
    return bool(tasks) and all(shares.get(task, 0) >= 1 for task in tasks)


def _before(rules: Rules, code: str, seen: frozenset[str] = frozenset()) -> list[str]:
    """All that comes before a module, the first first."""
    found: list[str] = []
    place = rules.modules.get(code)
    for one in place.after if place else ():
        if one not in seen:
            found += [*_before(rules, one, seen | {code}), one]
    return list(dict.fromkeys(found))


def _with_before(rules: Rules, codes: Sequence[str]) -> set[str]:
    return {one for code in codes for one in (*_before(rules, code), code)}
