"""`manage.py grant_database_roles`: the rights of the application's and the auditor's role."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from config.embedded.accounts import APP, AUDITOR

GRANTS = Path(__file__).resolve().parents[2] / "sql" / "grants.sql"


class Command(BaseCommand):
    help = "Gives the roles tongchou_app and tongchou_auditor their rights; after every migrate, as the owner."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname IN (%s, %s)", [APP, AUDITOR])
            if cursor.fetchone() != (2,):
                self.stderr.write(
                    f"This database server has no roles {APP} and {AUDITOR}: one account does everything."
                )
                return
            cursor.execute(GRANTS.read_text())
        self.stdout.write(f"{APP}, {AUDITOR}: rights granted.")
