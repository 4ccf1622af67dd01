"""`manage.py limit_older_proceedings`: what began before limits of whole flows were kept gets its own; part of `set_up`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from workflows.engine import services


class Command(BaseCommand):
    help = "Give proceedings under way without a limit of their flow the one in force on the day they began; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        if given := services.limit_older_proceedings():
            self.stdout.write(f"{given} older proceedings got the limit of their flow")
