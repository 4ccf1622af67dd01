"""What a plan of several years, and a township's part of it, show beside the opinion box."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.enums import DossierKind
from core.models import Dossier, User
from plans.models import MasterPlanVersion, TownshipNeeds, VillageNeeds
from plans.services import needs, planning_shown
from workflows.desk.subjects import register
from workflows.engine.models import WorkItem
from workflows.flows import amendments, settlements


def register_all() -> None:
    """At start-up."""
    register(DossierKind.MASTER_PLAN, "flows/master_plan.html", _plan, _plan_page)
    register(DossierKind.TOWNSHIP_NEEDS, "flows/township_needs.html", _needs, _needs_page)


def _plan_page(dossier: Dossier) -> str:
    return reverse("plans:master_plan", args=[dossier.master_plan_version.pk])


def _needs_page(dossier: Dossier) -> str:
    return reverse("plans:township_needs", args=[dossier.township_needs.pk])


def _plan(dossier: Dossier, reader: User) -> dict[str, Any]:
    rows = MasterPlanVersion.objects.select_related("plan__county", "document", "dossier", "revises__document")
    version = rows.get(dossier=dossier)
    settled = settlements.settled(dossier.pk)
    lies = WorkItem.objects.open().filter(dossier=dossier, step__in=amendments.DECIDED_AT)
    step = lies.values_list("step", flat=True).first()
    return {
        "version": version,
        "shown": planning_shown.of(version),
        "settled": settled if any(answer for _remark, answer in settled) else [],
        "asked": amendments.asked(dossier.pk, step) if step else "",
        "sent_back": amendments.sent_back(dossier.pk, step) if step else "",
    }


def _needs(dossier: Dossier, reader: User) -> dict[str, Any]:
    part = TownshipNeeds.objects.select_related("version__plan", "township").get(dossier=dossier)
    rows = VillageNeeds.objects.filter(needs=part).select_related("village").order_by("village__path")
    lying = WorkItem.objects.open().filter(dossier=dossier, step__in=needs.STATING).inbox_of(reader)
    mine = rows.filter(village__in=lying.values("organisation"))
    return {
        "part": part,
        "villages": planning_shown.villages(part),
        "own": part.lines.filter(village__isnull=True).order_by("year", "pk"),
        "mine": mine,
    }
