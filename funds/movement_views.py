"""Pages of the account of one source: its movements, entering one, taking one back by a counter-entry."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.enums import OrganisationKind, Sector
from core.models import Organisation, User
from core.pages.forms import Answered
from funds import movements
from funds.draws import draws_of, running_version, version_in_force
from funds.enums import MovementKind
from funds.models import FundMovement, FundSource
from funds.movement_forms import MovementForm, ReversalForm
from funds.reading import counties_of, reads_version
from plans.services import organs
from roles.duties import Duty
from roles.policies import require, scope


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One movement as the account shows it: what the source had after it, the entry that matches it elsewhere, and
    whether a counter-entry took it back; `is_his` says that the reader has the duty of taking it back."""

    movement: FundMovement
    had: Decimal
    in_pool: Decimal
    is_his: bool

    @property
    def other(self) -> FundMovement | None:
        return self.movement.matches or getattr(self.movement, "matched", None)

    @property
    def may_be_reversed(self) -> bool:
        return (
            self.is_his
            and self.movement.kind != MovementKind.CORRECTED
            and getattr(self.movement, "reversed", None) is None
        )


@login_required
def account(request: HttpRequest, source: int) -> HttpResponse:
    """Every movement of a source with what it had after each, and what plans draw on it."""
    actor = cast(User, request.user)
    readable = FundSource.objects.filter(county__in=counties_of(actor)).select_related("county", "competent")
    found = get_object_or_404(readable, pk=source)
    entries = list(
        found.movements.select_related(
            "entered_by", "reverses", "reversed", "matches__source", "matched__source"
        ).in_order()
    )
    had: list[Decimal] = list(accumulate(entry.amount for entry in entries))
    in_pool: list[Decimal] = list(accumulate(entry.integrated for entry in entries))
    running = running_version(found.county, found.year)
    plans = [version_in_force(found.county, found.year), running if running and reads_version(actor, running) else None]
    draws = [(version, draws_of(version, [found.pk]).on(found.pk)) for version in plans if version]
    keeps = _has(actor, Duty.MANAGE_SOURCES, found.county)
    signs = any(one.year_end_id for one in entries) and _has(actor, Duty.SIGN_OFF, found.county)
    context = {
        "source": found,
        "entries": [
            Entry(movement=one, had=all_of_it, in_pool=integrated, is_his=signs if one.year_end_id else keeps)
            for one, all_of_it, integrated in zip(entries, had, in_pool, strict=True)
        ],
        "draws": [(version, drawn, found.integrable - drawn) for version, drawn in draws],
        "keeps": keeps,
    }
    return render(request, "funds/account.html", context)


@login_required
def move(request: HttpRequest, source: int) -> HttpResponse:
    """Enter one movement of a source."""
    found = get_object_or_404(FundSource.objects.select_related("county"), pk=source)
    actor = cast(User, request.user)
    require(actor, Duty.MANAGE_SOURCES, organs.bureau(found.county, Sector.FINANCE))
    form = MovementForm(request.POST or None, source=found)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            movements.enter(actor=actor, source=source, **form.values())
            messages.success(request, _("已登记“%(source)s”的资金变动") % {"source": found})
            return redirect("funds:source", source)
    context = {"form": form, "source": found}
    return render(request, "funds/move.html", context, status=422 if form.errors else 200)


@login_required
def reverse(request: HttpRequest, movement: int) -> HttpResponse:
    """Take a movement back by a counter-entry."""
    found = get_object_or_404(FundMovement.objects.select_related("source__county"), pk=movement)
    actor = cast(User, request.user)
    duty = Duty.SIGN_OFF if found.year_end_id else Duty.MANAGE_SOURCES
    require(actor, duty, organs.bureau(found.source.county, Sector.FINANCE))
    form = ReversalForm(request.POST or None, initial={"doc_no": found.doc_no})
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            movements.reverse(actor=actor, movement=movement, basis=form.basis())
            messages.success(request, _("已登记更正，原变动已冲销"))
            return redirect("funds:source", found.source_id)
    context = {"form": form, "movement": found, "source": found.source}
    return render(request, "funds/reverse.html", context, status=422 if form.errors else 200)


def _has(actor: User, duty: Duty, county: Organisation) -> bool:
    """Whether the actor has the duty at the county's finance bureau."""
    bureaus = Organisation.objects.filter(
        county=county, is_active=True, kind=OrganisationKind.DEPARTMENT, sector=Sector.FINANCE
    )
    return scope(actor, duty, bureaus, "pk").exists()
