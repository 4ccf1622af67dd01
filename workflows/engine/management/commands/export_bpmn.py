"""`manage.py export_bpmn FLOW`: BPMN 2.0 with diagram."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows.engine.bpmn import bpmn
from workflows.engine.registry import registered


class Command(BaseCommand):
    help = "Write a flow as BPMN 2.0 to standard output or a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("flow", help="the flow's key")
        parser.add_argument("--output", help="a file instead of standard output")

    def handle(self, *args: Any, flow: str, output: str | None, **options: Any) -> None:
        flows = {entry.key: entry.flow for entry in registered()}
        if flow not in flows:
            raise CommandError(f"No flow {flow}; there are: {', '.join(sorted(flows))}")
        text = bpmn(flows[flow])
        if output is None:
            self.stdout.write(text)
            return
        with open(output, "w", encoding="utf-8") as file:  # noqa: PTH123  the caller's own path
            file.write(text)
