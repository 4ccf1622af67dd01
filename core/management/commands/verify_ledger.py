"""`manage.py verify_ledger [CODE...] [--anchor CODE:SEQ:HASH]`: whether every chain of the ledger still holds."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core import anchors, ledger
from core.models import Organisation


class Command(BaseCommand):
    help = "Verify the ledger's chains; exits 1 and names the first broken entry of each chain that does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="CODE", help="counties; every chain when none is given")
        parser.add_argument(
            "--anchor", action="append", default=[], metavar="CODE:SEQ:HASH", help="a head that was kept outside"
        )

    def handle(self, *args: Any, codes: list[str], anchor: list[str], **options: Any) -> None:
        given = dict(_anchor(text) for text in anchor)
        broken = 0
        for organisation in chosen_chains(codes):
            verdict = anchors.verify(organisation, anchor=given.get(organisation.code))
            broken += not verdict.holds
            self.stdout.write(
                f"{organisation.code} {organisation.name}: "
                + (str(verdict.broken) if verdict.broken else _("完好"))
                + f" · {verdict.entries} · {verdict.head}"
            )
        if broken:
            raise CommandError(_("%(count)d 条链不完好") % {"count": broken})


def chosen_chains(codes: list[str]) -> list[Organisation]:
    """The organisations of the codes, or every one that has a chain."""
    if not codes:
        return ledger.chains()
    found = list(Organisation.objects.filter(code__in=codes).order_by("path"))
    if unknown := set(codes) - {organisation.code for organisation in found}:
        raise CommandError(_("没有这个机关代码：%(codes)s") % {"codes": "、".join(sorted(unknown))})
    return found


def _anchor(text: str) -> tuple[str, ledger.Anchor]:
    code, _separator, rest = text.partition(":")
    seq, _separator, digest = rest.partition(":")
    if not seq.isdigit() or len(digest) != 64:
        raise CommandError(_("锚点须写作 代码:序号:摘要：%(text)s") % {"text": text})
    return code, ledger.Anchor(seq=int(seq), hash=digest.lower())
