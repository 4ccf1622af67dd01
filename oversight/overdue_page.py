"""The supervisor's list as a page: for a filter in the address, and once more where what was sent from it was refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.models import User
from core.pages.parts import Tab
from oversight import areas, waiting
from oversight.beside_matrix import beside_matrix


@dataclass(frozen=True)
class RefusedUrge:
    """An urge that was not sent: of which step, why, and what was chosen and written."""

    item: int
    why: DomainError
    text: str = ""
    own: str = ""


@dataclass(frozen=True)
class RefusedFilter:
    """A filter that was not kept: why, and what was typed."""

    why: DomainError
    name: str = ""
    is_shared: bool = False


def page(
    request: HttpRequest, asked: waiting.Asked, *, urge: RefusedUrge | None = None, kept: RefusedFilter | None = None
) -> HttpResponse:
    """What is open in the reader's area. What was refused says so where it was pressed, with the text kept, and the
    answer has its status. Raises Refused for who supervises nothing."""
    actor = cast(User, request.user)
    found = waiting.overview(areas.supervised(actor), asked)
    refused = urge or kept
    context = {
        "asked": asked,
        "found": found,
        "kept": tuple((name, value) for name, value in (("overdue", asked.overdue), ("by", asked.by)) if value),
        "by": _units(asked),
        "beside": beside_matrix(actor),
        "earlier": asked.address(page=str(found.page - 1)) if found.page > 1 else "",
        "further": asked.address(page=str(found.page + 1)) if found.page < found.pages else "",
        "place": place(asked),
        "only_late": asked.address(overdue="1"),
        "all_open": asked.address(overdue=""),
        "question": asked.address(),
        "refused_urge": urge,
        "refused_filter": kept,
    }
    return render(request, "oversight/overdue.html", context, status=refused.why.status if refused else 200)


def question_in(address: str) -> waiting.Asked:
    """What an address of the list asks."""
    return waiting.Asked.read(QueryDict(urlsplit(address).query).dict())


def place(asked: waiting.Asked) -> str:
    """The query string that leads to the same page of the same list; empty for the first page of the whole."""
    found = asked.address(page=str(asked.page)) if asked.page > 1 else asked.address()
    return found.removesuffix("?")


def _units(asked: waiting.Asked) -> tuple[Tab, ...]:
    """Whose lines the matrix may have."""
    labels = {"": _("自动"), "prefecture": _("按市（州）"), "county": _("按县"), "organisation": _("按单位")}
    return tuple(Tab(label, asked.address(by=kind), kind == asked.by) for kind, label in labels.items())
