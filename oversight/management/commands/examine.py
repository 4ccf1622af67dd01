"""`manage.py examine`: the night's examination here and now, instead of by the worker; what stands is printed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from oversight import examining
from oversight.models import Deviation, Examination, Stage


class Command(BaseCommand):
    help = "Replay every proceeding, hold tasks, opinions, rights and chains against the ledger; exit 1 if any differs."

    def handle(self, *args: Any, **options: Any) -> None:
        clock.load()
        examining.begin_anew()
        row = Examination.objects.get(day=clock.today())
        while row.stage != Stage.DONE:
            examining.examine(row.day, row.stage, row.cursor)
            row.refresh_from_db()
        self.stdout.write(f"{row.proceedings} proceedings, {row.people} people, {row.chains} chains examined")
        standing = Deviation.objects.filter(gone_on__isnull=True).order_by("pk")
        for one in standing.iterator():
            self.stdout.write(f"{one.get_kind_display()}: {one.fact}")
        if standing.exists():
            raise CommandError(f"{standing.count()} deviations")
