"""Number series: given at registration, reserved ahead, given up with a reason, never given twice (B06)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock, ledger
from core.errors import Conflict, Invalid
from core.models import Dossier, Organisation, User
from documents import registries
from documents.enums import CodeUse
from documents.models import DocumentCode, IssuedDocument, NumberReservation, NumberSeries


@dataclass(frozen=True)
class Number:
    """A number taken for a document; `reservation` where it was reserved before. Empty for a paper without one."""

    code: str = ""
    year: int | None = None
    seq: int | None = None
    reservation: NumberReservation | None = None


def take(issuer: Organisation, use: CodeUse | None, year: int, dossier: Dossier | None) -> Number:
    """The number reserved for the dossier, else the next of the series.

    The series stays locked until the caller commits, so a rollback leaves no gap and two offices never get the
    same number. Raises Conflict when the issuer has no code for that use.
    """
    if use is None:
        return Number()
    code = _code_of(issuer, use)
    if code is None:
        told = {"issuer": issuer.name, "use": CodeUse(use).label}
        raise Conflict(
            _("%(issuer)s没有用于“%(use)s”的机关代字，请先登记") % told,
            page=reverse("documents:codes_of", args=[issuer.pk]),
        )
    series = _locked(code, year)
    reserved = _reserved(code, year, dossier)
    if reserved:
        return Number(code.code, year, reserved.seq, reserved)
    return Number(code.code, year, _next(series))


def expected(issuer: Organisation, use: CodeUse, year: int, dossier: Dossier | None) -> Number:
    """The number that `take` would give now; nothing is locked or taken. Empty where the issuer has no code."""
    code = _code_of(issuer, use)
    if code is None:
        return Number()
    if reserved := _reserved(code, year, dossier):
        return Number(code.code, year, reserved.seq, reserved)
    last = NumberSeries.objects.filter(code=code, year=year).values_list("last", flat=True).first() or 0
    return Number(code.code, year, last + 1)


def _code_of(issuer: Organisation, use: CodeUse) -> DocumentCode | None:
    return DocumentCode.objects.in_force(clock.today()).filter(organisation=issuer, use=use).first()


def use(number: Number, document: IssuedDocument) -> None:
    """Note which document a reserved number went to."""
    if number.reservation:
        number.reservation.document = document
        number.reservation.save(update_fields=["document"])


@transaction.atomic
def reserve(*, actor: User, code: DocumentCode, purpose: str, dossier: Dossier | None = None) -> NumberReservation:
    """Take this year's next number ahead of its document, for a stated purpose; a dossier's next document under
    the code gets it. Raises Refused unless the actor keeps the issuer's registers."""
    registries.require_keeper(actor, code.organisation)
    if not purpose.strip():
        raise Invalid(_("请写明预留文号的事由"))
    if code.ends_on and code.ends_on < clock.today():
        raise Conflict(_("代字“%(code)s”已停用，不能再预留文号") % {"code": code.code})
    year = clock.today().year
    reserved = NumberReservation.objects.create(
        code=code, year=year, seq=_next(_locked(code, year)), purpose=purpose.strip(), dossier=dossier,
        reserved_by=actor, reserved_at=clock.now(),
    )  # fmt: skip
    ledger.record(
        actor=actor, action="number.reserved", chain=_chain(code), dossier=dossier,
        number=str(reserved), purpose=reserved.purpose,
    )  # fmt: skip
    return reserved


@transaction.atomic
def give_up(*, actor: User, reservation: NumberReservation, reason: str) -> NumberReservation:
    """Void a reserved number that will not be used; it stays in the register with its reason."""
    found = NumberReservation.objects.select_for_update(of=("self",)).select_related("code__organisation")
    reserved = found.get(pk=reservation.pk)
    registries.require_keeper(actor, reserved.code.organisation)
    if reserved.document_id:
        raise Conflict(_("文号%(number)s已使用，不能注销") % {"number": reserved})
    if reserved.given_up_at:
        raise Conflict(_("文号%(number)s已注销") % {"number": reserved})
    if not reason.strip():
        raise Invalid(_("请写明注销原因"))
    reserved.given_up_at, reserved.reason = clock.now(), reason.strip()
    reserved.save(update_fields=["given_up_at", "reason"])
    ledger.record(
        actor=actor, action="number.given_up", chain=_chain(reserved.code), dossier=reserved.dossier_id,
        number=str(reserved), reason=reserved.reason,
    )  # fmt: skip
    return reserved


def unexplained(code: DocumentCode, year: int) -> list[int]:
    """The numbers of a series that neither a document, void or not, nor a reservation accounts for."""
    last = NumberSeries.objects.filter(code=code, year=year).values_list("last", flat=True).first() or 0
    issued = IssuedDocument.objects.filter(code=code.code, year=year).values_list("seq", flat=True)
    reserved = NumberReservation.objects.filter(code=code, year=year).values_list("seq", flat=True)
    return _gaps(last, {*issued.order_by("seq"), *reserved.order_by("seq")})


@dataclass(frozen=True)
class Standing:
    """How far a series has come in a year, and what it cannot account for."""

    code: DocumentCode
    last: int
    unexplained: tuple[int, ...]


def series_of(codes: QuerySet[DocumentCode], year: int) -> QuerySet[NumberSeries]:
    """The series of these codes that have begun in a year."""
    begun = NumberSeries.objects.filter(year=year, code__in=codes.order_by())
    return begun.select_related("code__organisation").order_by("code__code")


def standings(series: Iterable[NumberSeries], year: int) -> list[Standing]:
    """The standing of each of these series of one year; two statements however many there are."""
    listed = list(series)
    told: dict[str, set[int]] = defaultdict(set)
    documents = IssuedDocument.objects.numbered().filter(year=year, code__in=[one.code.code for one in listed])
    for name, seq in documents.order_by("code", "seq").values_list("code", "seq"):
        told[name].add(seq or 0)
    reserved = NumberReservation.objects.filter(year=year, code__in=[one.code_id for one in listed]).in_order()
    for name, seq in reserved.values_list("code__code", "seq"):
        told[name].add(seq)
    return [Standing(one.code, one.last, tuple(_gaps(one.last, told[one.code.code]))) for one in listed]


def _gaps(last: int, told: Iterable[int | None]) -> list[int]:
    return sorted(set(range(1, last + 1)) - {number for number in told if number is not None})


def _locked(code: DocumentCode, year: int) -> NumberSeries:
    NumberSeries.objects.bulk_create([NumberSeries(code=code, year=year)], ignore_conflicts=True)
    return NumberSeries.objects.select_for_update().get(code=code, year=year)


def _next(series: NumberSeries) -> int:
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def _reserved(code: DocumentCode, year: int, dossier: Dossier | None) -> NumberReservation | None:
    if dossier is None:
        return None
    return NumberReservation.objects.waiting().filter(code=code, year=year, dossier=dossier).in_order().first()


def _chain(code: DocumentCode) -> Organisation:
    return code.organisation.county or code.organisation
