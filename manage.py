#!/usr/bin/env python
"""Django's command line for Halte. `./run manage ...` calls it on the embedded services."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    # Tables belong to the owner's role; the application's role may only read and write rows.
    if len(sys.argv) > 1 and sys.argv[1] in {"migrate", "sqlmigrate"}:
        os.environ["HALTE_AS_OWNER"] = "1"
    from django.core.management import execute_from_command_line  # noqa: PLC0415  (settings come first)

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
