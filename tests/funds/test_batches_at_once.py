"""A batch is issued while an adjustment of its plan comes into force and others write, on connections of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.db import transaction

from core import clock
from core.models import Organisation
from funds import allotting, batches
from funds import services as funds
from funds.batches import Given
from funds.enums import BatchState
from funds.models import AllotmentBatch
from plans.enums import VersionState
from plans.models import PlanVersion
from plans.services import changes
from plans.services.changes import Explained
from tests.factories import flows as make
from tests.funds.allotting import drafted, take
from tests.funds.money import treasurer
from tests.funds.test_at_once import one_after_the_other
from tests.plans.services.test_adjusting import Filed, _filed
from tests.plans.services.test_adjusting import issued as issue_version
from tests.plans.services.test_at_once import at_once
from workflows.flows.rehearsal.people import equip

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(db: None) -> Iterator[Organisation]:
    """Committed, so that every connection sees it."""
    with make.july():
        made = make.county()
        equip(made, Organisation.objects.filter(code__in=(make.TOWNSHIP, make.FIRST, make.SECOND)), clock.today())
        yield made


def lowered(filed: Filed) -> PlanVersion:
    """An adjustment that arranges 20.00 yuan of the first row instead of 50.00."""
    made = filed.open()
    first = filed.row(made, 1)
    funds.arrange(actor=filed.actor, item=first.pk, amounts={filed.pot: Decimal("20.00")})
    changes.explain(actor=filed.actor, version=made.pk, said={first.project_id: Explained("核减。")})
    return made


def acts(county: Organisation, filed: Filed) -> tuple[AllotmentBatch, Callable[[], None], Callable[[], None]]:
    batch = drafted(county, filed.version, {1: "50"})
    take(batch, "finance_drafts_batch")
    take(batch, "department_head_signs")
    made = lowered(filed)

    def put_in_force() -> None:
        with transaction.atomic():
            funds.require_covered(made)
            issue_version(made, county)

    return batch, lambda: take(batch, "finance_head_signs"), put_in_force


@pytest.mark.parametrize("is_allotted_first", [True, False])
def test_who_comes_first_binds_the_other(county: Organisation, is_allotted_first: bool) -> None:
    filed = _filed(county)
    batch, allot, adjust = acts(county, filed)
    said = one_after_the_other(*((allot, adjust) if is_allotted_first else (adjust, allot)))
    batch = batches.select(batch.pk)
    [newer] = PlanVersion.objects.filter(seq=2)
    told = "不得少于已下达数" if is_allotted_first else "已被调整"
    assert [told in one for one in said] == [True]
    assert (batch.state == BatchState.ISSUED) == is_allotted_first
    assert (newer.state == VersionState.ISSUED) != is_allotted_first
    in_force = newer if newer.state == VersionState.ISSUED else filed.version
    assert all(line.share.left >= 0 for line in allotting.allotment_of(in_force).lines)


def test_one_batch_is_opened_and_holds_what_one_clerk_wrote(county: Organisation) -> None:
    filed, keeper = _filed(county), treasurer(county)
    said = at_once(*[lambda: batches.open_batch(actor=keeper, plan=filed.version.plan_id)] * 3)
    assert sorted("正在办理" in one for one in said) == [False, True, True]
    [batch] = AllotmentBatch.objects.all()
    keys = [(one.funding.item_id, one.funding.source_id) for one in batches.offered(batch)]

    def write(amount: str) -> Callable[[], object]:
        rows = dict.fromkeys(keys, Given(Decimal(amount)))
        return lambda: batches.write(actor=keeper, batch=batch.pk, rows=rows, requirements="专款专用")

    assert at_once(*[write(amount) for amount in ("50", "30", "10")]) == ["", "", ""]
    assert len(set(batch.rows.values_list("amount", flat=True))) == 1
    assert batch.rows.count() == 3
