"""Keeping fund sources and arranging money: one pool, balanced to the fen (B01)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import DecimalField, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core import ledger
from core.enums import Sector
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from funds.models import FundSource, ItemFunding
from funds.rules import balance_refusals
from plans.enums import VersionState
from plans.models import PlanItem, PlanVersion
from plans.rules import Refusal
from roles.duties import Duty
from roles.policies import require

MONEY = DecimalField(max_digits=18, decimal_places=2)


@transaction.atomic
def add_source(*, actor: User, county: Organisation, year: int, fields: Mapping[str, Any]) -> FundSource:
    """Enter one line of the fund table; amounts in yuan, to the fen (四（六）·4)."""
    bureau = Organisation.objects.get(county=county, kind="department", sector=Sector.FINANCE)
    require(actor, Duty.MANAGE_SOURCES, bureau)
    source = FundSource(county=county, year=year, **fields)
    source.full_clean()
    source.save()
    ledger.record(
        actor=actor, action="source.added", chain=county, doc_no=source.doc_no, amount=str(source.amount),
        integrable=str(source.integrable),
    )  # fmt: skip
    return source


@transaction.atomic
def arrange(*, actor: User, item: int, amounts: Mapping[int, Decimal]) -> PlanItem:
    """Set what each source pays for an item (yuan by source key; zero takes a source away).

    The sources are locked in order of key, so that two clerks cannot spend one fen twice.
    """
    found = PlanItem.objects.select_related("version__plan", "version__dossier__owner", "project").get(pk=item)
    version = PlanVersion.objects.select_for_update(of=("self",)).get(pk=found.version_id)
    require(actor, Duty.COMPILE_PLAN, found.version.dossier.owner)
    if version.state != VersionState.DRAFTING:
        raise Conflict(_("方案%(state)s，资金安排已锁定") % {"state": version.get_state_display()})
    plan = found.version.plan
    sources = {
        s.pk: s
        for s in FundSource.objects.filter(county=plan.county_id, year=plan.year, pk__in=amounts)
        .order_by("pk")
        .select_for_update()
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
    ledger.record(
        actor=actor, action="plan.funded", chain=plan.county_id, dossier=version.dossier_id,
        project=found.project.code, amount=str(found.amount),
        sources={sources[pk].doc_no: str(amount) for pk, amount in sorted(amounts.items())},
    )  # fmt: skip
    return found


def findings(version: PlanVersion) -> list[Refusal]:
    """What does not balance in a version: items against their funding, sources against what they can give."""
    items = version.items.annotate(funded=Coalesce(Sum("fundings__amount"), Value(0), output_field=MONEY)).order_by(
        "seq"
    )
    rows = items.values_list("project__name", "amount", "funded")
    return balance_refusals(rows, _used(version))


def _used(version: PlanVersion) -> list[tuple[str, Decimal, Decimal]]:
    sources = FundSource.objects.of(version.plan.county, version.plan.year).with_used(version.pk)
    return [(str(source), source.integrable, source.used) for source in sources]


def _refuse_overdraft(version: PlanVersion, sources: Mapping[int, FundSource]) -> None:
    used = FundSource.objects.filter(pk__in=sources).with_used(version.pk)
    refusals = balance_refusals([], [(str(s), s.integrable, s.used) for s in used])
    if refusals:
        raise Invalid("；".join(map(str, refusals)), clause=refusals[0].clause)
