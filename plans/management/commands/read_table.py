"""`manage.py read_table FILE… --divisions FILE`: what the reader makes of published tables; nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.divisions import HUBEI_DIVISIONS, read_divisions
from core.errors import DomainError
from plans.tables import PlaceIndex
from plans.tables.verdicts import verdicts

HEAD = "| table | projects | total, 万元 | printed | rows left out | remarks | verdict |\n|---|---|---|---|---|---|---|"


class Command(BaseCommand):
    help = "Reads tables of projects and prints items, totals and verdicts as a table in Markdown."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, help="csv or xlsx")
        parser.add_argument("--divisions", type=Path, default=HUBEI_DIVISIONS, help="division table of the county")
        parser.add_argument("--county", default="", help="six-digit code, where the table holds several counties")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            places = PlaceIndex(read_divisions(options["divisions"]), county=options["county"])
            lines = [verdict.row() for file in options["files"] for verdict in verdicts(file, places)]
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("\n".join([HEAD, *lines]))
