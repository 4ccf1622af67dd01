"""Many rows of a draft at once, as a table brings them: what they say and what each source pays, in a handful of
statements, by the same rules as `funds.services.arrange` and `plans.services.plan_versions.change_item`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger, printable
from core.errors import Conflict, Invalid
from core.models import User
from funds import accounts
from funds.models import FundSource, ItemFunding
from funds.rules import balance_refusals, excess_refusals
from plans.models import PlanItem, PlanVersion
from plans.rules import refuse
from plans.services import plan_versions

SAID = ("content", "schedule", "platform", "responsible_unit")
ZERO = Decimal()


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a table says of one project, by key: texts by field, and yuan by source key; nought takes a source away."""

    project: int
    texts: Mapping[str, str] = field(default_factory=dict)
    amounts: Mapping[int, Decimal] = field(default_factory=dict)


@transaction.atomic
def write_rows(*, actor: User, version: int, rows: Sequence[Row], reason: str = "") -> dict[int, PlanItem]:
    """Write the rows into a draft and return its items by project; a project that the draft has not got is drawn from
    the library. All of it or nothing.

    Raises Refused and Conflict like the editor, Conflict for a source of another year, Invalid for a project outside the
    library and for what does not balance: a source overdrawn, more than a project costs, naming each.
    """
    with ledger.written_last():
        found = plan_versions.draft(actor, version)
        sources = {source.pk: source for source in accounts.hold_year(found.plan.county_id, found.plan.year)}
        if any(pk not in sources for row in rows for pk in row.amounts):
            raise Conflict(_("有资金来源不属于本县本年度，请重新导出后再填写"))
        listed = set(found.items.filter(project__in=[row.project for row in rows]).values_list("project", flat=True))
        if drawn := [row.project for row in rows if row.project not in listed]:
            plan_versions.draw(actor=actor, version=version, projects=drawn)
        chosen = found.items.filter(project__in=[row.project for row in rows]).select_related("project")
        items = {item.project_id: item for item in chosen.order_by("seq")}
        changed = _write(rows, items, sources)
        _refuse_what_does_not_balance(found, sources, list(items.values()))
        if changed:
            ledger.record(
                actor=actor, action="plan.rows_written", chain=found.plan.county_id, dossier=found.dossier_id, rows=changed,
                reason=reason,
            )  # fmt: skip
    return items


@dataclass
class Payments:
    """What to write of the payments: new ones, those of another amount and the keys of those that end."""

    new: list[ItemFunding] = field(default_factory=list)
    changed: list[ItemFunding] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    def set(self, item: PlanItem, source: FundSource, old: ItemFunding | None, amount: Decimal) -> None:
        item.amount += amount - (old.amount if old else ZERO)
        if old is None:
            self.new.append(ItemFunding(item=item, source=source, amount=amount))
        elif amount:
            old.amount = amount
            self.changed.append(old)
        else:
            self.ended.append(old.pk)

    def write(self) -> None:
        ItemFunding.objects.filter(pk__in=self.ended).delete()
        ItemFunding.objects.bulk_update(self.changed, ["amount"])
        ItemFunding.objects.bulk_create(self.new)


def _write(
    rows: Sequence[Row], items: Mapping[int, PlanItem], sources: Mapping[int, FundSource]
) -> dict[str, dict[str, list[str]]]:
    """What changed, before and after, by the code of the project: texts by field, payments by 指标文号."""
    paid: dict[int, dict[int, ItemFunding]] = defaultdict(dict)
    for funding in ItemFunding.objects.filter(item__in=[item.pk for item in items.values()]).order_by("pk"):
        paid[funding.item_id][funding.source_id] = funding
    changed: dict[str, dict[str, list[str]]] = {}
    payments = Payments()
    for row in rows:
        item = items[row.project]
        told = _say(item, row) | _pay(item, row, paid[item.pk], sources, payments)
        if told:
            changed[item.project.code] = told
    PlanItem.objects.bulk_update([i for i in items.values() if i.project.code in changed], [*SAID, "amount"])
    payments.write()
    return changed


def _pay(
    item: PlanItem, row: Row, paid: Mapping[int, ItemFunding], sources: Mapping[int, FundSource], payments: Payments
) -> dict[str, list[str]]:
    told = {}
    for source, amount in sorted(row.amounts.items()):
        old = paid.get(source)
        before = old.amount if old else ZERO
        if amount < 0:
            raise Invalid(_("安排金额不得为负"))
        if amount != before:
            told[str(sources[source])] = [str(before), str(amount)]
            payments.set(item, sources[source], old, amount)
    return told


def _say(item: PlanItem, row: Row) -> dict[str, list[str]]:
    told = {}
    for name, text in row.texts.items():
        if name in SAID and (before := getattr(item, name)) != text:
            setattr(item, name, text)
            told[name] = [before, text]
    printable.require_row(item)
    return told


def _refuse_what_does_not_balance(
    version: PlanVersion, sources: Mapping[int, FundSource], items: Sequence[PlanItem]
) -> None:
    """One statement."""
    used = FundSource.objects.filter(pk__in=sources).with_used(version.pk).order_by("pk")
    over = balance_refusals([], [(str(source), source.integrable, source.used) for source in used])
    refuse(over + excess_refusals((item.project.name, item.amount, item.project.amount) for item in items))
