"""`python -m exercises.lint FOLDER...`: print what the lint finds; exit status 1 when there is an error."""

import sys
from pathlib import Path

from exercises.documents import load_module, place_in, read_files
from exercises.errors import ContentError
from exercises.lint import lint


def main(folders: list[str]) -> int:
    """Lint each folder and print one line a remark."""
    errors = 0
    for folder in folders:
        try:
            findings, files = lint(load_module(folder)), read_files(Path(folder))
        except ContentError as error:
            sys.stdout.write(f"{folder}: error: {error}\n")
            errors += 1
            continue
        for one in findings:
            sys.stdout.write(f"{folder}: {one.severity} [{one.code}] {place_in(files, one.where)}: {one.text}\n")
        bad = sum(one.severity == "error" for one in findings)
        errors += bad
        sys.stdout.write(f"{folder}: {bad} errors, {len(findings) - bad} warnings\n")
    return 1 if errors or not folders else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
