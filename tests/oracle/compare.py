"""Where a report of Halte and the plain count of the same pack differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.oracle.count import Count, report
from tests.oracle.units import CODES

Made = Callable[[int, str | None], dict[str, Any]]


def differences(plain: Count, made: Made) -> list[str]:
    """One text a cell that differs, over all periods, all partners and the consolidated report.

    `made` gives Halte's report of a period and partner (None: consolidated) in the JSON's shape.
    """
    found = []
    partners = sorted({row["code"] for row in plain.partners})
    for index, (start, end) in enumerate(plain.periods, start=1):
        for partner in [None, *partners]:
            theirs, ours = made(index, partner), report(plain.folder, index, partner, plain)
            head = f"period {index}, {partner or 'consolidated'}"
            if theirs["period"] != {"index": index, "start": str(start), "end": str(end)}:
                found.append(f"{head}: {theirs['period']}, not {start} to {end}")
            if [line["code"] for line in theirs["lines"]] != CODES:
                found.append(f"{head}: the codes")
            for line in theirs["lines"]:
                expected = ours["lines"][line["code"]]
                found += _apart(f"{head}, {line['code']}", line, expected)
                if ("other_helpers" in line) != ("other_helpers" in expected):
                    found.append(f"{head}, {line['code']}: other_helpers")
            left_out = {(row["code"], row["reason"]): row["count"] for row in theirs["excluded"]}
            found += _apart(f"{head}, left out", left_out, plain.left_out(index, partner), absent=0)
            if partner is None:
                if sorted(theirs["partners"]) != partners:
                    found.append(f"{head}: the partners {sorted(theirs['partners'])}")
                for code in partners:
                    found += _apart(f"{head}, column {code}", theirs["partners"].get(code, {}), ours["partners"][code])
                found += _apart(f"{head}, unattributed", theirs["unattributed"], ours["unattributed"])
            elif "partners" in theirs or "unattributed" in theirs:
                found.append(f"{head}: columns of partners")
    return found


def _apart(where: str, theirs: dict, ours: dict, absent: object = None) -> list[str]:
    """Cells of other value or type: 1 is not "1"."""
    return [
        f"{where}, {key}: {theirs.get(key, absent)!r} where the plain count has {value!r}"
        for key, value in ours.items()
        if (type(theirs.get(key, absent)), theirs.get(key, absent)) != (type(value), value)
    ]
