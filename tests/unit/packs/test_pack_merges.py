"""Merges that lead back to where they began."""

from collections.abc import Callable
from pathlib import Path

from reporting.packs.check import Known, check

Folder = Callable[..., Path]

MERGES = "kept,merged,at\n"
AT = ",2021-01-01T10:00\n"


def test_merges_in_a_circle(folder: Folder) -> None:
    people = "id\n" + "".join(f"p{n}\n" for n in range(1, 8))
    rows = ("p2,p1", "p3,p2", "p1,p3", "p1,p4", "p5,p5", "p7,p6")
    checked = check(folder(people=people, structures=None, merges=MERGES + "".join(row + AT for row in rows)))
    circle = [p for p in checked.problems if p.file == "merges.csv"]
    assert [(p.line, p.reason) for p in circle] == [
        (2, "merge_circle"),
        (3, "merge_circle"),
        (4, "merge_circle"),
        (6, "merge_circle"),
    ]
    assert circle[0].params["circle"] == "p1 → p2 → p3 → p1"
    # Into a circle and out of it are two things: p4 is merged into p1, who now stays.
    assert [(row.kept, row.merged) for row in checked.pack.merges] == [("p1", "p4"), ("p7", "p6")]
    assert checked.counts["merges.csv"].good == 2


def test_merges_in_a_circle_with_earlier_ones(folder: Folder) -> None:
    def run(earlier: dict[str, str], *rows: str) -> list[tuple[str, str]]:
        known = Known(project="CROSS", merges=earlier)
        checked = check(folder(merges=MERGES + "".join(row + AT for row in rows)), known=known)
        return [(row.kept, row.merged) for row in checked.pack.merges]

    assert run({"p2": "p1"}, "p2,p1") == []
    assert run({"p2": "p1"}, "p3,p1") == [("p3", "p1")]
    # A change of the earlier merge takes its place...
    assert run({"p2": "p1"}, "p3,p2", "p2,p1") == [("p3", "p2"), ("p2", "p1")]
    # ...but not when it is bad itself: then the earlier one holds, and closes another circle.
    assert run({"p1": "p2"}, "p3,p1", "p1,p3", "p1,p2") == []
