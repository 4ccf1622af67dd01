"""`manage.py make_province`: a generated province to test on, of the size that is asked for."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core import clock
from core.errors import Conflict
from core.models import Dossier, GeneratedProvince
from workflows.flows.province.making import Size, make


class Command(BaseCommand):
    help = "Fills the province with people, plans, documents and work of every stage, generated and labelled so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--work-items", type=int, default=10_000, help="about how many; up to a million")
        parser.add_argument("--years", type=int, default=5, help="over how many years")
        parser.add_argument("--counties", type=int, help="only the first so many counties")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same province")
        parser.add_argument("--password", help="one password for all; in a demonstration only")

    def handle(self, *args: Any, **options: Any) -> None:
        clock.load()
        _refuse(options["password"])
        started = time.monotonic()

        def say(what: str) -> None:
            self.stdout.write(f"  {time.monotonic() - started:6.1f} s  {what}")
            self.stdout.flush()

        size = Size(
            work_items=options["work_items"], years=options["years"], counties=options["counties"],
            seed=options["seed"], password=make_password(options["password"]),
        )  # fmt: skip
        try:
            rows = make(size, say)
        except Conflict as refusal:
            raise CommandError(refusal.message) from refusal
        for table, number in sorted(rows.items()):
            self.stdout.write(f"  {number:>10}  {table}")


def _refuse(password: str | None) -> None:
    """Nothing generated comes among what is real, nor twice."""
    if password and not settings.DEMO:
        raise CommandError(_("统一口令只能用于演示环境（DEMO=1）"))
    if made := GeneratedProvince.objects.first():
        told = {"seed": made.seed, "work_items": made.work_items}
        raise CommandError(_("生成数据已在（种子%(seed)d，%(work_items)d项待办），不再重复生成") % told)
    if Dossier.objects.exists() and not settings.DEMO:
        raise CommandError(_("数据库中已有实际案卷，不能装入生成数据；请用空数据库，或在演示环境（DEMO=1）中执行"))
