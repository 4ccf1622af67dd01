"""Count the supervisor's months anew from the work items."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from oversight.counting import count_since


class Command(BaseCommand):
    help = "Counts every month of the supervisor's trends anew; repeating it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{count_since()} rows of steps by month and place")
