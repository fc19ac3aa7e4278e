"""The lint finds seeded faults, each by its code, and says nothing about the example."""

import ast
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from exercise_twins import DOCUMENTS, ROOT, SIMULATORS
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises import client_bundle, screen
from exercises.bundles import filled_in
from exercises.lint import findings, lint
from exercises.lint.__main__ import main
from exercises.worlds import walk

Document = dict[str, Any]
SAYS = ("findings.error", "findings.warning", "self.error", "self.warning", "say")


def put(path: str, value: Any) -> Callable[[Document], None]:
    """A fault: write a value at a dotted path."""

    def fault(document: Document) -> None:
        *way, last = path.split(".")
        place: Any = document
        for name in way:
            place = place[int(name) if isinstance(place, list) else name]
        place[int(last) if isinstance(place, list) else last] = value

    return fault


def drop(path: str) -> Callable[[Document], None]:
    """A fault: take a key away."""

    def fault(document: Document) -> None:
        *way, last = path.split(".")
        place: Any = document
        for name in way:
            place = place[int(name) if isinstance(place, list) else name]
        place.pop(int(last) if isinstance(place, list) else last)

    return fault


def confirm_from_the_menu(document: Document) -> None:
    """A fault: the button to confirm is only drawn for somebody who moves an appointment; the action stays possible."""
    shown = document["worlds"]["booking"]["screens"]["check"]["show"]
    next(widget for widget in shown if widget.get("button") == "confirm")["if"] = {"status": "moving"}


def no_way_out_of_the_payment(document: Document) -> None:
    """A fault: on the fake site, only paying is left, and it ends nothing."""
    web = document["worlds"]["web"]
    web["screens"]["pay"]["show"].pop()
    web["actions"]["leave"]["at"].remove("pay")
    del web["actions"]["type_card"]["set"]["status"], web["actions"]["type_card"]["set"]["screen"]
    document["exercises"]["L16-07"]["goal"]["ends"] = {"status": "booked"}


WORD = {"fr": "a", "nl": "a", "en": "a"}
DETOUR = [
    {"choose_place": "market"},
    "back",
    {"choose_place": "park"},
    {"choose_reason": "consult"},
    {"choose_day": "tue12"},
    {"choose_hour": "h1030"},
    {"type_name": "Nadia Benali"},
    {"type_phone": "$card.phone"},
    "next",
    "confirm",
]
E, W, M = "exercises.L16-", "worlds.booking", "module"
LONG = "Un deux trois quatre cinq six sept huit neuf dix onze douze treize."

