"""`manage.py migrate_flow FROM TO [--rehearse | --apply | --undo RUN]`: running proceedings move to another edition."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from workflows.engine.models import EditionRun
from workflows.engine.services import migrating


class Command(BaseCommand):
    help = "Move running proceedings from one edition of a flow to another: rehearse, apply, or undo a run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("from_key", metavar="FROM", help="the edition on which they run")
        parser.add_argument("to_key", metavar="TO", help="the edition on which they are to go on")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--rehearse", action="store_true", help="show what would happen (default)")
        how.add_argument("--apply", action="store_true", help="move them, each in its own transaction")
        how.add_argument("--undo", type=int, metavar="RUN", help="move back what that run moved")
        parser.add_argument("--skip-blocked", action="store_true", help="with --apply: move those that can go")

    def handle(self, *args: Any, from_key: str, to_key: str, **options: Any) -> None:
        try:
            if options["undo"] is not None:
                self._report(migrating.undo(self._run(options["undo"], from_key, to_key)))
            elif options["apply"]:
                self._report(migrating.apply(from_key, to_key, skips_blocked=options["skip_blocked"]))
            else:
                self._rehearse(migrating.rehearse(from_key, to_key))
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal

    def _run(self, number: int, from_key: str, to_key: str) -> EditionRun:
        run = EditionRun.objects.filter(pk=number, from_key=from_key, to_key=to_key).first()
        if run is None:
            raise CommandError(f"no run {number} from {from_key} to {to_key}")
        return run

    def _rehearse(self, tried: migrating.Rehearsal) -> None:
        self.stdout.write(f"{tried.proceedings} proceedings")
        self.stdout.write("old node | new node | tasks | against")
        for line in tried.lines:
            self.stdout.write(f"{line.old} | {line.new or '-'} | {line.count} | {line.against}")
        for proceeding, reasons in tried.blocked.items():
            self.stdout.write(f"proceeding {proceeding}: {'；'.join(reasons)}")
        if not tried.is_clear:
            raise CommandError(f"{len(tried.blocked)} of {tried.proceedings} proceedings cannot go")

    def _report(self, run: EditionRun) -> None:
        for move in run.moves.in_order():
            self.stdout.write(f"proceeding {move.proceeding_id}: {'moved' if move.is_moved else move.reason}")
        moved = run.moves.filter(is_moved=True).count()
        self.stdout.write(f"run {run.pk}: {moved} of {run.moves.count()} moved from {run.from_key} to {run.to_key}")
