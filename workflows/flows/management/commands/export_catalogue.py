"""`manage.py export_catalogue`: writes docs/catalogue.md from the code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from workflows.flows import catalogue


class Command(BaseCommand):
    help = "Write docs/catalogue.md, the catalogue of documents D01 to D37, from the code."

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "catalogue.md"
        path.write_text(catalogue.markdown(), encoding="utf-8")
        self.stdout.write(str(path.relative_to(settings.BASE_DIR)))
