"""The dossier page: its content, its way, its documents and its ledger."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.arrays import among
from core.models import Dossier, LedgerEntry, User
from core.pages.parts import Tab
from documents import codes
from documents import services as document_services
from documents.enums import Layout, RenderState
from documents.models import IssuedDocument
from roles import policies
from roles.duties import Duty
from roles.people import standing as standing_of
from workflows.desk import (
    attachments,
    borders,
    chips,
    elapsed,
    flow_drawing,
    packages,
    pressing,
    remarks,
    steps,
    subjects,
    terminations,
    timeline,
)
from workflows.desk.models import AgendaItem
from workflows.desk.records import Records
from workflows.desk.views.people import actor_of
from workflows.desk.why_due import why_due
from workflows.engine import separation
from workflows.engine import services as engine
from workflows.engine.models import WorkItem
from workflows.engine.registry import keys

SUSPENDING = frozenset({Duty.CHAIR_LEADING_GROUP, Duty.CHAIR_EXECUTIVE_MEETING, Duty.SIGN_FILING})
"""To whose holders the page of suspending is offered; it asks again of which dossier."""
TABS = ("content", "progress", "documents", "comments", "ledger")
ENTRIES = 200
OPEN = 50
"""Open items on a page."""


@require_safe
@login_required
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """One section at a time, each with an address of its own; Refused for whoever may not read it."""
    actor = actor_of(request)
    related = Dossier.objects.select_related("owner", "county", "opened_by")
    found = terminations.noting(related).filter(pk=pk).first()
    if found is None:
        raise Http404
    policies.require_read(actor, found)
    may_read_ledger = policies.may_read_ledger(actor, found.county)
    tab = request.GET.get("tab", "content")
    tab = tab if tab in _SECTIONS and (tab != "ledger" or may_read_ledger) else "content"
    context = {
        **frame(found, actor, tab, may_read_ledger=may_read_ledger),
        "may_take_package": tab == "documents" and packages.may_take(actor, found),
        **_SECTIONS[tab](found, request),
    }
    return render(request, f"desk/dossier_{tab}.html", context)


def frame(found: Dossier, actor: User, tab: str, *, may_read_ledger: bool | None = None) -> dict[str, Any]:
    """What every section of the page shows above its own."""
    reads_ledger = policies.may_read_ledger(actor, found.county) if may_read_ledger is None else may_read_ledger
    return {
        "dossier": found,
        "tab": tab,
        "tabs": _tabs(found, tab, reads_ledger),
        "remarks": remarks.of_dossier(found, actor),
    }


def _tabs(found: Dossier, current: str, may_read_ledger: bool) -> list[Tab]:
    labels = {
        "content": _("内容"), "progress": _("办理过程"), "documents": _("文件"), "comments": _("留言"), "ledger": _("日志"),
    }  # fmt: skip
    home = reverse("desk:dossier", args=[found.pk])
    addresses = {"comments": reverse("desk:comments", args=[found.pk])}
    return [
        Tab(label=labels[tab], url=addresses.get(tab, f"{home}?tab={tab}"), is_current=tab == current)
        for tab in TABS
        if tab != "ledger" or may_read_ledger
    ]


def _content(found: Dossier, request: HttpRequest) -> dict[str, Any]:
    return {"material": subjects.material(found, request)}


def _progress(found: Dossier, request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    known = Records(found)
    open_items = known.open_items
    stuck = separation.nobody_left(open_items)
    page = Paginator(open_items, OPEN).get_page(request.GET.get("open"))
    urging = pressing.addresses(actor, list(page))
    lying = [
        (
            item,
            step_told(item, actor),
            chips.chip(item),
            chips.why_told(item, actor),
            stuck.get(item.pk, ""),
            why_due(item),
            not known.seats[item.duty, item.organisation_id].is_held,
            urging.get(item.pk, ""),
        )
        for item in page
    ]
    told: dict[str, Any] = {
        "flows": [key for key in dict.fromkeys(one.flow_key for one in known.proceedings) if key in keys()],
        "elapsed": elapsed.account(found, actor, request.GET.get("page"), known),
        "rounds": timeline.rounds(found, actor, known),
        "drawn": flow_drawing.drawn(actor, known),
    }
    told["whole"] = [
        (process, steps.flow_title(process.flow_key), *chips.whole(process))
        for process in (told["elapsed"].proceedings if told["elapsed"] else ())
        if process.due_at or process.overall_due_at
    ]
    is_still = any(item.suspended_at for item in open_items)
    told["standing"] = engine.standing(found) if is_still else None
    told["offers_to_suspend"] = bool(SUSPENDING & standing_of(actor).duties)
    told["offers_to_end"] = terminations.offers(known.proceedings, standing_of(actor).duties)
    return {"lying": lying, "open_page": page, **told}


def step_told(item: WorkItem, reader: User) -> str:
    """At which step it lies; of the other side of a border only in which flow."""
    if borders.reads_within(reader, item):
        return steps.title_of(item)
    return steps.flow_title(item.flow_key)


def documents_of(found: Dossier) -> QuerySet[IssuedDocument]:
    """Its own documents, and the minutes of meetings that had it on their agenda, as they were issued."""
    minuted = ArraySubquery(AgendaItem.objects.filter(work_item__dossier=found).order_by().values("meeting__minutes"))
    return IssuedDocument.objects.filter(Q(dossier=found) | among("pk", minuted)).order_by("issued_at", "pk")


def _documents(found: Dossier, request: HttpRequest) -> dict[str, Any]:
    documents = list(documents_of(found).defer("content"))
    is_owed = any(document.render_state == RenderState.OWED for document in documents)
    if is_owed:
        document_services.await_listed(documents)
    reader = actor_of(request)
    within = borders.items_within(reader, found)
    return {
        "is_owed": is_owed,
        "attached": attachments.of_dossier(found, reader, within),
        "documents": [
            (
                document,
                _address(document),
                "void" if document.is_void else document.render_state,
                document.layout != Layout.FORM,
                codes.spoken(document.verification_code),
            )
            for document in documents
        ],
    }


def _ledger(found: Dossier, _request: HttpRequest) -> dict[str, Any]:
    entries = LedgerEntry.objects.filter(dossier=found).select_related("actor").order_by("-seq")[:ENTRIES]
    return {"entries": [(entry, bytes(entry.hash).hex()) for entry in entries]}


_SECTIONS = {"content": _content, "progress": _progress, "documents": _documents, "ledger": _ledger}


def _address(document: IssuedDocument) -> str:
    try:
        return reverse("documents:document", args=[document.pk])
    except NoReverseMatch:
        return ""
