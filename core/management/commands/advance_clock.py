"""`manage.py advance_clock --days 5 | --working-days 5 | --to 2027-03-01T09:00`: move the demonstration clock."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core import clock, working_days
from core.errors import DomainError


class Command(BaseCommand):
    help = "Move the demonstration clock forward; refused where the system is no demonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        chosen = parser.add_mutually_exclusive_group(required=True)
        chosen.add_argument("--days", type=float, help="days of 24 hours, fractions allowed")
        chosen.add_argument("--working-days", type=int, help="to the same hour of the n-th working day from now")
        chosen.add_argument("--to", type=datetime.datetime.fromisoformat, help="a Shanghai time, 2027-03-01T09:00")

    def handle(self, *args: Any, **options: Any) -> None:
        clock.load()
        try:
            moment = clock.advance(to=_target(options))
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(
            _("时钟已调至 %(moment)s") % {"moment": f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"}
        )


def _target(options: dict[str, Any]) -> datetime.datetime:
    present = clock.now().astimezone(clock.SHANGHAI)
    to: datetime.datetime | None = options["to"]
    if to is not None:
        return to if to.tzinfo else to.replace(tzinfo=clock.SHANGHAI)
    if options["working_days"] is not None:
        day = working_days.add_working_days(present.date(), options["working_days"])
        return datetime.datetime.combine(day, present.timetz())
    return present + datetime.timedelta(days=options["days"])
