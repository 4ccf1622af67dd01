"""流程换版: which running proceedings `manage.py migrate_flow` moved to another edition, and which it could not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.errors import Refused
from core.models import User
from oversight import areas
from workflows.desk import steps
from workflows.engine.models import EditionMove, EditionRun

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One run, in words: between which editions, and of the reader's area how many went and how many did not."""

    run: EditionRun
    old: str
    new: str
    moved: int
    left: int
    is_undone: bool


@require_safe
@login_required
def runs(request: HttpRequest) -> HttpResponse:
    """Every run that touched the reader's area, the last first; a system administrator sees all, as numbers."""
    seen = _seen(cast(User, request.user))
    page: Any = Paginator(_counted(seen).order_by("-made_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "oversight/editions.html", {"page": page, "rows": [_row(run) for run in page]})


@require_safe
@login_required
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: why proceedings did not go, counted, and to whoever supervises there each by its name."""
    actor = cast(User, request.user)
    seen = _seen(actor)
    found = _counted(seen).filter(pk=pk).first()
    if found is None:
        raise Http404
    moves = EditionMove.objects.filter(seen, run=found)
    reasons = moves.filter(is_moved=False).values_list("reason").annotate(n=Count("pk")).order_by("-n", "reason")
    named = moves if areas.supervises(actor) else moves.none()
    related = named.select_related("proceeding__dossier__county").order_by("is_moved", "pk")
    context = {
        "row": _row(found),
        "reasons": list(reasons),
        "page": Paginator(related, PAGE).get_page(request.GET.get("page")),
        "names_them": areas.supervises(actor),
    }
    return render(request, "oversight/edition_run.html", context)


def _seen(actor: User) -> Q:
    """The moves that the reader sees. Raises Refused for whoever neither supervises nor looks after the system."""
    if areas.keeps_system(actor):
        return Q()
    if not areas.supervises(actor):
        raise Refused(_("只有督查人员和系统管理员可以查看流程换版"))
    return areas.within(areas.supervised(actor), "proceeding__dossier__county__path")


def _counted(seen: Q) -> Any:
    """Runs with a move that is seen, each with how many of those went."""
    of_it = EditionMove.objects.filter(seen, run=OuterRef("pk")).order_by().values("run")
    return EditionRun.objects.filter(Exists(of_it)).annotate(
        moved=_number(of_it.filter(is_moved=True)),
        left=_number(of_it.filter(is_moved=False)),
        is_undone=Exists(EditionRun.objects.filter(undoes=OuterRef("pk"))),
    )


def _number(moves: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(moves.annotate(n=Count("pk")).values("n")), 0)


def _row(found: Any) -> Row:
    return Row(
        run=found, old=steps.flow_title(found.from_key), new=steps.flow_title(found.to_key), moved=found.moved,
        left=found.left, is_undone=found.is_undone,
    )  # fmt: skip
