"""Setting limits: the province lays down shortest, usual and longest; a county sets its own within them.

A record begins tomorrow at the earliest: whatever runs keeps the limit it began with.
"""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from roles import policies
from roles.duties import OF_THE_PROVINCE, Duty
from roles.holdings import holdings
from workflows.engine import limit_records, limits, registry
from workflows.engine.limit_records import Bounds
from workflows.engine.models import CountyLimit, LimitBounds
from workflows.engine.nodes import Step

SETTERS = frozenset({Duty.ADMINISTER_SYSTEM, Duty.COMPILE_PLAN})
"""Whose holders at an office of the county set its limits: its system administrator and its working group."""
LONGEST_DAYS = 365


def set_bounds(
    *, actor: User, key: str, lowest: int, usual: int, highest: int, starts_on: datetime.date, basis: str
) -> LimitBounds:
    """What counties may set for a limit from a day on, and what holds where they set nothing.

    Raises Refused for others than the province's system administrators, Invalid for days out of order, a day that is
    not ahead or no basis, Conflict for a second record of one day.
    """
    province = _root()
    if not may_set_bounds(actor):
        raise Refused(_("只有省级系统管理员可以规定期限幅度"))
    _require_known(key)
    if not 1 <= lowest <= usual <= highest <= LONGEST_DAYS:
        raise Invalid(_("下限不少于1天，默认不低于下限，上限不低于默认、不超过365天"), field="lowest")
    said = _said(starts_on, basis)
    facts = {"key": key, "lowest": lowest, "usual": usual, "highest": highest, "starts_on": starts_on, "basis": said}
    with transaction.atomic(), ledger.written_last():
        try:
            with transaction.atomic():
                made = LimitBounds.objects.create(set_by=actor, set_at=clock.now(), **facts)
        except IntegrityError as error:
            raise Conflict(_("该期限在同一日已另有规定")) from error
        ledger.record(
            actor=actor, action="limit.bounds", chain=province, limit=key, lowest=lowest, usual=usual, highest=highest,
            in_force_from=starts_on, ground=said,
        )  # fmt: skip
    transaction.on_commit(limit_records.forget)
    limit_records.forget()
    return made


def set_county_limit(
    *, actor: User, county: Organisation, key: str, days: int, starts_on: datetime.date, basis: str
) -> CountyLimit:
    """What holds in a county from a day on.

    Raises Refused for others than its system administrator and its working group, and for limits that are the
    province's own; Invalid, naming the bounds, outside them; Conflict for a second record of one day.
    """
    if not may_set_for(actor, county):
        raise Refused(_("只有%(county)s的系统管理员或工作专班可以设定本县期限") % {"county": county.name})
    _require_known(key)
    if key in of_the_province():
        raise Refused(_("省级环节的期限由省规定，县级不能设定"))
    said, allowed = _said(starts_on, basis), limit_records.bounds(key, starts_on)
    if allowed is None:
        raise Invalid(_("省级尚未规定该期限的幅度，县级不能另定"), field="days")
    if allowed.within(days) != days:
        raise Invalid(outside(key, days, allowed), field="days")
    facts = {"key": key, "days": days, "starts_on": starts_on, "basis": said}
    with transaction.atomic(), ledger.written_last():
        try:
            with transaction.atomic():
                made = CountyLimit.objects.create(county=county, set_by=actor, set_at=clock.now(), **facts)
        except IntegrityError as error:
            raise Conflict(_("该期限在同一日已另有规定")) from error
        ledger.record(
            actor=actor, action="limit.county", chain=county, limit=key, days=days, in_force_from=starts_on, ground=said
        )
    transaction.on_commit(limit_records.forget)
    limit_records.forget()
    return made


def may_set_bounds(actor: User) -> bool:
    """Whether he keeps the province's limits: a system administrator of the province."""
    province = Organisation.objects.filter(parent__isnull=True).order_by("path").first()
    return province is not None and policies.governs(actor, Duty.ADMINISTER_SYSTEM, province)


def may_set_for(actor: User, county: Organisation) -> bool:
    """Whether he has one of the duties at an office of that very county; one statement."""
    return any(held.duty in SETTERS and held.path.startswith(county.path) for held in holdings(actor))


def of_the_province() -> frozenset[str]:
    """Limits of steps that departments of the province take, and of the whole flows of which they take most."""
    found: set[str] = set()
    for entry in registry.registered():
        steps = [node for node in entry.flow.instance.nodes() if isinstance(node, Step)]
        theirs = [node.limit for node in steps if node.duty in OF_THE_PROVINCE]
        found.update(theirs)
        if 2 * len(theirs) > len(steps):
            found.add(limits.FLOW + entry.key)
    return frozenset(found)


def outside(key: str, days: int, allowed: Bounds) -> str:
    """The sentence that names the bounds."""
    told = {"lowest": allowed.lowest, "highest": allowed.highest, "days": days}
    if limits.in_calendar_days(key):
        return _("省定幅度为%(lowest)d至%(highest)d个自然日，不能设为%(days)d个自然日") % told
    return _("省定幅度为%(lowest)d至%(highest)d个工作日，不能设为%(days)d个工作日") % told


def _require_known(key: str) -> None:
    if not limits.is_known(key):
        raise Invalid(_("没有这项期限"))


def _said(starts_on: datetime.date, basis: str) -> str:
    if starts_on <= clock.today():
        raise Invalid(_("施行日期须晚于今天；已经起算的期限不受影响"), field="starts_on")
    said = basis.strip()[:200]
    if not said:
        raise Invalid(_("请写明依据"), field="basis")
    printable.require(_("依据"), said)
    return said


def _root() -> Organisation:
    return Organisation.objects.filter(parent__isnull=True).order_by("path")[0]
