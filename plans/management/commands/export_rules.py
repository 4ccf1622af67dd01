"""`manage.py export_rules`: writes docs/rules.md from the registry of rules."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from plans.compliance import table


class Command(BaseCommand):
    help = "Write docs/rules.md, the table of the compliance rules, from the code."

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "rules.md"
        path.write_text(table.markdown(), encoding="utf-8")
        self.stdout.write(str(path.relative_to(settings.BASE_DIR)))
