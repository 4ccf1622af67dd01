"""Setting the thresholds of rules: for the province by its administrator, for a county by whoever sets its limits, and
there only stricter: who compiles a plan cannot loosen what it is judged by.

A record begins tomorrow at the earliest: what was judged before is judged the same when it is judged again.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from plans.compliance import reading, registry
from plans.compliance.basis import Parameter
from plans.compliance.judges.money import plain
from plans.models import RuleThreshold
from workflows.engine.services.limit_setting import may_set_bounds, may_set_for

STEP = Decimal("0.01")


def set_threshold(
    *, actor: User, county: Organisation | None, key: str, value: Decimal, starts_on: datetime.date, basis: str
) -> RuleThreshold:
    """What holds in the province (no county), or in a county that is stricter than the province, from a day on.

    Raises Refused for others than the province's system administrators, of a county its system administrator and its
    working group; Invalid outside the bounds, for a county's figure that lets more pass than the province's of that day,
    for a day that is not ahead or no ground; Conflict for a second record of one day.
    """
    require_may_set(actor, county)
    parameter, said = known(key), _said(starts_on, basis)
    if not parameter.lowest <= value <= parameter.highest:
        told = {"lowest": plain(parameter.lowest), "highest": plain(parameter.highest), "unit": parameter.unit}
        raise Invalid(_("须在%(lowest)s至%(highest)s%(unit)s之间") % told, field="value")
    if county is not None:
        require_as_strict(parameter, value, reading.thresholds(None, starts_on)[key].value)
    facts = {"county": county, "key": key, "value": value.quantize(STEP), "starts_on": starts_on, "basis": said}
    with transaction.atomic(), ledger.written_last():
        try:
            with transaction.atomic():
                made = RuleThreshold.objects.create(set_by=actor, set_at=clock.now(), **facts)
        except IntegrityError as error:
            raise Conflict(_("该标准在同一日已另有规定")) from error
        ledger.record(
            actor=actor, action="rule.threshold", chain=county or province(), threshold=key, value=str(made.value),
            in_force_from=starts_on, ground=said,
        )  # fmt: skip
    return made


def require_may_set(actor: User, county: Organisation | None) -> None:
    """Raises Refused, naming who may."""
    if county is None and not may_set_bounds(actor):
        raise Refused(_("只有省级系统管理员可以规定全省的标准"))
    if county is not None and not may_set_for(actor, county):
        raise Refused(_("只有%(county)s的系统管理员或工作专班可以设定本县的标准") % {"county": county.name})


def require_as_strict(parameter: Parameter, value: Decimal, at_least: Decimal) -> None:
    """Raises Invalid for a county's figure by which more would pass than by the province's, else the system's own."""
    if not parameter.is_laxer(value, at_least):
        return
    shown = _("本县标准只能从严：全省为%(province)s%(unit)s，本县不得高于该数")
    if parameter.larger_is_stricter:
        shown = _("本县标准只能从严：全省为%(province)s%(unit)s，本县不得低于该数")
    raise Invalid(shown % {"province": plain(at_least), "unit": parameter.unit}, field="value")


def known(key: str) -> Parameter:
    """The threshold of that key. Raises Invalid for none."""
    found = registry.parameters().get(key)
    if found is None:
        raise Invalid(_("没有这项标准"))
    return found[0]


def province() -> Organisation:
    """The root of the tree."""
    return Organisation.objects.filter(parent__isnull=True).order_by("path")[0]


def _said(starts_on: datetime.date, basis: str) -> str:
    if starts_on <= clock.today():
        raise Invalid(_("施行日期须晚于今天；已经作出的合规结论不受影响"), field="starts_on")
    said = basis.strip()[:200]
    if not said:
        raise Invalid(_("请写明依据"), field="basis")
    printable.require(_("依据"), said)
    return said
