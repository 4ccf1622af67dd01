"""`manage.py import_sheet library FILE --organisation CODE --year Y --as USER`: the browser's import without a browser."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock, jobs
from core.errors import DomainError
from core.models import Organisation, User
from plans.enums import ImportState
from plans.imports import applying, preparing, report
from plans.imports.registry import registered
from plans.models import PreparedImport


class Command(BaseCommand):
    help = (
        "Shows what a table would do to a register, row by row; with --apply writes every fit row in one transaction."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("register", choices=registered())
        parser.add_argument("file", type=Path, help="csv or xlsx")
        parser.add_argument("--organisation", required=True, help="code of the organisation that imports")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--as", dest="actor", required=True, help="log-in name of whoever has the duty")
        parser.add_argument("--ground", default="", help="why projects come without a village's deliberation")
        parser.add_argument("--received-on", default="", help="day for sources without one, 2027-01-15")
        parser.add_argument("--reason", default="", help="why known rows are changed")
        parser.add_argument("--apply", action="store_true", help="write; without it nothing is kept")
        parser.add_argument("--report", type=Path, help="xlsx with the verdict of every row")

    def handle(self, *args: Any, **options: Any) -> None:
        clock.load()
        try:
            actor = User.objects.get(username=options["actor"])
            organisation = Organisation.objects.select_related("county").get(code=options["organisation"])
            content = options["file"].read_bytes()
        except (User.DoesNotExist, Organisation.DoesNotExist, OSError) as error:
            raise CommandError(str(error)) from error
        asked = {name: options[name] for name in ("ground", "received_on") if options[name]}
        try:
            with jobs.inline():
                kept = preparing.receive(
                    actor=actor, key=options["register"], organisation=organisation, year=options["year"],
                    name=options["file"].name, content=content, asked=asked,
                )  # fmt: skip
                self._tell(PreparedImport.objects.get(pk=kept.pk))
                if options["apply"]:
                    applying.confirm(actor=actor, prepared=kept.pk, everything=True, reason=options["reason"])
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self._finish(PreparedImport.objects.get(pk=kept.pk), options)

    def _tell(self, prepared: PreparedImport) -> None:
        if prepared.state != ImportState.READY:
            raise CommandError(prepared.told)
        verdicts = Counter(prepared.rows.order_by("pk").values_list("verdict", flat=True))
        self.stdout.write(
            f"{sum(verdicts.values())} rows: " + ", ".join(f"{n} {v}" for v, n in sorted(verdicts.items()))
        )
        for row, words in preparing.problems(prepared):
            self.stdout.write(f"  {row.sheet} {row.number} {row.label}: {words}")

    def _finish(self, prepared: PreparedImport, options: dict[str, Any]) -> None:
        if options["report"]:
            options["report"].write_bytes(report.workbook(prepared))
        if not options["apply"]:
            prepared.delete()
            return
        if prepared.state != ImportState.APPLIED:
            raise CommandError(prepared.told)
        self.stdout.write(f"written: {prepared.result['new']} new, {prepared.result['changed']} changed")
