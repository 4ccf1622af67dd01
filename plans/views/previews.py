"""Notices as they would look, for whoever drafts them; nothing is saved."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from documents import previews
from documents.papers import Paper
from plans.models import TownshipRound, VillageRound
from plans.services import township_rounds, village_rounds
from plans.views.access import actor_of
from roles.duties import Duty
from roles.policies import require


@login_required
@require_POST
def village_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The village's notice (D04) over the projects that stand in its round."""
    found = get_object_or_404(VillageRound.objects.select_related("village", "dossier__county"), pk=pk)
    require(actor_of(request), Duty.PROPOSE_PROJECTS, found.village)
    return _shown(request, village_rounds.notice_draft(found), found.village.official_name)


@login_required
@require_POST
def township_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The township's notice (D04) over the projects that it gathered."""
    found = get_object_or_404(TownshipRound.objects.select_related("township", "dossier__county"), pk=pk)
    require(actor_of(request), Duty.REPORT_PROJECTS, found.township)
    return _shown(request, township_rounds.notice_draft(found), found.township.official_name)


def _shown(request: HttpRequest, paper: Paper, issuer_name: str) -> HttpResponse:
    pictures = previews.pictures(paper, issuer_name=issuer_name)
    return render(request, "documents/preview.html", {"pictures": pictures})
