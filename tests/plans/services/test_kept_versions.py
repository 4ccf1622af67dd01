"""What the database keeps of a plan that was issued, whoever writes: nothing added, nothing moved in, one way only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.enums import DossierKind
from documents.models import IssuedDocument
from funds.models import FundSource, ItemFunding, ListedSource
from plans.enums import VersionState
from plans.models import EmergencyItem, ItemChange, PlanItem, PlanJustification, PlanVersion
from plans.services.dossiers import open_dossier
from tests.plans.services.test_adjusting import FLOOD, Filed, filed, prepared

__all__ = ["filed", "prepared"]


def add_payment(filed: Filed) -> Any:
    other = FundSource.objects.create(**of_source(filed), name="另一来源")
    return ItemFunding.objects.create(item=filed.row(filed.version, 1), source=other, amount=1)


def of_source(filed: Filed) -> dict[str, Any]:
    pot = FundSource.objects.get(pk=filed.pot)
    kept = ("county", "year", "doc_no", "level", "received_on", "amount", "integrable")
    return {name: getattr(pot, name) for name in kept}


def list_source(filed: Filed) -> Any:
    return ListedSource.objects.create(version=filed.version, source_id=filed.pot, amount=1, integrable=1)


def move_in(filed: Filed) -> Any:
    made = filed.open()
    PlanItem.objects.filter(version=made, seq=1).update(version=filed.version, project=filed.waiting, seq=9)


def move_payment_in(filed: Filed) -> Any:
    made = filed.open()
    moved = ItemFunding.objects.filter(item__version=made, item__seq=1)
    moved.update(item=filed.row(filed.version, 1), amount=2)


ADDED: tuple[Callable[[Filed], Any], ...] = (
    lambda filed: PlanItem.objects.create(version=filed.version, project=filed.waiting, seq=9, content="加"),
    lambda filed: ItemChange.objects.create(version=filed.version, project=filed.waiting, reason="加"),
    lambda filed: EmergencyItem.objects.create(
        version=filed.version, project=filed.waiting, entry_due=FLOOD["decided_on"], **FLOOD
    ),
    lambda filed: PlanJustification.objects.create(
        version=filed.version, code="B21", text="加", written_by=filed.actor
    ),
    add_payment,
    list_source,
    move_in,
    move_payment_in,
)


@pytest.mark.parametrize("add", ADDED)
def test_nothing_is_added_to_an_issued_version(filed: Filed, add: Callable[[Filed], Any]) -> None:
    with pytest.raises(IntegrityError, match="不得改动"), transaction.atomic():
        add(filed)


@pytest.mark.parametrize("state", [VersionState.ISSUED, VersionState.SIGNING, VersionState.TERMINATED])
def test_a_version_goes_one_way(filed: Filed, state: VersionState) -> None:
    with pytest.raises(IntegrityError, match="不得改动"), transaction.atomic():
        PlanVersion.objects.filter(pk=filed.version.pk).update(state=state)


def test_what_was_ended_stays_ended(filed: Filed) -> None:
    made = PlanVersion.objects.filter(pk=filed.open().pk)
    made.update(state=VersionState.TERMINATED)
    with pytest.raises(IntegrityError, match="不得改动"), transaction.atomic():
        made.update(state=VersionState.DRAFTING)


def test_one_version_is_in_force_and_one_under_way(filed: Filed) -> None:
    made, document = filed.open(), IssuedDocument.objects.filter(kind="D15").latest("pk")
    with pytest.raises(IntegrityError, match="plans_version_one_in_force"), transaction.atomic():
        PlanVersion.objects.filter(pk=made.pk).update(state=VersionState.ISSUED, document=document)
    dossier = open_dossier(
        actor=filed.actor, kind=DossierKind.PLAN, title="又一版", owner=made.dossier.owner, year=made.plan.year
    )
    with pytest.raises(IntegrityError, match="plans_version_one_under_way"), transaction.atomic():
        PlanVersion.objects.create(dossier=dossier, plan=made.plan, seq=9, title="又一版", goals="一")


@pytest.mark.parametrize(
    "table",
    [
        "funds_fundmovement", "funds_payment", "funds_yearendline", "funds_yearendstatement", "plans_compliancecheck",
        "plans_keptverdict", "plans_rulethreshold",
    ],
)  # fmt: skip
def test_what_is_kept_is_not_emptied(filed: Filed, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="不得清空"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")
