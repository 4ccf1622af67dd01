"""`manage.py agency_code ORGANISATION` lists an agency's codes; with `--use USE --code CODE --as ACCOUNT` registers one, with
`--correct OLD --code NEW` mends one that nothing was numbered with, with `--end CODE --on DATE` ends one: the same
service, rights and refusals as the page."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from core.models import Organisation, User
from documents import agency_codes
from documents.enums import CodeUse
from documents.models import DocumentCode


class Command(BaseCommand):
    help = "List, register, correct or end the codes (机关代字) with which an agency numbers its documents."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", help="code of the organisation, such as 420323 or 420323-finance")
        parser.add_argument("--as", dest="account", help="the account in whose name it is done")
        parser.add_argument("--use", choices=CodeUse.values)
        parser.add_argument("--code")
        parser.add_argument("--correct", metavar="OLD")
        parser.add_argument("--end", metavar="CODE")
        parser.add_argument("--on", type=datetime.date.fromisoformat, help="the last day of a code that ends")

    def handle(self, *args: Any, organisation: str, **asked: Any) -> None:
        found = Organisation.objects.select_related("county").filter(code=organisation).first()
        if found is None:
            raise CommandError(f"No organisation {organisation}")
        if asked["code"] or asked["end"]:
            actor = User.objects.filter(username=asked["account"]).first()
            if actor is None:
                raise CommandError("--as names no account")
            try:
                self._carry_out(actor, found, asked)
            except DomainError as refusal:
                raise CommandError(refusal.message) from refusal
        for row in found.document_codes.order_by("use", "pk"):
            self.stdout.write(f"{row.use} {row.code}" + (f" until {row.ends_on}" if row.ends_on else ""))

    def _carry_out(self, actor: User, organisation: Organisation, asked: dict[str, Any]) -> None:
        if asked["end"]:
            if asked["on"] is None:
                raise CommandError("--end needs --on")
            agency_codes.end(actor=actor, code=_of(organisation, asked["end"]), ends_on=asked["on"])
        elif asked["correct"]:
            agency_codes.correct(actor=actor, code=_of(organisation, asked["correct"]), written=asked["code"])
        elif asked["use"]:
            agency_codes.register(actor=actor, organisation=organisation, use=CodeUse(asked["use"]), code=asked["code"])
        else:
            raise CommandError("--code needs --use or --correct")


def _of(organisation: Organisation, code: str) -> DocumentCode:
    found = organisation.document_codes.filter(code=code).first()
    if found is None:
        raise CommandError(f"{organisation.name} has no code {code}")
    return found
