"""`manage.py export_ledger [CODE...] --out FILE`: the ledger as lines of JSON for the offline verifier."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandParser

from core import ledger
from core.management.commands.verify_ledger import chosen_chains
from core.models import Organisation

FORMAT = "tongchou-ledger-1"


class Command(BaseCommand):
    help = "Export the ledger's chains for core/verifier/verify_ledger_export.py, which needs nothing but Python."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="CODE", help="counties; every chain when none is given")
        parser.add_argument("--out", type=Path, help="where to write; standard output when not given")

    def handle(self, *args: Any, codes: list[str], out: Path | None, **options: Any) -> None:
        organisations = chosen_chains(codes)
        if out is None:
            _export(organisations, sys.stdout)
            return
        with out.open("w", encoding="utf-8") as file:
            _export(organisations, file)


def _export(organisations: list[Organisation], file: IO[str]) -> None:
    """A line for the format; then of each chain a line per entry and one line that says how it ends."""
    _line(file, format=FORMAT)
    for organisation in organisations:
        last = None
        for entry in ledger.sealed(organisation.pk):
            _line(file, entry=entry.text, hash=entry.hash.hex())
            last = entry
        if last is not None:
            _line(file, chain=organisation.pk, code=organisation.code, entries=last.seq, head=last.hash.hex())


def _line(file: IO[str], **fields: object) -> None:
    file.write(json.dumps(fields, ensure_ascii=False) + "\n")
