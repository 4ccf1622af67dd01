"""The page of what the nightly examinations found, for supervisors and auditors of the place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from core.errors import Refused
from core.models import User
from core.pages.parts import Facet, FacetChoice
from oversight import areas
from oversight.models import Beside, Deviation, Examination
from roles.duties import Duty
from workflows.desk import steps
from workflows.engine.enums import Astray

PAGE = 50
STANDING, ALL = "", "all"
KINDS: dict[str, StrOrPromise] = {**dict(Astray.choices), **dict(Beside.choices)}


@dataclass(frozen=True)
class Row:
    """One deviation as the page tells it: the step, or the duty of a right, in words."""

    deviation: Deviation
    flow: str
    step: str


@require_safe
@login_required
def deviations(request: HttpRequest) -> HttpResponse:
    """What does not agree in the reader's areas: where, since when, and the act that is responsible."""
    actor = cast(User, request.user)
    known = areas.areas_of(actor)
    if not (known.supervised or known.audited):
        raise Refused(_("只有督查人员和审计人员可以查看核对结果"))
    mine = areas.within((*known.supervised, *known.audited), "county__path")
    here = Deviation.objects.filter(mine)
    state, kind, county = (request.GET.get(name, "") for name in ("state", "kind", "county"))
    shown = here if state == ALL else here.filter(gone_on__isnull=True)
    counted = list(
        shown.values("kind", "county", "county__name").annotate(n=Count("pk")).order_by("county__path", "kind")
    )
    if kind in KINDS:
        shown = shown.filter(kind=kind)
    if county.isdecimal():
        shown = shown.filter(county=int(county[:12]))
    rows = shown.select_related("county", "dossier", "person", "entry__actor").order_by("gone_on", "-first_on", "-pk")
    paginator = Paginator(rows, PAGE)
    vars(paginator)["count"] = sum(one["n"] for one in counted if _matches(one, kind, county))  # known already
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(one) for one in page],
        "last": Examination.objects.order_by("-day").first(),
        "facets": _facets(counted, kind, county),
        "state": state,
        "kept": (("state", ALL),) if state == ALL else (),
        "is_narrow": bool(kind or county),
        "reads_ledgers": bool(known.audited),
        "is_demonstration": settings.DEMO,
    }
    return render(request, "oversight/deviations.html", context)


def _matches(one: Mapping[str, Any], kind: str, county: str) -> bool:
    return (kind not in KINDS or one["kind"] == kind) and (not county.isdecimal() or one["county"] == int(county[:12]))


def _row(one: Deviation) -> Row:
    if one.kind in Beside.values:
        return Row(one, "", str(Duty(one.step).label) if one.step in Duty.values else one.step)
    named = "、".join(steps.title(one.flow_key, step) for step in one.step.split(", ") if step)
    return Row(one, steps.flow_title(one.flow_key), named)


def _facets(counted: Sequence[Mapping[str, Any]], kind: str, county: str) -> tuple[Facet, ...]:
    kinds: dict[str, int] = {}
    places: dict[tuple[str, str], int] = {}
    for one in counted:
        n = one["n"]
        kinds[str(one["kind"])] = kinds.get(str(one["kind"]), 0) + n
        place = (str(one["county"]), str(one["county__name"]))
        places[place] = places.get(place, 0) + n
    return (
        Facet("county", _("地区"), [FacetChoice(pk, name, n) for (pk, name), n in places.items()], county),
        Facet("kind", _("偏差"), [FacetChoice(code, KINDS[code], n) for code, n in kinds.items()], kind),
    )
