"""`manage.py set_up`: everything an installation needs before its first page; repeated at every start of ./run."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

# Viewflow's own front end is not used; collecting it would copy 49 MB.
NOT_COLLECTED = ["viewflow"]


class Command(BaseCommand):
    help = "Fonts, translations, static files, tables, rights and, in a demonstration, its province, else the three administrators; safe to repeat."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self._say("Fonts, translations, static files")
        call_command("install_fonts")
        call_command("compile_translations")
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_COLLECTED)
        self._say("Tables")
        call_command("migrate", interactive=False, verbosity=1)
        call_command("grant_database_roles")
        call_command("limit_older_proceedings")
        if settings.DEMO:
            self._say("Demonstration province")
            call_command("make_demonstration_keys")
            call_command("make_demo")
        else:
            call_command("set_up_administrators")

    def _say(self, line: str) -> None:
        self.stdout.write(f"· {line}")
        self.stdout.flush()
