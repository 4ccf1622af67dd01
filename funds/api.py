"""The pool read by a program: the figures of its page and of its reconciliation, for the same readers."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from funds.api_shapes import FundPool, PoolQuery
from funds.findings import Identity, Task
from funds.pool import Line, Part, Pool
from funds.reading import counties_of
from funds.reconciling import reconciled
from workflows.desk.api import states
from workflows.desk.api.authentication import actor_of
from workflows.desk.api.speaking import reading
from workflows.desk.api.views.base import ApiView, answered


class PoolView(ApiView):
    @reading("pool", _("资金池：进水、余额、放水和对账"), FundPool, query=PoolQuery)
    def get(self, request: Request, pk: int) -> Response:
        """Of the county with that number, in the year that is asked for; 404 for whoever does not read its money."""
        actor = actor_of(request)
        county = get_object_or_404(counties_of(actor), pk=pk)
        asked = self.queried(request, PoolQuery)
        found = reconciled(county, asked["year"], actor)
        told = {
            **_figures(found.pool),
            "county": states.place(county),
            "reconciles": found.holds,
            "identities": [_identity(one) for one in found.identities],
            "tasks": [_task(one) for one in found.tasks],
        }
        return answered(FundPool, told)


def _figures(pool: Pool) -> dict[str, Any]:
    return {
        "year": pool.year,
        "plan": pool.version.title if pool.version else "",
        "is_in_force": pool.is_in_force,
        "amount": pool.amount,
        "integrated": pool.integrated,
        "arranged": pool.used,
        "left": pool.left,
        "rate": pool.rate.percent,
        "rate_clause": pool.scope.clause,
        "sources": [_source(line) for line in pool.lines],
        "by_level": _parts(pool.by_level),
        "by_category": _parts(pool.by_category),
        "by_township": _parts(pool.by_township),
        "by_department": _parts(pool.by_department),
    }


def _source(line: Line) -> dict[str, Any]:
    source = line.source
    return {
        "id": source.pk,
        "name": source.name,
        "doc_no": source.doc_no,
        "level": source.get_level_display(),
        "nature": source.get_nature_display(),
        "vintage": line.vintage,
        "amount": source.amount,
        "integrated": source.integrable,
        "arranged": line.used,
        "left": line.left,
        "not_integrated_because": source.not_integrated_reason,
        "earmark": source.earmark,
    }


def _parts(parts: list[Part]) -> list[dict[str, Any]]:
    return [{"name": part.label, "amount": part.amount, "percent": part.percent} for part in parts]


def _identity(one: Identity) -> dict[str, Any]:
    names = ("stage", "left", "left_sum", "right", "right_sum", "holds")
    return {name: getattr(one, name) for name in names}


def _task(one: Task) -> dict[str, Any]:
    return {"where": one.where, "amount": one.amount, "what": one.what}
