"""`python -m exercises.lint FOLDER...`: print what the lint finds; exit status 1 when there is an error."""

import sys
from pathlib import Path
from typing import Any

from exercises.documents import load_module, place_in, read_files
from exercises.errors import ContentError
from exercises.lint import Finding, lint
from exercises.lint.findings import NO_FILE
from exercises.media import names_in


def missing_pictures(document: dict[str, Any], folder: Path) -> list[Finding]:
    """An error for each picture that an exercise asks for and no folder `pictures` has."""
    found = []
    for key, exercise in document["exercises"].items():
        picture = exercise.get("picture")
        file = str(picture.get("file", "")) if isinstance(picture, dict) else ""
        other, slash, name = file.rpartition("/")
        path = (folder.parent / Path(other).name if slash else folder) / "pictures" / name
        if file and not path.is_file():
            found.append(Finding("error", f"exercises.{key}.picture.file", "no_file", NO_FILE, {"name": file}))
    there = {path.name for part in ("pictures", "recordings") for path in (folder / part).glob("*")}
    missing = sorted(names_in(document) - there)
    return found + [Finding("error", "media", "no_file", NO_FILE, {"name": name}) for name in missing]


def main(folders: list[str]) -> int:
    """Lint each folder and print one line a remark."""
    errors = 0
    for folder in folders:
        try:
            document, files = load_module(folder), read_files(Path(folder))
            findings = [*lint(document), *missing_pictures(document, Path(folder))]
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
