"""`manage.py install_fonts`: the fonts documents are printed with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from documents import fontpackages, fonts


class Command(BaseCommand):
    help = "Fetches the fonts that documents are printed with into DATA_DIR/fonts; safe to repeat."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            fetched = fontpackages.install(self._progress)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self._progress(f"公文字体{'安装完成' if fetched else '已就绪'}：{fonts.folder()}")

    def _progress(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
