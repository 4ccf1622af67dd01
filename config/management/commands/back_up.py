"""`manage.py back_up --to DIR`: database and files in one archive, while everyone works on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.recovery import backing_up
from config.recovery.errors import CannotBackUp


class Command(BaseCommand):
    help = "Back up database and files into a new folder; exits 1 when stored files were missing or damaged."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="a folder that does not exist yet")

    def handle(self, *args: Any, to: Path, **options: Any) -> None:
        try:
            outcome = backing_up.back_up(to.absolute(), lambda line: self.stdout.write(f"· {line}"))
        except (CannotBackUp, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        held = outcome.manifest.state
        rows = sum(table["rows"] for table in held.tables.values())
        self.stdout.write(
            f"{to}: {len(held.tables)} tables with {rows} rows, {len(held.chains)} ledger chains, "
            f"{outcome.manifest.parts - 1} files, {outcome.bytes} bytes"
        )
        self.stdout.write("Ledger heads to keep outside this machine, as verify_ledger --anchor takes them:")
        for code, chain in held.chains.items():
            self.stdout.write(f"  {code}:{chain['entries']}:{chain['head']}")
        if outcome.lost:
            listed = "\n  ".join(outcome.lost[:20])
            raise CommandError(
                f"The archive is whole but for {len(outcome.lost)} stored files, missing or damaged before:\n  {listed}"
            )
