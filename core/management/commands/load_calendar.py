"""`manage.py load_calendar FILE --source 国办发明电〔2026〕1号`: a year's holiday notice into the working calendar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.calendar_notices import load_notice
from core.errors import Invalid


class Command(BaseCommand):
    help = "Load a holiday notice (csv: day,working,name; a span is first..last). Open deadlines are computed again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="the notice's number")

    def handle(self, *args: Any, file: Path, source: str, **options: Any) -> None:
        try:
            count = load_notice(actor=None, text=file.read_text("utf-8"), source=source)
        except (OSError, Invalid) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("已载入 %(count)d 天") % {"count": count})
