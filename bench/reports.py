"""How long a report takes from the stored figures, and a full recount, beside a bound of the same run.

    ./run manage shell -c "import bench.reports; bench.reports.main()"

Needs the demo world. The bound is one pass over the same number of rows in plain Python.
"""

import tempfile
import time
from pathlib import Path

from common.wall import across_structures
from reporting.models import Activity
from reporting.packs.check import check
from reporting.selectors.reports import report_json
from reporting.services.rollup import recount
from structures.models import Project


def main() -> None:
    """Print milliseconds of a report, seconds of a recount, and both as ratios."""
    project = Project.objects.get(code="CROSS")
    report_json(project=project, period=3, partner="DISTRICT09")
    report = min(_seconds(lambda: report_json(project=project, period=3, partner="DISTRICT09")) for _ in range(5))
    with across_structures("the benchmark counts rows"):
        rows = Activity.objects.filter(project=project).count()
    bound = min(_seconds(lambda: sum(1 for _ in sorted(range(rows)))) for _ in range(5))
    again = _seconds(lambda: recount(project=project))
    print(f"report of one partner and period: {report * 1000:.0f} ms (at most 100)")
    print(f"full recount: {again:.1f} s (at most 30), {again / bound:.0f} x one pass over {rows} rows")


def _seconds(call) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def packs() -> None:
    """How reading a pack grows with its rows: four times the rows should cost about four times the CPU."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_read(Path(folder), count) for count in (50_000, 200_000))
    print(f"200,000 rows read in {many:.1f} s of CPU, {many / few:.1f} x what 50,000 take")


def _read(folder: Path, count: int) -> float:
    rows = (f"learner:x{n % 500},s1,2021-01-{n % 28 + 1:02}T10:{n % 60:02}:{n % 59:02}Z\n" for n in range(count))
    (folder / "activity.csv").write_text("user,structure,at\n" + "".join(rows), encoding="utf-8")
    start = time.process_time()
    check(folder)
    return time.process_time() - start
