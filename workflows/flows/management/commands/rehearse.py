"""The main job without a browser: a published table becomes a filed county plan."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.divisions import Division, load, read_divisions
from core.errors import DomainError
from core.models import Organisation
from core.own_database import own_database
from documents.jobs import render_owed
from documents.models import IssuedDocument
from documents.rendering import require_faces
from plans.tables import PlaceIndex, ReadPlan, read_table
from workflows.flows.rehearsal import summary
from workflows.flows.rehearsal.journey import Journey
from workflows.flows.rehearsal.july import from_july
from workflows.flows.rehearsal.places import live_places


@dataclass(frozen=True)
class Task:
    """What one call rehearses."""

    plan: Path
    county: str
    year: int
    out: Path
    divisions: Path | None


class Command(BaseCommand):
    help = "Takes the rows of a published plan table through every step to the provincial acknowledgment."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", required=True, type=Path, help="csv or xlsx table of projects")
        parser.add_argument("--county", required=True, help="six-digit county code")
        parser.add_argument("--year", required=True, type=int, help="year of the plan")
        parser.add_argument("--out", required=True, type=Path, help="folder for the documents and summary.json")
        parser.add_argument("--divisions", type=Path, help="division table, when the live database lacks the county")
        parser.add_argument("--keep", action="store_true", help="leave the rehearsal's database")

    def handle(self, *args: Any, **options: Any) -> None:
        task = Task(*(options[name] for name in ("plan", "county", "year", "out", "divisions")))
        places = self._places(task)
        try:
            require_faces()  # what is printed at the end, said before the year is travelled
            index = PlaceIndex([(d.code, d.name, d.level, d.parent) for d in places], county=task.county)
            read = read_table(task.plan, task.plan.stem, index)
        except (DomainError, OSError) as error:
            raise CommandError(_("不能演练：%(why)s") % {"why": error}) from error
        task.out.mkdir(parents=True, exist_ok=True)
        summaries = [self._rehearse(task, places, plan, n, options["keep"]) for n, plan in enumerate(read, 1)]
        told = summaries[0] if len(summaries) == 1 else summaries
        (task.out / "summary.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        unfiled = [s for s in summaries if s["filing"]["state"] != "registered"]
        if unfiled:
            raise CommandError(_("演练未完成备案"))

    def _places(self, task: Task) -> list[Division]:
        found = read_divisions(task.divisions) if task.divisions else live_places(task.county)
        if not any(d.code == task.county for d in found):
            raise CommandError(_("没有找到县%(code)s，请用 --divisions 指定区划表") % {"code": task.county})
        return found

    def _rehearse(self, task: Task, places: list[Division], plan: ReadPlan, n: int, keep: bool) -> dict[str, Any]:
        started = time.monotonic()
        out = task.out / f"plan-{n}" if n > 1 else task.out
        with own_database("rehearsal", keep=keep) as name, from_july(task.year):
            load(places)
            county = Organisation.objects.get(code=task.county)
            journey = Journey(county, task.year, plan)
            try:
                version = journey.travel()
                summary.require_whole(journey, version)
            except DomainError as error:
                raise CommandError(_("演练在此中断：%(why)s") % {"why": error.message}) from error
            self._print_documents()
            told = summary.summarise(journey, version, summary.write_documents(out))
        figures = {"title": plan.title or task.plan.stem, "items": told["plan"]["items"], "yuan": told["plan"]["total_yuan"],
                   "documents": len(told["documents"]), "seconds": round(time.monotonic() - started, 1), "name": name}  # fmt: skip
        self.stdout.write(
            _("已备案：%(title)s，%(items)d个项目，%(yuan)s元，%(documents)d份公文，%(seconds)s秒") % figures
        )
        return told

    def _print_documents(self) -> None:
        while render_owed():
            continue
        failed = IssuedDocument.objects.filter(render_state="failed").values_list("kind", "title", "render_error")
        if failed:
            raise CommandError(_("有公文未能排版：%(which)s") % {"which": "；".join(map(str, failed))})
