"""manage.py load_divisions FILE...: organisations from division tables."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import divisions
from core.errors import Invalid


class Command(BaseCommand):
    help = "Load organisations from division tables (code,name,level,parent; csv or csv.gz). Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.perf_counter()
        try:
            rows = [row for file in options["files"] for row in divisions.read_divisions(file)]
            loaded = divisions.load(rows)
        except Invalid as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(
            f"{loaded.total} places: {loaded.province} province, {loaded.prefecture} prefectures, {loaded.county} counties, "
            f"{loaded.township} townships, {loaded.village} villages; {loaded.created} new, {loaded.changed} changed; "
            f"{time.perf_counter() - began:.1f} s"
        )
        for row, wrong in divisions.unprintable(rows):
            self.stdout.write(
                f"{row.code} {row.name}: {wrong}. Documents that bear this name are refused until a table with the "
                f"right name is loaded: {row.code},NAME,{row.level},{row.parent}"
            )
