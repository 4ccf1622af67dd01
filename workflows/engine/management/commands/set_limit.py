"""`manage.py set_limit KEY --as ACCOUNT --from DATE --basis TEXT` with `--bounds LOWEST USUAL HIGHEST` for the province, or
`--county CODE --days N` for a county: the same services, rights and refusals as the pages; `--list` names the keys."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from core.models import Organisation, User
from workflows.engine import limits
from workflows.engine.services import limit_setting


class Command(BaseCommand):
    help = "Set a limit within the province's bounds, or the bounds themselves; deadlines already running stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", nargs="?")
        parser.add_argument("--list", action="store_true", help="the keys and what holds where nothing is set")
        parser.add_argument("--as", dest="account", help="the account in whose name it is set")
        parser.add_argument(
            "--from", dest="starts_on", type=datetime.date.fromisoformat, help="tomorrow at the earliest"
        )
        parser.add_argument("--basis", default="", help="the document that says so")
        parser.add_argument("--bounds", nargs=3, type=int, metavar=("LOWEST", "USUAL", "HIGHEST"))
        parser.add_argument("--county", help="code of the county")
        parser.add_argument("--days", type=int)

    def handle(self, *args: Any, key: str | None, **options: Any) -> None:
        if options["list"] or key is None:
            for each, days in sorted(limits.everything().items()):
                self.stdout.write(f"{each} {days}{' calendar' if limits.in_calendar_days(each) else ''}")
            return
        if options["starts_on"] is None or options["account"] is None:
            raise CommandError("--as and --from are needed")
        actor = User.objects.filter(username=options["account"]).first()
        if actor is None:
            raise CommandError(f"No account {options['account']}")
        try:
            self._set(actor, key, options)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{key}: set from {options['starts_on']}")

    def _set(self, actor: User, key: str, asked: dict[str, Any]) -> None:
        said = {"key": key, "starts_on": asked["starts_on"], "basis": asked["basis"]}
        if asked["bounds"]:
            lowest, usual, highest = asked["bounds"]
            limit_setting.set_bounds(actor=actor, lowest=lowest, usual=usual, highest=highest, **said)
            return
        county = Organisation.objects.filter(code=asked["county"]).first()
        if county is None or asked["days"] is None:
            raise CommandError("either --bounds, or --county with --days")
        limit_setting.set_county_limit(actor=actor, county=county, days=asked["days"], **said)
