"""`manage.py compile_translations`: .mo files without gettext's tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles the .po files that are newer than their .mo files."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                compiled = source.with_suffix(".mo")
                if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
                    continue
                half = compiled.with_suffix(".mo.new")
                polib.pofile(str(source)).save_as_mofile(str(half))
                half.replace(compiled)
                self.stdout.write(f"compiled {source}")
