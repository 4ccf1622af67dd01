"""Which version of its plan a page shows, and what else there is of it."""

from __future__ import annotations

from typing import Any

from django import template

from core.models import User
from plans.enums import VersionKind
from plans.models import PlanVersion
from plans.services import adjustments
from roles.duties import Duty
from roles.policies import may

register = template.Library()


@register.inclusion_tag("funds/plan_versions.html")
def plan_versions(version: PlanVersion, reader: User) -> dict[str, Any]:
    """The version in force and the others, the newest first; whether the reader may adjust this one now. One statement,
    and one more for whoever compiles the plan."""
    listed = list(adjustments.versions_of(version))
    by_key = {one.pk: one for one in listed}
    adjusts = by_key.get(version.adjustment.adjusts_id) if hasattr(version, "adjustment") else None
    in_force = next((one for one in listed if one.state in adjustments.IN_FORCE), None)
    is_in_force = in_force is not None and in_force.pk == version.pk
    may_adjust = is_in_force and may(reader, Duty.COMPILE_PLAN, version.dossier.owner)
    return {
        "version": version,
        "others": [one for one in listed if one.pk != version.pk],
        "adjusts": adjusts,
        "in_force": in_force if not is_in_force else None,
        "goes_on": not is_in_force and in_force is not None and version in _carried(in_force, listed),
        "under_way": next((one for one in listed if one.state in adjustments.UNDER_WAY and one.pk != version.pk), None),
        "may_adjust": may_adjust and not adjustments.against_opening(version),
    }


def _carried(in_force: PlanVersion, listed: list[PlanVersion]) -> list[PlanVersion]:
    """The whole plan and the single changes of it that the version in force carries on, itself among them; `listed` is
    every version of the plan, the newest first."""
    found: list[PlanVersion] = []
    for one in listed:
        if one.seq > in_force.seq or one.document is None:
            continue
        found.append(one)
        if one.kind != VersionKind.ITEM_CHANGE:
            break
    return found
