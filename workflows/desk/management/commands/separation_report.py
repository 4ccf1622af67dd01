"""`manage.py separation_report COUNTY [--on DAY]`: who could approve his own plan, and what one absence leaves undone."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation
from roles.absences import Conflict, Hold
from workflows.desk import separation_report


class Command(BaseCommand):
    help = (
        "List who holds duties that exclude each other, and the steps that nobody could take if one person were away."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("county", metavar="COUNTY", help="division code of the county")
        parser.add_argument("--on", type=datetime.date.fromisoformat, metavar="DAY", help="another day than today")

    def handle(self, *args: Any, county: str, on: datetime.date | None, **options: Any) -> None:
        place = Organisation.objects.filter(code=county, kind=OrganisationKind.COUNTY).first()
        if place is None:
            raise CommandError(_("没有代码为%(code)s的县") % {"code": county})
        told = separation_report.shown(place, on or clock.today())
        if not told.report.is_staffed:
            self.stdout.write(_("该日本县没有人员任职，无从核对。"))
        self._section(_("一人兼任不相容职责"), map(_conflict, told.report.conflicts))
        self._section(
            _("一人不在时，只剩兼任者可办"),
            (
                f"{one.organisation} {one.duty.label}：{_office(one.away)} → {'；'.join(map(_conflict, one.left))}"
                for one in told.report.compromised
            ),
        )
        self._section(
            _("一人不在时，无人可办"),
            (
                f"{one.duty.label}（{one.steps}） {one.count}：{'、'.join(_office(each.away) for each in one.listed)}"
                for one in told.alone
            ),
        )
        self._section(_("空岗"), (f"{place} {titles}：{duty.label}" for duty, place, titles in told.report.vacant))
        self._section(
            _("待确认的任职申请将带来的兼任"),
            (f"{asked.user} {asked.post.organisation.name} {asked.post}：{'；'.join(str(one.reason) for one in found)}"
             for asked, found in told.asked),
        )  # fmt: skip

    def _section(self, title: str, lines: Any) -> None:
        found = list(lines)
        self.stdout.write(f"{title}：{len(found)}")
        for line in found:
            self.stdout.write(f"  {line}")


def _conflict(one: Conflict) -> str:
    held, other = "、".join(map(_office, one.one)), "、".join(map(_office, one.other))
    return f"{one.name}：{one.pair.one.label}（{held}）、{one.pair.other.label}（{other}）：{one.pair.reason}"


def _office(hold: Hold) -> str:
    return f"{hold.office}（代{hold.principal}）" if hold.principal else hold.office
