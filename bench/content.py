"""Loading all modules that ship: read, linted, proven by their vectors, published. Beside it, their YAML only parsed.

    ./run manage shell -c "import bench.content; bench.content.main()"

As if each had changed since it was published: in a transaction that is rolled back.
"""

import secrets
import time
from unittest import mock

import yaml
from django.db import transaction

from bench.clock import database_process, spent
from courses.learning.content import folders
from courses.learning.services import load_folder, versions

LIMIT = 20.0  # seconds of processor


def main() -> None:
    """Measure, print, and say whether it is within the limit."""
    parsed = _parse()
    with transaction.atomic(), mock.patch.object(versions, "sha256", lambda document: secrets.token_hex(32)):
        process = database_process()
        start = spent(process)
        loaded = [load_folder(folder) for folder in folders()]
        took = spent(process) - start
        transaction.set_rollback(True)
    published = sum(one.version is not None for one in loaded)
    verdict = "ok" if took <= LIMIT else "ABOVE"
    print(f"all content: {took:.1f} s for {published} of {len(loaded)} modules (at most {LIMIT:.0f}) {verdict}")
    print(f"that is {took / parsed:.1f} times their YAML, parsed and nothing more")


def _parse() -> float:
    """Seconds to parse all the files by libyaml."""
    texts = [path.read_text(encoding="utf-8") for folder in folders() for path in sorted(folder.rglob("*.yaml"))]
    start = time.process_time()
    for text in texts:
        yaml.load(text, yaml.CSafeLoader)
    return time.process_time() - start