FAULTS = [
    # texts
    (put(f"{E}02.instruction.nl", None), "missing"),
    (put(f"{E}02.instruction.nl", "  "), "missing"),
    (drop(f"{E}02.instruction.en"), "missing"),
    (put(f"{E}02.instruction", {"fr": None, "nl": None, "en": " "}), "empty"),
    (put(f"{E}02.instruction.nl?", "Oud."), "stale"),
    (put(f"{E}02.instruction.fr", LONG), "long_line"),
    (put("worlds.inbox.screens.list.title.fr", LONG), "long_line"),
    (put("memo.title.nl", LONG), "long_line"),
    (put(f"{E}02.instruction.de", "Buchen Sie."), "stray_language"),
    (put(f"{E}02.options.places.0.label", {"fr": "Oui", "sans aide": None, "nl": "Ja", "en": "Yes"}), "stray_language"),
    (put(f"{M}.steps.0.screens.1.text.BE.de", "Online."), "stray_language"),
    (put("facilitator.objectives.0.lu", "x"), "stray_language"),
    (put("memo.title.BE", {"fr": "a", "nl": "a", "en": "a"}), "stray_language"),
    (put(f"{M}.steps.0.screens.1.text.LU", WORD), "stray_country"),
    (put("worlds.inbox.screens.list.show.0.label", {"de": "Nachrichten"}), "not_text"),
    (put(f"{E}02.feedback.success", "Well done."), "not_text"),
    (put("facilitator.objectives.0.fr", (LONG[:-1] + " ") * 2 + "."), "long_line"),
    (put(f"{E}02.instruction.en", "Book for Nadia.\nNow."), "lines_differ"),
    (put(f"{E}02.instruction.fr", "Le rendez-vous est annulé par Nadia."), "passive"),
    (put(f"{E}02.instruction.nl", "De afspraak wordt geannuleerd."), "passive"),
    (put(f"{E}02.instruction.en", "The letter is opened by Nadia."), "passive"),
    (put(f"{E}02.instruction.en", "Do L05 first."), "code"),
    (put(f"{E}02.instruction.en", "Go to www.google.com now."), "real_address"),
    (put(f"{E}02.site.address", "lila.health"), "real_address"),
    (put(f"{E}02.instruction.en", "Write to a@lila.org now."), "real_address"),
    (drop(f"{M}.personas.nadia.picture.alt"), "no_alt"),
    # the module
    (drop(f"{M}.promise"), "missing_key"),
    (put(f"{M}.colour", "red"), "unknown_key"),
    (put(f"{M}.minutes", 25), "minutes"),
    (put("facilitator.plan.0.minutes", 9), "minutes"),
    (put("memo", None), "missing_file"),
    (put("memo.module", "L06"), "wrong_module"),
    (lambda d: d["memo"]["steps"].append(d["memo"]["steps"][0]), "memo_long"),
    (lambda d: d["module"]["steps"].reverse(), "six_steps"),
    (drop(f"{M}.steps.4"), "six_steps"),
    (drop(f"{M}.steps.4.exercises.0"), "check_items"),
    (drop(f"{M}.steps.3.exercises.0"), "not_once"),
    (lambda d: d["module"]["steps"][2]["exercises"].append("L16-99"), "unknown_exercise"),
    (put(f"{M}.steps.1.replay", "L16-77"), "unknown_exercise"),
    (put(f"{M}.steps.1.replay", "L16-01"), "unknown_exercise"),
    (drop(f"{M}.steps.1.captions.0"), "captions"),
    (put(f"{M}.steps.3.choose.always", ["L16-02"]), "unknown_exercise"),
    (put(f"{M}.steps.3.choose.at_least", 9), "choose"),
    (put(f"{M}.steps.0.screens.0.picture", "omar"), "unknown_persona"),
    (put(f"{M}.personas.nadia.phone.BE", "0400 12 34"), "bad_phone"),
    (put(f"{M}.personas.nadia.phone.FR", "06 12 34 56 78"), "real_phone"),
    (drop(f"{M}.personas.nadia.phone.FR"), "bad_phone"),
    (lambda d: [d["exercises"].pop(f"L16-0{n}") for n in range(1, 8)], "few_exercises"),
    (lambda d: [d["exercises"].pop(f"L16-0{n}") for n in range(1, 6)], "few_exercises"),
    (put(f"{M}.offline_kb", 10), "too_large"),
    # an exercise
    (put(f"{E}02.type", "dance"), "unknown_type"),
    (put(f"{E}02.colour", "red"), "unknown_key"),
    (drop(f"{E}02.alternative"), "missing_key"),
    (drop(f"{E}02.feedback.retry"), "missing_key"),
    (drop(f"{E}07.feedback.trapped"), "missing_key"),
    (drop(f"{E}02.hints"), "no_hints"),
    (put(f"{E}02.mode", "exam"), "unknown_value"),
    (put(f"{E}02.mode", "assessment"), "help_in_assessment"),
    (put(f"{E}09.mode", "assessment"), "wrong_mode"),
    (put(f"{E}02.hints.1.after", 1), "not_rising"),
    (put(f"{E}02.hints.1.highlight", "dance"), "unknown_action"),
    (put(f"{E}03.hints.0.highlight", "card"), "no_card"),
    (put(f"{E}02.item.b", [-1.0, -1.2, 0.0, 1.0]), "not_rising"),
    (put(f"{E}02.item.b", [-1.0, 0.0]), "b_count"),
    (put(f"{E}14.item.b", [-1.0, 0.0]), "b_count"),
    (put(f"{E}02.item.a", 0), "wrong_kind"),
    (put(f"{E}02.card.persona", "omar"), "unknown_persona"),
    (put(f"{E}02.world", "bank"), "unknown_world"),
    (drop(f"{E}14.options.1.right"), "bad_answer"),
    (put(f"{E}01.answer", ["place", "day"]), "bad_answer"),
    (put(f"{E}09.options.1.id", "name"), "bad_id"),
    (put(f"{E}02.options.places.1.id", "market"), "bad_id"),
    (put(f"{E}02.options.places.1.colour", True), "unknown_key"),
    (put(f"{E}02.options.place", [{"id": "a", "label": WORD}]), "unknown_list"),
    (put(f"{E}08.options.numbers.0.goes", "nowhere"), "unknown_screen"),
    (put(f"{E}05.start.colour", "red"), "unknown_slot"),
    (put(f"{E}05.start.screen", "nowhere"), "unknown_screen"),
    (put(f"{E}05.start.phone", "$card.fax"), "unknown_name"),
    # predicates
    (put(f"{E}02.goal.steps.0.when", {"place": "prak", "reason": "consult"}), "unknown_value"),
    (put(f"{E}02.goal.steps.0.when", {"town": "park"}), "unknown_slot"),
    (put(f"{E}02.goal.steps.0.when", {}), "bad_predicate"),
    (put(f"{E}02.goal.steps.0.when", {"place": {"near": "park"}}), "unknown_operator"),
    (put(f"{E}02.goal.steps.0.when", {"place": {"filled": "yes"}}), "wrong_kind"),
    (put(f"{E}02.goal.steps.0.when", {"place": {"min": "3"}}), "wrong_kind"),
    (put(f"{E}02.goal.steps.0.when", {"place": 3}), "wrong_kind"),
    (put(f"{E}06.goal.ends", {"saved": "true"}), "wrong_kind"),
    (put(f"{E}03.goal.steps.0.when", {"read": "lila"}), "wrong_kind"),
    (put(f"{E}03.goal.steps.0.when", {"read": {"has": "lola"}}), "unknown_value"),
    (put(f"{E}05.goal.steps.0.when", {"did": ["fly"]}), "unknown_action"),
    (put(f"{E}05.goal.ends", {"any": [{"status": "gone"}]}), "unknown_value"),
    (put(f"{E}02.goal.steps.2.when.phone", {"digits": "$card.fax"}), "unknown_name"),
    (put(f"{E}02.goal.steps.0.by", ["fly"]), "unknown_action"),
    (put(f"{E}02.goal.steps.0.id", "unnamed"), "no_label"),
    (put(f"{E}02.slips.0.when", {"place": "moon"}), "unknown_value"),
    (put(f"{E}07.trap.when", {"cart": True}), "unknown_slot"),
    # a world
    (put(f"{W}.actions.next.at", "nowhere"), "unknown_screen"),
    (put(f"{W}.actions.next.set.screen", "nowhere"), "unknown_screen"),
    (put(f"{W}.actions.next.set.town", "x"), "unknown_slot"),
    (put(f"{W}.actions.next.when", {}), "unknown_key"),
    (put(f"{W}.actions.next.set.day", "$value"), "unknown_name"),
    (put(f"{W}.actions.next.set.day", "$town"), "unknown_name"),
    (put(f"{W}.actions.next.add", {"day": "x"}), "wrong_kind"),
    (put(f"{W}.actions.next.is_in", "day"), "unknown_slot"),
    (put(f"{W}.actions.fly", {"at": "check", "set": {"day": ""}}), "not_shown"),
    (drop(f"{W}.actions.next.set"), "no_effect"),
    (put("worlds.web.actions.type_card.set.card", "$value"), None),
    (put("worlds.web.actions.type_card.set.site", "$value"), "wrong_kind"),
    (put(f"{W}.screens.check.back", "nowhere"), "unknown_screen"),
    (put(f"{W}.screens.check.show.1.button", "fly"), "unknown_action"),
    (put(f"{W}.screens.check.show.1.button", "move"), "not_at"),
    (put(f"{W}.screens.check.show.1", {"picture": "x"}), "unknown_widget"),
    (drop(f"{W}.screens.check.show.1.label"), "missing_key"),
    (put(f"{W}.screens.check.show.0.values", ["town"]), "unknown_slot"),
    (put("worlds.calendar.screens.done.show.0.values", ["saved"]), "wrong_kind"),
    (put(f"{W}.screens.place.show.0.as", "cloud"), "unknown_value"),
    (put(f"{W}.screens.place.show.0", {"button": "choose_place", "label": WORD}), "wrong_widget"),
    (put("worlds.web.screens.pay.show.1.kind", "text"), "wrong_widget"),
    (drop(f"{W}.screens.check.title"), "no_title"),
    (put(f"{W}.state.screen", "nowhere"), "unknown_screen"),
    (put(f"{W}.state.path", ""), "reserved"),
    (put(f"{W}.state.price", 1.5), "wrong_kind"),
    # play
    (put(f"{E}02.solution.2", {"choose_day": "mon11"}), "solution_fails"),
    (put(f"{E}02.solution.3", {"choose_hour": "h0900"}), "solution_fails"),
    (lambda d: d["exercises"]["L16-02"]["solution"].insert(0, "back"), "solution_impossible"),
    (put(f"{E}02.solution", DETOUR), "solution_slips"),
    (put(f"{E}02.solution.0", "fly"), "unknown_action"),
    (put(f"{E}07.vectors.1.play.3", {"type_card": 0}), "wrong_kind"),
    (confirm_from_the_menu, "not_on_screen"),
    (put(f"{E}02.vectors.0.slips", 2), "vector_fails"),
    (put(f"{E}02.vectors.0.reached", ["where"]), "vector_fails"),
    (drop(f"{E}07.vectors.1.trapped"), "vector_fails"),
    (put(f"{E}02.vectors", []), "no_vectors"),
    (put(f"{E}02.goal.ends", {"status": "none"}), "ends_at_start"),
    (put(f"{E}02.slips.0.when", {"screen": "place"}), "slip_at_start"),
    (put(f"{W}.actions.no_keep.needs", {"status": "moving"}), "vector_fails"),
    (drop(f"{W}.screens.details.back"), None),
    (drop("worlds.call.actions.hang_up_now.set.screen"), "dead_end"),
    (put("worlds.web.actions.leave.at", ["site", "next"]), "not_at"),
    (no_way_out_of_the_payment, "dead_end"),
]  # fmt: skip


