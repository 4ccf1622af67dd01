"""`manage.py load_calendar FILE --source 国办发明电〔2026〕1号`: a year's holiday notice into the working calendar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.models import User
from oversight import calendars
from workflows.desk import steps
from workflows.desk.why_due import spoken
from workflows.engine.services import Move


class Command(BaseCommand):
    help = (
        "Load a holiday notice (csv: day,working,name; a span is first..last). Lists the open deadlines that it moves; "
        "they are moved with --move, left with --leave, and without either nothing is loaded as long as there are any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="the notice's number")
        parser.add_argument("--as", dest="username", help="the account that loads it; asked for its duty")
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--move", action="store_true", help="move the listed deadlines")
        choice.add_argument("--leave", action="store_true", help="leave them as they stand")

    def handle(self, *args: Any, file: Path, source: str, move: bool, leave: bool, **options: Any) -> None:
        try:
            actor = User.objects.get(username=options["username"]) if options["username"] else None
            text = file.read_text("utf-8")
            found = calendars.propose(actor=actor, text=text)
            for one in found.moves:
                self.stdout.write(_line(one))
            if found.moves and not (move or leave):
                raise CommandError(_("以上期限将变动，未载入：加 --move 一并调整，或加 --leave 不调整"))
            edition = calendars.load(actor=actor, text=text, source=source, moves=not leave, mark=found.mark)
        except (OSError, User.DoesNotExist, DomainError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("已载入 %(count)d 天") % {"count": edition.days})


def _line(move: Move) -> str:
    item = move.item
    days = f"{spoken(move.before.date())} → {spoken(move.after.date())}"
    return f"{item.county.name} {item.organisation.name} {steps.title_of(item)} #{item.pk}: {days}"
