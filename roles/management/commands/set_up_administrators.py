"""`manage.py set_up_administrators`: the first three administrators (三员) of the province; asked for at the first start."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from core.divisions import HUBEI_DIVISIONS, load, read_divisions
from core.errors import DomainError
from core.models import Organisation, User
from roles import services
from roles.county import make_provincial_organs
from roles.duties import ADMINISTRATIVE
from roles.models import Appointment
from roles.services.administrators import Administrators

PROVINCE = "42"
SEATS = (("system", "系统管理员"), ("security", "安全管理员"), ("audit", "审计管理员"))
BY_HAND = "manage.py set_up_administrators"


class Command(BaseCommand):
    help = "Asks for the three administrators once; does nothing when there are any."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if Appointment.objects.filter(post__duties__duty__in=sorted(ADMINISTRATIVE)).exists():
            return
        if not sys.stdin.isatty():
            self.stdout.write(
                _("尚未设置三员（系统、安全、审计管理员）。请在终端运行：%(command)s") % {"command": BY_HAND}
            )
            return
        with transaction.atomic():
            administration = self._administration()
            self.stdout.write(_("首次启动：请设置三名管理员，须为不同的人。"))
            people = {seat: self._ask(administration, title) for seat, title in SEATS}
            try:
                services.set_up_first_administrators(
                    administration=administration, people=Administrators(**people), basis=_("首次安装")
                )
            except DomainError as refusal:
                raise CommandError(refusal.message) from refusal
        self.stdout.write(_("三员已设置，请用各自账号登录。"))

    def _administration(self) -> Organisation:
        if not Organisation.objects.filter(code=PROVINCE).exists():
            load(read_divisions(HUBEI_DIVISIONS))
        return make_provincial_organs(Organisation.objects.get(code=PROVINCE))["administration"]

    def _ask(self, at: Organisation, title: str) -> User:
        """One account, asked until account and password will do."""
        while True:
            username = input(_("%(title)s账号：") % {"title": title}).strip()
            name = input(_("%(title)s姓名：") % {"title": title}).strip()
            password = getpass.getpass(_("%(title)s密码：") % {"title": title})
            try:
                validate_password(password, User(username=username, name=name))
                return services.create_account(
                    actor=None, at=at, username=username, name=name, password=password, must_change_password=False
                )
            except ValidationError as error:
                self.stderr.write("；".join(error.messages))
            except DomainError as refusal:
                self.stderr.write(refusal.message)
