"""The compliance check of a plan version, as a panel on whatever page shows the version."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django_stubs_ext import StrOrPromise

from plans.compliance.basis import Parameter, Threshold
from plans.compliance.judges.money import plain
from plans.compliance.records import standing
from plans.enums import RuleOutcome
from plans.models import PlanVersion

register = template.Library()


@register.inclusion_tag("plans/compliance_panel.html")
def compliance_panel(version: PlanVersion, may_draft: bool = False) -> dict[str, Any]:
    """What the rules say of it: a draft as it is now, else by its last record; two statements for a record, nine for a
    draft. `version` comes with its plan and county. `may_draft` offers the ways to answer."""
    shown = standing(version)
    asked = [row.outcome for row in shown.rows if not row.is_unasked]
    counts = [(outcome, asked.count(outcome)) for outcome in RuleOutcome]
    return {
        "version": version,
        "shown": shown,
        "counts": [(outcome, number) for outcome, number in counts if number],
        "unasked": len(shown.rows) - len(asked),
        "may_draft": may_draft,
    }


@register.simple_tag
def figure(value: Decimal, unit: StrOrPromise) -> str:
    """A threshold with its unit: 30%, 5万元, 10 rows."""
    space = " " if str(unit)[:1].isalpha() and str(unit).isascii() else ""
    return f"{plain(value)}{space}{unit}"


@register.simple_tag
def threshold_value(thresholds: Mapping[str, Threshold], parameter: Parameter) -> str:
    """What is in force of a rule's threshold."""
    return figure(thresholds[parameter.key].value, parameter.unit)
