"""`manage.py restore --from DIR`: an archive into an empty place, and a certificate of what was compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.recovery import restoring
from config.recovery.errors import CannotRestore


class Command(BaseCommand):
    help = "Restore an archive into an empty database and data folder, compare everything, and write a certificate."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", type=Path, required=True, dest="source", metavar="DIR")

    def handle(self, *args: Any, source: Path, **options: Any) -> None:
        try:
            certificate = restoring.restore(source.absolute(), lambda line: self.stdout.write(f"· {line}"))
        except (CannotRestore, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        path = certificate.write()
        for comparison in certificate.comparisons:
            self.stdout.write(str(comparison))
        self.stdout.write(f"certificate: {path}")
        if not certificate.holds:
            raise CommandError("What was restored is not what was backed up; see the certificate.")
        self.stdout.write(
            f"Restored. Next: ./run --no-demo --data {settings.DATA_DIR} (a demonstration: without --no-demo), or on a "
            "server manage.py set_up with this DATABASE_URL and DATA_DIR. Name the new place in the daily back-up too."
        )
