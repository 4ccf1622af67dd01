"""`manage.py check_plan COUNTY YEAR`: the verdicts on a plan, by the rules of any day, and its records judged again."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from plans.compliance import records, registry
from plans.models import ComplianceCheck, PlanVersion


class Command(BaseCommand):
    help = (
        "Judges the last version of a county's plan of a year by the rules of a day (today's), and every kept check of it "
        "again by the rules of its own day. Exit code 1 when something is in the plan's way or a record says otherwise."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("county", help="six-digit code")
        parser.add_argument("year", type=int)
        parser.add_argument("--on", type=datetime.date.fromisoformat, help="the day whose rules hold, YYYY-MM-DD")
        parser.add_argument("--version-number", type=int, help="which version of the plan; without it the last")

    def handle(self, *args: Any, **options: Any) -> None:
        version = _version(options["county"], options["year"], options["version_number"])
        on = options["on"] or clock.today()
        if not any(registry.judged_on(on)):
            raise CommandError(f"no rule was in force on {on}")
        found = records.judged(version, on)
        self.stdout.write(f"{version.title} · {version.get_state_display()} · {on}")
        self._tell(found)
        otherwise = [check for check in _checks(version) if not self._recheck(check, version)]
        if otherwise or not found.is_whole:
            raise CommandError("the plan cannot go on as it is, or a record says otherwise", returncode=1)

    def _tell(self, found: records.Verdicts) -> None:
        for row in found.rows:
            self.stdout.write(f"{row.code:4} {row.outcome.label} {row.rule.title} ({row.text_from})")
            for hit in row.hits:
                answer = f" — {hit.justification}" if hit.justification else ""
                self.stdout.write(f"     · {hit.words}{answer}")

    def _recheck(self, check: ComplianceCheck, version: PlanVersion) -> bool:
        """Whether its own rules say of its own content what it says."""
        different = records.differences(records.kept(check), records.rechecked(check, version))
        told = "; ".join(f"{code}: {was or '-'} -> {now or '-'}" for code, was, now in different) or "same"
        self.stdout.write(f"{check.get_stage_display()} {check.made_at:%Y-%m-%d} ({check.rules_on}): {told}")
        return not different


def _version(county: str, year: int, number: int | None) -> PlanVersion:
    versions = PlanVersion.objects.filter(plan__county__code=county, plan__year=year).select_related("plan__county")
    found = versions.filter(**({"seq": number} if number else {})).order_by("-seq").first()
    if found is None:
        raise CommandError(f"county {county} has no such plan for {year}")
    return found


def _checks(version: PlanVersion) -> list[ComplianceCheck]:
    return list(ComplianceCheck.objects.filter(version=version).order_by("pk"))