def test_the_example_is_clean(l16: Document) -> None:
    assert lint(l16) == []


@pytest.mark.parametrize(("fault", "code"), FAULTS, ids=range(len(FAULTS)))
def test_a_seeded_fault_is_found(l16: Document, fault: Callable[[Document], None], code: str | None) -> None:
    fault(l16)
    codes = {finding.code for finding in lint(l16)}
    assert code in codes if code else not codes


def leaves(tree: Any, path: str = "") -> list[str]:
    """Every dotted path of a tree."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    below = [leaf for key, value in pairs for leaf in leaves(value, f"{path}.{key}" if path else str(key))]
    return ([path] if path else []) + below


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_lint_never_fails(data: st.DataObject) -> None:
    """Whatever a curator's editor sends: remarks, no exception."""
    document = json.loads(json.dumps(DOCUMENTS["L16"]))
    paths = [path for path in leaves(document) if path.count(".") > 1 or path.startswith("module.")]
    value = data.draw(st.sampled_from([None, True, 3, "x", "", [], {}, [{}], {"fr": 1}, ["x"], {"x": {"y": []}}]))
    put(data.draw(st.sampled_from(paths)), value)(document)
    assert all(finding.text for finding in lint(document))


def test_a_finding_says_where(l16: Document) -> None:
    l16["exercises"]["L16-02"]["goal"]["steps"][0]["when"] = {"place": {"near": "park"}}
    (finding,) = lint(l16)
    assert finding.severity == "error"
    assert finding.where == "exercises.L16-02.goal.steps.0.when.place.near"
    assert "has" in finding.text


