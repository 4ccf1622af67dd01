"""Keeping fund sources and arranging money: one pool, balanced to the fen (B01)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import DecimalField, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core import clock, ledger
from core.enums import Sector
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from core.money import wan
from core.soundness import require_sound
from funds import accounts, adjusting, draws
from funds.enums import MovementKind
from funds.models import FundMovement, FundSource, ItemFunding, ListedSource
from funds.rules import balance_refusals, excess_refusals
from plans.enums import UNBINDING, VersionKind
from plans.models import PlanItem, PlanVersion
from plans.rules import Refusal, refuse
from plans.services import changes, plan_versions
from plans.services.organs import bureau
from roles.duties import Duty
from roles.policies import require

PRINTED = frozenset(
    {
        "name", "doc_no", "level", "received_on", "amount", "integrable", "not_integrated_reason", "nature", "competent",
        "note",
    }
)  # fmt: skip
"""What of a source stands in a plan's first table (附表1)."""

MONEY = DecimalField(max_digits=18, decimal_places=2)


@transaction.atomic
def add_source(*, actor: User, county: Organisation, year: int, fields: Mapping[str, Any]) -> FundSource:
    """Enter one line of the fund table; amounts in yuan, to the fen (四（六）·4)."""
    require(actor, Duty.MANAGE_SOURCES, bureau(county, Sector.FINANCE))
    source = FundSource(county=county, year=year, **fields)
    require_sound(source)
    accounts.require_some(source)
    source.save()
    accounts.opened(source, actor)
    ledger.record(
        actor=actor, action="source.added", chain=county, doc_no=source.doc_no, amount=str(source.amount),
        integrable=str(source.integrable),
    )  # fmt: skip
    return source


@transaction.atomic
def correct_source(*, actor: User, source: int, fields: Mapping[str, Any], reason: str) -> FundSource:
    """Mend a line of the fund table, for a stated reason; never lower than a plan draws on it. Another amount is entered
    as a movement of the difference: what was entered first stays.

    What the first table prints of it stays as it is once a plan that lists it has left its drafter.
    """
    found = accounts.hold([source])[source]
    require(actor, Duty.MANAGE_SOURCES, bureau(found.county, Sector.FINANCE))
    before = found.amount, found.integrable
    if not reason.strip():
        raise Invalid(_("请写明更正理由"), field="reason")
    changed = {
        name: [str(getattr(found, name)), str(value)] for name, value in fields.items() if getattr(found, name) != value
    }
    if against := against_correcting(found, changed):
        raise Conflict(against)
    for name, value in fields.items():
        setattr(found, name, value)
    require_sound(found)
    accounts.require_some(found)
    if against := against_lowering(found, before[1]):
        raise Invalid(against, field="integrable")
    found.save()
    _keep_difference(actor, found, *before, reason.strip())
    ledger.record(
        actor=actor, action="source.corrected", chain=found.county, doc_no=found.doc_no, changed=changed,
        reason=reason.strip(),
    )  # fmt: skip
    return found


def _keep_difference(actor: User, source: FundSource, amount: Decimal, integrable: Decimal, reason: str) -> None:
    """The counter-entry of a correction; `amount` and `integrable` are what the source had before."""
    if (source.amount, source.integrable) != (amount, integrable):
        FundMovement.objects.create(
            source=source, kind=MovementKind.CORRECTED, doc_no=source.doc_no, dated=clock.today(), reason=reason,
            amount=source.amount - amount, integrated=source.integrable - integrable, entered_by=actor,
        )  # fmt: skip


def against_lowering(source: FundSource, integrable: Decimal) -> str:
    """Why less than the `integrable` that it had cannot be integrated of a source; empty where it can, and where it is no
    less: what a movement left overdrawn is mended by arranging less, not here."""
    if source.integrable >= integrable or source.integrable >= (drawn := draws.most_on(source)):
        return ""
    told = {"drawn": wan(drawn), "integrable": wan(source.integrable)}
    return _("方案已安排%(drawn)s万元，纳入整合金额不能减为%(integrable)s万元") % told


def against_correcting(source: FundSource, changed: Mapping[str, Any]) -> str:
    """Why these fields of the line cannot be mended now; empty where they can."""
    if not PRINTED & changed.keys():
        return ""
    drawn = source.fundings.exclude(item__version__state__in=UNBINDING)
    listed = ListedSource.objects.standing().filter(source=source)
    if not listed.exists() and not drawn.exists():
        return ""
    told = _(
        "“%(source)s”已列入送审或印发的方案，附表1所列各项（名称、文号、级次、金额、备注等）不能更正；送审中的方案请先退回起草，金额有增减的请登记资金变动"
    )
    return told % {"source": source}


