#!/usr/bin/env python
"""Django's command line, with the embedded database started when nothing else is configured."""

import os
import sys
from pathlib import Path

WITHOUT_DATABASE = {"help", "version", "--help", "--version", "-h", "upgrade_database"}
UNLIMITED = {"migrate", "set_up", "back_up", "restore"}


def main() -> None:
    """Run the command; the database is there while it runs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in UNLIMITED:
        os.environ.setdefault("STATEMENT_TIMEOUT", "0")
    if command in WITHOUT_DATABASE:
        execute()
        return
    from config import embedded

    data_dir = Path(os.environ.get("DATA_DIR") or Path(__file__).resolve().parent / "var")
    try:
        with embedded.provided(data_dir):
            execute()
    except embedded.CannotProvide as refusal:
        sys.exit(str(refusal))


def execute() -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
