"""Proof of the number series: thousands register at once, nobody twice, nothing left out unexplained (B06)."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import ClassVar

from django.db import connection, transaction

from core import clock, proofs
from core.enums import OrganisationKind
from core.models import Organisation, User
from core.own_database import own_database
from core.proofs import ProofFailed
from documents import numbers
from documents.enums import CodeUse, Layout
from documents.models import DocumentCode, IssuedDocument, NumberReservation, NumberSeries
from documents.papers import Block, Paper, Paragraph
from documents.services import issue, void
from roles.duties import Duty
from roles.services import appoint, make_post

FULL, SHORT = 5_000, 160
CLERKS = 16


@dataclass(frozen=True, kw_only=True)
class Trial(Paper):
    """A letter of two lines."""

    kind: ClassVar[str] = "D10"
    genre = "函"
    layout = Layout.LETTER
    code_use = CodeUse.LETTER

    @property
    def title(self) -> str:
        return "关于文号试验的函"

    @property
    def addressees(self) -> tuple[str, ...]:
        return ("试验收文机关",)

    def body(self) -> tuple[Block, ...]:
        return (Paragraph("文号试验。"),)


def document_numbers(*, seed: int, short: bool) -> Iterator[str]:
    """So many acts of sixteen clerks at two offices at the same time: most issue, some roll back, reserve, use or
    give up a reservation, or void what they issued; then every number of both series must be accounted for once."""
    count = SHORT if short else FULL
    with _apart():
        offices = [_office(n) for n in (1, 2)]
        clerk = User.objects.create_user(f"number-proof-{seed}", None, name="登记员")
        for office in offices:
            post = make_post(actor=None, organisation=office, title="机要文书", duties=(Duty.REGISTER_DOCUMENT,))
            appoint(actor=None, user=clerk, post=post, starts_on=clock.today(), ends_on=None, basis="试验")
        began = time.monotonic()
        done = _all_at_once(count, seed, offices, clerk)
        seconds = time.monotonic() - began
        yield ", ".join(f"{what} {times}" for what, times in sorted(done.items()))
        yield f"{count} acts of {CLERKS} clerks in {seconds:.1f} s, {count / seconds:.0f} a second"
        for office in offices:
            yield _account(office)


def _apart() -> AbstractContextManager[object]:
    """A database of its own, because numbers are never given back; a test is in one already."""
    is_test = str(connection.settings_dict["NAME"]).startswith("test_")
    return nullcontext() if is_test else own_database("numbers")


def _all_at_once(count: int, seed: int, offices: list[Organisation], clerk: User) -> Counter[str]:
    def work(number: int) -> Counter[str]:
        chance = random.Random(seed * CLERKS + number)  # noqa: S311  a choice, not a secret
        try:
            acts = range(number, count, CLERKS)
            return Counter(_act(chance, chance.choice(offices), clerk) for _n in acts)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLERKS) as pool:
        return sum(pool.map(work, range(CLERKS)), Counter())


def _act(chance: random.Random, office: Organisation, clerk: User) -> str:
    what = chance.choices(("issued", "rolled back", "reserved", "given up", "voided"), (70, 10, 8, 6, 6))[0]
    with transaction.atomic():
        if what in ("reserved", "given up"):
            code = DocumentCode.objects.get(organisation=office)
            reserved = numbers.reserve(actor=clerk, code=code, purpose="试验")
            if what == "given up":
                numbers.give_up(actor=clerk, reservation=reserved, reason="不再行文")
            return what
        document = issue(actor=clerk, paper=Trial(), dossier=None, issuer=office, signatory=clerk)
        if what == "rolled back":
            transaction.set_rollback(True)
        if what == "voided":
            void(actor=clerk, document=document, reason="重复行文")
    return what


def _account(office: Organisation) -> str:
    """Every number of the office's series, once. Raises ProofFailed."""
    series = NumberSeries.objects.select_related("code").get(code__organisation=office)
    code = series.code
    issued = list(IssuedDocument.objects.filter(code=code.code).order_by("seq").values_list("seq", flat=True))
    reserved = list(NumberReservation.objects.filter(code=code).order_by("seq").values_list("seq", flat=True))
    twice = [seq for seq, times in Counter([*issued, *reserved]).items() if times > 1]
    if twice:
        raise ProofFailed(f"{code}: given twice: {twice[:20]}")
    if gaps := numbers.unexplained(code, series.year):
        raise ProofFailed(f"{code}: unexplained: {gaps[:20]}")
    void_ones = IssuedDocument.objects.filter(code=code.code, voided_at__isnull=False).count()
    return (
        f"{code}〔{series.year}〕1 to {series.last}: {len(issued)} documents ({void_ones} void), "
        f"{len(reserved)} reservations, no duplicate, no gap"
    )


def _office(number: int) -> Organisation:
    code = f"number-proof-{number}"
    office = Organisation.objects.create(
        code=code,
        name=code,
        official_name=f"试验机关{number}",
        kind=OrganisationKind.GOVERNMENT_OFFICE,
        path=f"{code}/",
    )
    DocumentCode.objects.create(organisation=office, use=CodeUse.LETTER, code=f"试{number}函")
    return office


proofs.register("document-numbers", document_numbers)
