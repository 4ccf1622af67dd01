"""`manage.py make_demo`: the demonstration province, with work waiting in every inbox; made once, then left alone."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from core.models import Dossier, GeneratedProvince, User
from workflows.flows.demonstration import stage, story
from workflows.flows.demonstration.accounts import demonstration_accounts
from workflows.flows.demonstration.days import Days

TRIED = 20
"""Accounts whose password is tried; people who try the demonstration out may have changed their own."""


class Command(BaseCommand):
    help = "Makes the demonstration province unless it is there, and prints its accounts; refused without DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("演示数据只能装入演示环境（DEMO=1）"))
        self._require_demonstration()
        clock.load()
        if self._is_there():
            self.stdout.write(_("演示数据已在，未作改动"))
        else:
            self._make()
        self._print_accounts()

    def _require_demonstration(self) -> None:
        """A database with accounts is at work, unless one of them has the demonstration's password or all was generated."""
        if GeneratedProvince.objects.exists() or not User.objects.exists():
            return
        offered = User.objects.filter(username__in=[one.username for one in demonstration_accounts()]).order_by("pk")
        if not any(user.check_password(stage.PASSWORD) for user in offered[:TRIED]):
            raise CommandError(_("这个数据库里已有正式账号，不是演示环境，未装入演示数据；请用 ./run --no-demo 启动"))

    def _is_there(self) -> bool:
        return Dossier.objects.filter(county__code=stage.COUNTY).exists()

    def _make(self) -> None:
        """All or nothing: a demonstration half made would look like one."""
        started = time.monotonic()

        def say(what: str) -> None:
            self.stdout.write(f"  {time.monotonic() - started:5.1f} s  {what}")

        say(_("行政区划"))
        stage.load_places()
        try:
            with transaction.atomic():
                story.tell(Days(clock.today()), say)
        except DomainError as error:
            raise CommandError(_("演示数据未能装入：%(why)s") % {"why": error.message}) from error
        say(_("完成"))

    def _print_accounts(self) -> None:
        self.stdout.write(_("演示账号（密码均为 %(password)s）") % {"password": stage.PASSWORD})
        for account in (found for found in demonstration_accounts() if not found.is_further):
            self.stdout.write(f"  {account.username:<24} {account.group}  {account.post}  {account.name}")