def test_a_dead_end_shows_the_way_into_it(l16: Document) -> None:
    l16["worlds"]["call"]["actions"]["hang_up_now"]["set"].pop("screen")
    findings = [finding for finding in lint(l16) if finding.code == "dead_end"]
    assert [finding.where for finding in findings] == ["exercises.L16-08"]
    assert findings[0].text.endswith('[{"dial": "advert"}]')


def test_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    assert main([str(ROOT / "courses" / "content" / "L16")]) == 0
    assert "0 errors, 0 warnings" in capsys.readouterr().out
    assert main([str(tmp_path)]) == 1
    assert "has no module.yaml" in capsys.readouterr().out
    assert main([]) == 1


def test_a_step_that_nobody_can_tap_is_named(l16: Document) -> None:
    confirm_from_the_menu(l16)
    (first, *_) = [finding for finding in lint(l16) if finding.code == "not_on_screen"]
    assert first.where.endswith(".solution.7")
    assert 'step 8, "confirm", has no widget on the screen “check”' in first.text


@pytest.mark.parametrize(("document", "key"), SIMULATORS)
def test_every_step_of_every_solution_can_be_tapped(document: Document, key: str) -> None:
    bundle = client_bundle(document, key, "nl", "FR")
    solution = filled_in(document["exercises"][key]["solution"], bundle["card"])
    for (state, path), action in zip(walk(bundle, solution), solution, strict=False):
        drawn = json.dumps(screen(bundle, state, path))
        name = action if isinstance(action, str) else next(iter(action))
        assert f'"{name}"' in drawn or (name == "back" and '"back": true' in drawn)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "exercises/02-book-doctor.yaml",
            "  en: Book an appointment for Nadia.",
            "  en: Book an appointment for Nadia.\n  de: Buchen Sie.",
            "exercises/02-book-doctor.yaml, L16-02, instruction: 'de' stands beside languages",
        ),
        (
            "exercises/02-book-doctor.yaml",
            "label: {fr: Place du Marché,",
            "label: {fr: Marché, Place, ",
            "exercises/02-book-doctor.yaml, L16-02, options.places.0.label: 'Place' stands beside languages",
        ),
        (
            "worlds/booking.yaml",
            "screens:",
            "titles: {}\nscreens:",
            "worlds/booking.yaml, titles: “titles” isn’t a key",
        ),
        ("module.yaml", "minutes: 22", "minutes: 23", "module.yaml, minutes: the steps’ minutes"),
        ("memo.yaml", "module: L16", "module: L06", "memo.yaml, module: must be L16"),
    ],
)
def test_command_line_names_the_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    folder = tmp_path / "L16"
    shutil.copytree(ROOT / "courses" / "content" / "L16", folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert main([str(folder)]) == 1
    assert said in capsys.readouterr().out


def test_every_sentence_of_the_lint_is_marked_for_the_catalogues() -> None:
    """Who shows a finding says it in the reader's language: nothing is glued together here."""
    folder, bare = Path(findings.__file__).parent, []
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and len(node.args) == 3 and ast.unparse(node.func).endswith(SAYS):
                said = node.args[2]
                marked = isinstance(said, ast.Call) and ast.unparse(said.func) == "_"
                if not marked and (isinstance(said, ast.Constant | ast.JoinedStr | ast.BinOp)):
                    bare.append(f"{path.name}:{node.lineno}")
    assert bare == []
