"""`manage.py upgrade_database`: the embedded database of an earlier PostgreSQL, carried over and compared."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.embedded import CannotProvide
from config.recovery import upgrading


class Command(BaseCommand):
    help = "Carry the embedded database over to this program's PostgreSQL; the old one is kept beside it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kept = upgrading.upgrade(settings.DATA_DIR, lambda line: self.stdout.write(f"· {line}"))
        except CannotProvide as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Upgraded. The old database is kept in {kept}; remove it when you trust the new one.")