@transaction.atomic
def arrange(*, actor: User, item: int, amounts: Mapping[int, Decimal]) -> PlanItem:
    """Set what each source pays for an item (yuan by source key; zero takes a source away).

    The sources are locked in order of key, so that two clerks cannot spend one fen twice.
    """
    found = plan_versions.draft_item(actor=actor, item=item)
    version, plan = found.version, found.version.plan
    sources = {
        s.pk: s
        for s in FundSource.objects.filter(county=plan.county_id, year=plan.year, pk__in=amounts)
        .order_by("pk")
        .select_for_update(no_key=True)
    }
    if unknown := set(amounts) - set(sources):
        raise Invalid(_("有%(count)d项资金来源不属于本县本年度") % {"count": len(unknown)})
    if any(amount < 0 for amount in amounts.values()):
        raise Invalid(_("安排金额不得为负"))
    found.fundings.filter(source__in=sources).delete()
    ItemFunding.objects.bulk_create(
        ItemFunding(item=found, source=sources[pk], amount=amount) for pk, amount in sorted(amounts.items()) if amount
    )
    _refuse_overdraft(version, sources)
    found.amount = found.fundings.aggregate(total=Coalesce(Sum("amount"), Value(0), output_field=MONEY))["total"]
    found.save(update_fields=["amount"])
    refuse(excess_refusals([(found.project.name, found.amount, found.project.amount)]))
    ledger.record(
        actor=actor, action="plan.funded", chain=plan.county_id, dossier=version.dossier_id,
        project=found.project.code, amount=str(found.amount),
        sources={sources[pk].doc_no: str(amount) for pk, amount in sorted(amounts.items())},
    )  # fmt: skip
    return found


@transaction.atomic
def put_back(*, actor: User, item: int) -> None:
    """Take an item out of a draft; its money goes back to the sources and its project to the library."""
    with ledger.written_last():
        found = plan_versions.draft_item(actor=actor, item=item)
        changes.forget(found.version, found.project)
        paying = list(found.fundings.order_by("source").values_list("source", flat=True))
        if paying:
            arrange(actor=actor, item=item, amounts=dict.fromkeys(paying, Decimal()))
        plan_versions.put_back(actor=actor, item=item)


@transaction.atomic
def close(version: PlanVersion) -> None:
    """The money of a draft that goes to its readers: it balances, and the lines of its first table are kept as they
    are; what is entered afterwards is no part of it. A single change prints no such table: it goes on with the lines
    of the version that it follows. Raises Invalid with everything that does not balance, and where an emergency project
    of it is late for the library: that can be mended now, and must not stop what is signed."""
    held = _hold(version)
    refuse(findings(version) + adjusting.owed_to_the_library(version))
    ListedSource.objects.filter(version=version).delete()
    lines: list[tuple[int, FundSource | ListedSource]] = [(source.pk, source) for source in held if source.amount]
    if version.kind == VersionKind.ITEM_CHANGE:
        kept = ListedSource.objects.filter(version=version.adjustment.adjusts_id).order_by("source")
        lines = [(line.source_id, line) for line in kept]
    ListedSource.objects.bulk_create(
        ListedSource(
            version=version, source_id=source, amount=line.amount, integrable=line.integrable,
            not_integrated_reason=line.not_integrated_reason,
        )
        for source, line in lines
    )  # fmt: skip


@transaction.atomic
def require_covered(version: PlanVersion) -> None:
    """The money of a version that is about to be in force balances with what its sources have now, whatever moved since
    it was drafted; the sources stay locked until it is. Raises Invalid like `close`."""
    _hold(version)
    refuse(findings(version))


def _hold(version: PlanVersion) -> list[FundSource]:
    """Lock the version and then every source of its year, the order in which `arrange` takes them."""
    PlanVersion.objects.select_for_update(of=("self",), no_key=True).get(pk=version.pk)
    return accounts.hold_year(version.plan.county_id, version.plan.year)


def findings(version: PlanVersion) -> list[Refusal]:
    """What does not balance in a version: items against their funding and their cost, sources against what they give."""
    items = version.items.annotate(funded=Coalesce(Sum("fundings__amount"), Value(0), output_field=MONEY)).order_by(
        "seq"
    )
    rows = list(items.values_list("project__name", "amount", "funded", "project__amount"))
    balance = balance_refusals([(name, amount, funded) for name, amount, funded, _total in rows], _used(version))
    excess = excess_refusals((name, amount, total) for name, amount, _funded, total in rows)
    return balance + excess + adjusting.findings(version)


def _used(version: PlanVersion) -> list[tuple[str, Decimal, Decimal]]:
    sources = FundSource.objects.of(version.plan.county, version.plan.year).with_used(version.pk)
    return [(str(source), source.integrable, source.used) for source in sources]


def _refuse_overdraft(version: PlanVersion, sources: Mapping[int, FundSource]) -> None:
    used = FundSource.objects.filter(pk__in=sources).with_used(version.pk)
    refuse(balance_refusals([], [(str(s), s.integrable, s.used) for s in used]))
