"""`manage.py check_flows`: soundness of every flow, names once chosen, and live tasks that resolve to nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows.engine import checks, golden
from workflows.engine.exploration import Space
from workflows.engine.models import Proceeding, WorkItem
from workflows.engine.nets import Net
from workflows.engine.registry import registered


class Command(BaseCommand):
    help = "Check every flow and every live task; --write keeps the names of new nodes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="keep new node names in each app's node_names.txt")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        flows = [entry.flow for entry in registered()]
        if write:
            for path in golden.keep(flows):
                self.stdout.write(f"written: {path.name} ({path.parent.name})")
        faults = [
            f"{flow.key}: {number} {message}"
            for flow in flows
            for number, message in (*checks.findings(flow), *checks.for_trials_alone(flow))
        ]
        faults += [f"{flow.key}: {name} is not kept yet (--write)" for flow in flows for name in golden.new_names(flow)]
        faults += list(lost_work())
        for flow in flows:
            space = Space(Net.of(flow))
            faults += [f"{flow.key}: not sound: {fault}" for fault in space.faults()]
            size = f"{len(golden.names(flow))} nodes, {len(checks.steps(flow))} steps, {len(space.came)} markings"
            self.stdout.write(f"{flow.key}: {size}")
        if faults:
            raise CommandError("\n".join(faults))


def lost_work() -> list[str]:
    """Open work items whose flow or step no longer exists (trap 8)."""
    known = {(entry.key, step.name) for entry in registered() for step in checks.steps(entry.flow)}
    stored = WorkItem.objects.open().order_by("flow_key", "step").values_list("flow_key", "step").distinct()
    found = [f"{key}: open work items at {step}, which is no step" for key, step in stored if (key, step) not in known]
    running = Proceeding.objects.filter(closed_at__isnull=True).order_by("flow_key")
    keys = set(running.values_list("flow_key", flat=True).distinct()) - {entry.key for entry in registered()}
    return found + [f"{key}: proceedings of an unknown flow" for key in sorted(keys)]
