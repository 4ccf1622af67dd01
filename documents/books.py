"""The registers an agency keeps: of what it sent and received, and those that higher rooms add at start-up."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from core import clock
from core.errors import Invalid
from core.models import Organisation, User
from documents import registries
from documents.models import IncomingDocument, IssuedDocument, NumberReservation
from documents.register_paper import DocumentRegister, RegisterRow
from documents.services import issue

Rows = Callable[[Organisation, datetime.date, datetime.date], Iterable[RegisterRow]]


@dataclass(frozen=True)
class Book:
    """A register: its key and page, its official name and the heading of its parties as printed, and its rows."""

    key: str
    label: StrOrPromise
    url_name: str
    title: str
    party_title: str
    rows: Rows


_books: dict[str, Book] = {}


def register(book: Book) -> None:
    """Add a register; the same key again replaces it."""
    _books[book.key] = book


def books() -> tuple[Book, ...]:
    """Every register in the order in which they were added."""
    return tuple(_books.values())


@transaction.atomic
def print_book(
    *, actor: User, key: str, organisation: Organisation, starts_on: datetime.date, ends_on: datetime.date
) -> IssuedDocument:
    """Issue the register of some days as a document (D37) under the name of the agency that keeps it.

    Raises Refused unless the actor keeps that organisation's registers, Invalid for an unknown register or for days
    in the wrong order.
    """
    registries.require_keeper(actor, organisation)
    book = _books.get(key)
    if book is None:
        raise Invalid(_("没有这种登记簿"))
    if ends_on < starts_on:
        raise Invalid(_("截止日期不能早于起始日期"))
    with translation.override("zh-hans"):
        paper = DocumentRegister(
            register=book.title,
            organisation=organisation.name_on(ends_on),
            starts_on=starts_on,
            ends_on=ends_on,
            party_title=book.party_title,
            rows=tuple(book.rows(organisation, starts_on, ends_on)),
            keeper=actor.name,
        )
    return issue(actor=actor, paper=paper, dossier=None, issuer=registries.registry_of(organisation))


def _sent(organisation: Organisation, starts_on: datetime.date, ends_on: datetime.date) -> list[RegisterRow]:
    """Every number of the days, also void ones and those reserved: nothing is missing without a word."""
    documents = IssuedDocument.objects.numbered().filter(
        issuer=organisation, issued_at__date__range=(starts_on, ends_on)
    )
    rows = [
        RegisterRow(
            number=d.number, title=d.title, day=d.document_date, party="，".join(d.addressees), pages=d.pages or 0,
            handler=d.issued_by.name if d.issued_by else "",
            note=f"作废：{d.void_reason}" if d.is_void else "",
        )
        for d in documents.select_related("issued_by").defer("content").order_by("code", "year", "seq")
    ]  # fmt: skip
    reserved = NumberReservation.objects.filter(
        code__organisation=organisation, document__isnull=True, reserved_at__date__range=(starts_on, ends_on)
    )
    return rows + [
        RegisterRow(
            number=str(r), title=f"（预留）{r.purpose}", day=_day(r.reserved_at), party="", handler=r.reserved_by.name,
            note=f"注销：{r.reason}" if r.reason else "预留未用",
        )
        for r in reserved.select_related("code", "reserved_by").in_order()
    ]  # fmt: skip


def _received(organisation: Organisation, starts_on: datetime.date, ends_on: datetime.date) -> list[RegisterRow]:
    """What was signed for in the days, in the order of the register's numbers."""
    received = IncomingDocument.objects.filter(organisation=organisation, received_at__date__range=(starts_on, ends_on))
    return [
        RegisterRow(
            entry=str(i.seq), number=i.shown_number, title=i.shown_title, day=_day(i.received_at or i.sent_at),
            party=i.from_name, pages=i.pages or 0, handler=i.handler, note=" ".join(_remarks(i)),
        )
        for i in received.select_related("document").defer("document__content").order_by("year", "seq")
    ]  # fmt: skip


def _remarks(incoming: IncomingDocument) -> Iterator[str]:
    """Secrecy and urgency, who deals with it, what the first check found."""
    yield from filter(None, (incoming.get_secrecy_display(), incoming.get_urgency_display()))
    if incoming.assigned_to:
        yield f"承办：{incoming.assigned_to}"
    if incoming.intake:
        yield f"{incoming.get_intake_display()} {incoming.note}".strip()


def _day(moment: datetime.datetime) -> datetime.date:
    return moment.astimezone(clock.SHANGHAI).date()


SENT = Book("sent", gettext_lazy("发文登记簿"), "documents:register", "发文登记簿", "主送机关", _sent)
RECEIVED = Book("received", gettext_lazy("收文登记簿"), "documents:incoming", "收文登记簿", "来文机关", _received)
register(SENT)
register(RECEIVED)
