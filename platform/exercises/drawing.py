"""A screen as blocks, for the templates: lists on their own, and all that stands between them in one body.

`static/js/simulating.js` groups in the same way, so that the page looks the same with and without JavaScript.
"""

from typing import Any

from exercises.worlds import Bundle

LISTS = ("list", "month", "results", "checks", "switches", "parts")
SEVERAL = ("checks", "switches", "parts")


def blocks(screen: dict[str, Any]) -> list[dict[str, Any]]:
    """`[{"kind": "list"|"parts"|"body"|"panel"|"end", ...}]`: a choices widget each, or `widgets` in a body.

    A panel is a box, open until the next one (`first`: none before it); `end` closes the last.
    """
    found: list[dict[str, Any]] = []
    for widget in screen["widgets"]:
        if widget["kind"] == "choices" and widget["as"] in LISTS:
            many = widget["as"] in SEVERAL
            letters = widget["as"] == "list" and any(option.get("says") for option in widget["options"])
            found.append({**widget, "kind": "parts" if many else "list", "letters": letters})
        elif widget["kind"] == "panel":
            found.append({**widget, "first": not any(block["kind"] == "panel" for block in found)})
        elif found and found[-1]["kind"] == "body":
            found[-1]["widgets"].append(widget)
        else:
            found.append({"kind": "body", "widgets": [widget]})
    return [*found, {"kind": "end"}] if any(block["kind"] == "panel" for block in found) else found


def card_of(bundle: Bundle) -> dict[str, Any] | None:
    """The persona's card: her name, the lines of its text, and the facts that the exercise asks for."""
    card = bundle.get("card") or {}
    if not card.get("text"):
        return None
    lines = str(card["text"]).split("\n")
    asked = set(_words_in([bundle.get("goal"), bundle.get("parts")]))
    facts = [
        value
        for key, value in card.items()
        if key not in ("name", "text") and isinstance(value, str) and value in asked and value not in card["text"]
    ]
    return {"name": card.get("name", ""), "lines": lines, "facts": facts}


def _words_in(tree: Any) -> list[str]:
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, list):
        return [word for one in tree for word in _words_in(one)]
    return [tree] if isinstance(tree, str) else []
