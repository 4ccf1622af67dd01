"""`manage.py export_dossier N --out FILE.zip`: the archive package of one dossier."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.errors import Conflict
from core.models import Dossier
from workflows.desk import packages


class Command(BaseCommand):
    help = "Write one dossier's archive package: documents, data, opinions, ledger extract, and its own verifier."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, metavar="N", help="the number in the dossier's address")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip")

    def handle(self, *args: Any, number: int, out: Path, **options: Any) -> None:
        dossier = Dossier.objects.select_related("county", "owner").filter(pk=number).first()
        if dossier is None:
            raise CommandError(_("没有编号为%(number)d的案卷") % {"number": number})
        try:
            package = packages.export(actor=None, dossier=dossier)
        except Conflict as refusal:
            raise CommandError(refusal.message) from refusal
        with package, out.open("wb") as file:
            shutil.copyfileobj(package, file)
        self.stdout.write(f"{out}: {dossier.title}, {out.stat().st_size} bytes")
