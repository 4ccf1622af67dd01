"""`manage.py export_event_log --out FILE`: the whole installation's event log, or a part of it, as XES or CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.models import Organisation
from oversight import event_log
from workflows.engine.registry import registered


class Command(BaseCommand):
    help = "Write what happened at every step of every proceeding; a .csv file as CSV, any other as XES (IEEE 1849)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")
        parser.add_argument("--flow", choices=[entry.key for entry in registered()], default="")
        parser.add_argument("--county", default="", metavar="CODE")
        parser.add_argument("--year", default="")
        parser.add_argument("--since", default="", metavar="DAY", help="begun on that day or later, 2026-01-31")
        parser.add_argument("--until", default="", metavar="DAY", help="begun on that day or earlier")
        parser.add_argument("--names", action="store_true", help="persons by their names instead of pseudonyms")

    def handle(self, *args: Any, out: Path, county: str, names: bool, **options: Any) -> None:
        place = Organisation.objects.filter(code=county).first() if county else None
        if county and place is None:
            raise CommandError(f"no county {county}")
        told = {name: options[name] for name in ("flow", "year", "since", "until")}
        asked = event_log.Asked.read({**told, "county": str(place.pk) if place else ""})
        if misread := [name for name, value in told.items() if value and not getattr(asked, name)]:
            raise CommandError(f"not understood: {', '.join(misread)}")
        naming = event_log.real_name if names else event_log.pseudonym
        traces = event_log.traces(event_log.everywhere(), asked, naming)
        pieces = event_log.as_csv(traces) if out.suffix == ".csv" else event_log.as_xes(traces, name="统筹事件日志")
        with out.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        self.stdout.write(f"{out}: {out.stat().st_size} bytes")
