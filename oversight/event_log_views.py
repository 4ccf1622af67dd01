"""The page that offers the event log of the reader's areas, and the file itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import cast

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import clock, ledger
from core.enums import OrganisationKind
from core.errors import Refused
from core.models import Organisation, User
from oversight import areas, event_log
from oversight.event_log.reading import in_areas
from roles.duties import Duty
from roles.people import standing
from workflows.engine.registry import registered

XES, CSV = "xes", "csv"
TYPES = {XES: event_log.XES_TYPE, CSV: event_log.CSV_TYPE}


@require_safe
@login_required
def event_log_form(request: HttpRequest) -> HttpResponse:
    """The questions that narrow the log, and its two forms."""
    places = _areas(request)
    counties = Organisation.objects.filter(areas.within(places, "path"), kind=OrganisationKind.COUNTY).order_by("path")
    context = {"flows": registered(), "counties": counties}
    return render(request, "oversight/event_log.html", context)


@require_POST
@login_required
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The log of what happened at the organisations of the reader's areas, sent as it is read; the ledger keeps who
    took it."""
    if form not in TYPES:
        raise Http404
    places, asked = _areas(request), event_log.Asked.read(request.POST)
    _record(cast(User, request.user), places, form, asked)
    traces = event_log.traces(in_areas(places), asked)
    pieces: Iterator[str] = (
        event_log.as_xes(traces, name=_("统筹事件日志")) if form == XES else event_log.as_csv(traces)
    )
    told = {"Content-Disposition": f'attachment; filename="event-log-{clock.today():%Y%m%d}.{form}"'}
    return StreamingHttpResponse(pieces, content_type=TYPES[form], headers=told)


@transaction.atomic
@ledger.written_last()
def _record(actor: User, places: tuple[str, ...], form: str, asked: event_log.Asked) -> None:
    """In the ledger of each area."""
    narrowed = {name: value for name, value in asdict(asked).items() if value}
    for place in Organisation.objects.filter(path__in=places).order_by("path"):
        ledger.record(actor=actor, action="event_log.exported", chain=place, event_log={"form": form, **narrowed})


def _areas(request: HttpRequest) -> tuple[str, ...]:
    """What the reader supervises or audits; the audit administrator reads ledgers and no dossiers."""
    actor = cast(User, request.user)
    known = areas.areas_of(actor)
    audited = known.audited if Duty.AUDIT in standing(actor).duties else ()
    if not (known.supervised or audited):
        raise Refused(_("只有督查人员和审计人员可以导出事件日志"))
    return (*known.supervised, *audited)
