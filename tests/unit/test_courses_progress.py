"""Progress is a fold: the order of the answers, repeats and late ones change nothing, and nothing is ever lost."""

from hypothesis import given
from hypothesis import strategies as st

from courses.learning.progress import (
    Event,
    Plan,
    PlanStep,
    Progress,
    Stop,
    fold,
    mastered,
    minutes_left,
    next_stop,
    steps_done,
)

PLAN = Plan(
    (
        PlanStep("why", 2),
        PlanStep("show", 3),
        PlanStep("guided", 5, ("g1", "g2"), ("g1", "g2"), 2),
        PlanStep("alone", 6, ("a1", "a2", "a3", "a4"), ("a1", "a3"), 3),
        PlanStep("check", 3, ("c1", "c2", "c3", "c4", "c5"), ("c1", "c2", "c3", "c4", "c5"), 5),
        PlanStep("bridge", 3),
    ),
    4,
)
EXERCISES = [(step.name, one) for step in PLAN.steps for one in step.exercises or ("",)]
EVENTS = st.builds(
    lambda place, kind, first, helped: Event(*place, kind, first, helped),
    st.sampled_from(EXERCISES),
    st.sampled_from(["success", "partial", "retry", "trapped"]),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(EVENTS, max_size=40), st.randoms())
def test_order_and_repeats_change_nothing(events: list[Event], random) -> None:
    shuffled = [*events, *events[: len(events) // 2]]
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(events)


@given(st.lists(EVENTS, max_size=40), st.lists(EVENTS, max_size=10))
def test_more_answers_never_take_anything_back(events: list[Event], more: list[Event]) -> None:
    before, after = fold(events), fold([*events, *more])
    assert after.holds(before)
    assert after == before | fold(more)
    assert all(now or not then for then, now in zip(steps_done(PLAN, before), steps_done(PLAN, after), strict=True))
    assert mastered(PLAN, after) or not mastered(PLAN, before)
    assert minutes_left(PLAN, after) <= minutes_left(PLAN, before)


@given(st.lists(EVENTS, max_size=60))
def test_following_the_stops_ends_the_module(events: list[Event]) -> None:
    progress = fold(events)
    for _ in range(40):
        stop = next_stop(PLAN, progress)
        if stop is None:
            break
        step = PLAN.step(stop.step)
        chosen = stop.exercise or next((one for one in step.exercises if one not in progress.answered), "")
        progress = progress | fold([Event(stop.step, chosen, "retry")])
    assert next_stop(PLAN, progress) is None
    assert all(steps_done(PLAN, progress))
    assert minutes_left(PLAN, progress) == 0


def test_the_stops_of_a_whole_walk() -> None:
    answers = ["why", "show", "g1", "g2", "a1", "a3", "a4", "c1", "c2", "c3", "c4", "c5", "bridge"]
    wanted = [
        Stop("why"), Stop("show"), Stop("guided"), Stop("guided", "g2"), Stop("alone"), Stop("alone", "a3"),
        Stop("alone"), Stop("check"), Stop("check", "c2"), Stop("check", "c3"), Stop("check", "c4"),
        Stop("check", "c5"), Stop("bridge"),
    ]  # fmt: skip
    progress = Progress()
    for answer, stop in zip(answers, wanted, strict=True):
        assert next_stop(PLAN, progress) == stop
        step = PLAN.step_of(answer)
        progress = progress | fold([Event(step.name, answer) if step else Event(answer)])
    assert next_stop(PLAN, progress) is None


def test_mastery_is_four_of_five_at_the_first_try_without_help() -> None:
    right = [Event("check", f"c{n}", "success", first=True) for n in (1, 2, 3)]
    assert not mastered(PLAN, fold(right))
    assert not mastered(PLAN, fold([*right, Event("check", "c4", "success", first=True, helped=True)]))
    assert not mastered(PLAN, fold([*right, Event("check", "c4", "success", first=False)]))
    assert mastered(PLAN, fold([*right, Event("check", "c4", "success", first=True)]))
