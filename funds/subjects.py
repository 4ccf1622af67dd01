"""The subjects of the budget under which batches book money (政府收支分类科目, 项级): the state's table, of which the finance
bureaus enter what is missing and end what the Ministry of Finance has replaced. One table for every county."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock, ledger
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from core.soundness import require_sound
from core.templatetags.words import cn_date
from funds.batch_drafting import named
from funds.enums import BATCH_UNDER_WAY, BatchState
from funds.models import BatchItem, BudgetSubject
from roles.duties import Duty
from roles.policies import require


@transaction.atomic
def add(*, actor: User, bureau: Organisation, code: str, name: str, valid_from: datetime.date) -> BudgetSubject:
    """Enter a subject from a day on. Raises Refused for whoever does not keep the funds of that bureau, Conflict where the
    code is in use then or later under whatever name, Invalid for what is no code of seven figures."""
    require(actor, Duty.MANAGE_SOURCES, bureau)
    _hold()
    made = BudgetSubject(code=code.strip(), name=name.strip(), valid_from=valid_from)
    there = BudgetSubject.objects.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from), code=made.code)
    if other := there.order_by("valid_from").first():
        told = _("科目“%(subject)s”自%(day)s起已在用；改名的请先停用原科目，再从停用次日起登记")
        raise Conflict(told % {"subject": other, "day": cn_date(other.valid_from)}, field="code")
    require_sound(made)
    made.save()
    ledger.record(
        actor=actor, action="subject.added", chain=bureau, budget_subject=str(made), in_force_from=made.valid_from
    )
    return made


@transaction.atomic
def end(*, actor: User, bureau: Organisation, subject: int, last_day: datetime.date) -> BudgetSubject:
    """Let a subject be chosen no longer after a day; what was booked under it stays. Raises Refused like `add`, Invalid for
    a day that is past, Conflict for one that has ended, and while a batch under way or another county's of that year
    lists it."""
    require(actor, Duty.MANAGE_SOURCES, bureau)
    _hold()
    found = BudgetSubject.objects.get(pk=subject)
    if found.valid_to is not None:
        raise Conflict(_("科目“%(subject)s”已有停用日期") % {"subject": found})
    if last_day < max(clock.today(), found.valid_from):
        raise Invalid(_("停用日期不得早于今天和启用日期"), field="last_day")
    if against := _against_ending(found, bureau, last_day):
        raise Conflict(against)
    found.valid_to = last_day
    found.save(update_fields=["valid_to"])
    ledger.record(actor=actor, action="subject.ended", chain=bureau, budget_subject=str(found), last_day=last_day)
    return found


def _against_ending(found: BudgetSubject, bureau: Organisation, last_day: datetime.date) -> str:
    """Which batch needs the subject on the day after; empty where none does. None is issued after its year."""
    rows = BatchItem.objects.filter(budget_subject=found).select_related("batch__plan__county")
    later = (last_day + datetime.timedelta(days=1)).year
    rows = rows.filter(batch__plan__year__gte=later)
    running = rows.filter(batch__state__in=BATCH_UNDER_WAY)
    elsewhere = rows.filter(batch__state=BatchState.ISSUED)
    standing = running | elsewhere.exclude(batch__county=bureau.county_id)
    row = standing.order_by("batch").first()
    if row is None:
        return ""
    told = _(
        "%(county)s%(year)d年%(batch)s列有该科目，停用后不能再列：请在其办结后停用，或者把停用日期定在该年度最后一天"
    )
    plan = row.batch.plan
    return told % {"county": plan.county.name, "year": plan.year, "batch": named(row.batch.seq)}


def _hold() -> None:
    """One after the other: the table has always one row at least."""
    BudgetSubject.objects.order_by("pk").select_for_update(no_key=True).first()
