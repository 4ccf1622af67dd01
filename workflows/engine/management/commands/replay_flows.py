"""`manage.py replay_flows`: whether what the ledger says of each proceeding fits the flow it went by."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows.engine.models import Proceeding
from workflows.engine.registry import registered
from workflows.engine.replaying import deviations

PORTION = 500
"""Proceedings read at once."""


class Command(BaseCommand):
    help = "Replay the ledger of every proceeding on the net of its flow; list what does not fit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--flow", choices=[entry.key for entry in registered()], help="only this flow")

    def handle(self, *args: Any, flow: str | None, **options: Any) -> None:
        asked = Proceeding.objects.filter(flow_key__in=[flow] if flow else [entry.key for entry in registered()])
        replayed, faults, last = 0, 0, 0
        while portion := list(asked.filter(pk__gt=last).order_by("pk")[:PORTION]):
            last = portion[-1].pk
            replayed += len(portion)
            for found in deviations(portion):
                faults += 1
                self.stdout.write(str(found))
        if faults:
            raise CommandError(f"{faults} of {replayed} proceedings do not fit their flows")
        self.stdout.write(f"{replayed} proceedings fit their flows")
