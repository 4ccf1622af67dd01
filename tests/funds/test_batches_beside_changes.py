"""Money is allotted of a plan of which single items were changed since: the plan is cited, and what changed it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import Conflict
from core.models import Organisation
from funds import allotting, batches
from funds import services as funds
from funds.allotted_page import sources_left
from funds.batch_drafting import notice_of
from funds.enums import BatchState
from funds.models import AllotmentBatch, FundSource
from funds.reconciling import reconciled
from plans.models import PlanVersion, Project
from tests.factories import flows as make
from tests.funds.allotting import drafted, take
from tests.funds.money import at, treasurer
from tests.plans.services.test_adjusting import Filed, filed, prepared
from tests.plans.services.test_adjusting import issued as version_issued
from tests.plans.services.test_single_changes import apply, moving

__all__ = ["filed", "prepared"]

pytestmark = pytest.mark.django_db


def changed(filed: Filed, county: Organisation) -> PlanVersion:
    """The first row gives the second 2.00 yuan."""
    made = apply(filed, moving(filed, "2.00"))
    version_issued(made, county)
    return PlanVersion.objects.select_related("document", "plan__county").get(pk=made.pk)


def test_the_notice_cites_the_plan_and_then_what_changed_it(filed: Filed, county: Organisation) -> None:
    batch = drafted(county, filed.version, {1: "50", 2: "50"})
    made = changed(filed, county)
    whole = PlanVersion.objects.select_related("document").get(pk=filed.version.pk)
    assert made.document is not None
    assert whole.document is not None
    named = rf"现行方案为《{whole.title}》（{whole.document.number}，经{made.document.number}调整）"
    with pytest.raises(Conflict, match=named):
        take(batch, "finance_drafts_batch")
    batches.follow(actor=treasurer(county), batch=batch.pk)
    paper = notice_of(batches.select(batch.pk))
    assert [row.amount for row in paper.rows] == [Decimal("48.00"), Decimal("50.00")]
    said = str(paper.body()[0])
    assert f"印发的《{whole.title}》（{whole.document.number}）、项目计划调整通知（{made.document.number}）和" in said
    assert made.title not in said
    assert replace(paper, issuers=("甲局", "乙局")).title.startswith("甲局　乙局关于下达")


def test_the_days_run_from_the_plan_whatever_changed_since(filed: Filed, county: Organisation) -> None:
    with at(datetime.date(make.YEAR, 2, 20)):
        made = changed(filed, county)
    [left] = sources_left(made, allotting.allotment_of(made), FundSource.objects.filter(pk=filed.pot))
    assert left.due < datetime.date(make.YEAR, 1, 1)
    with at(datetime.date(make.YEAR, 3, 1)):
        assert ["前下达" in task.what for task in reconciled(county, make.YEAR).tasks] == [True]


def test_a_department_s_own_project_reaches_the_townships_of_its_villages(filed: Filed, county: Organisation) -> None:
    batch = drafted(county, filed.version, {1: "50"})
    project = filed.row(filed.version, 1).project
    assert project.township is not None
    named = project.township.official_name
    Project.objects.filter(pk=project.pk).update(township=None)
    project.villages.clear()
    assert named not in notice_of(batches.select(batch.pk)).recipients
    project.villages.add(project.proposer)
    assert notice_of(batches.select(batch.pk)).recipients[0] == named


def test_nothing_is_allotted_once_the_year_is_over(filed: Filed, county: Organisation) -> None:
    batch = drafted(county, filed.version, {1: "50"})
    with at(datetime.date(make.YEAR + 1, 1, 4)):
        with pytest.raises(Conflict, match="请终止第一批"):
            take(batch, "finance_drafts_batch")
        AllotmentBatch.objects.filter(pk=batch.pk).update(state=BatchState.TERMINATED)
        with pytest.raises(Conflict, match="资金不再下达"):
            batches.open_batch(actor=treasurer(county), plan=filed.version.plan_id)


def test_pages_call_it_the_plan_as_it_stands(filed: Filed, county: Organisation, client: Client) -> None:
    batch = drafted(county, filed.version, {1: "50"})
    made = changed(filed, county)
    assert made.document is not None
    client.force_login(treasurer(county))
    for page in (
        reverse("funds:plan_batches", args=[made.plan_id]),
        reverse("funds:batch", args=[batch.pk]),
    ):
        assert f"，经{made.document.number}调整）" in client.get(page).content.decode(), page
    client.force_login(filed.actor)
    shown = client.get(reverse("plans:plan", args=[filed.version.pk])).content.decode()
    assert "本文件继续有效" in shown
    assert "仅供查阅" not in shown


def test_reasons_of_changes_are_kept_page_by_page(
    filed: Filed, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("funds.adjusting_views.PAGE", 1)
    client.force_login(filed.actor, backend="django.contrib.auth.backends.ModelBackend")
    made = filed.open()
    first, *gone = [filed.row(made, seq) for seq in (1, 2, 3)]
    for row in gone:
        funds.put_back(actor=filed.actor, item=row.pk)
    explain = reverse("funds:explain", args=[made.pk])
    for number, row in enumerate(gone, start=1):
        client.post(f"{explain}?page={number}", {f"reason-{row.project_id}": "用地未落实。"})
    assert made.changes.count() == 2
    compare = reverse("funds:compare", args=[made.pk])
    shown = client.get(f"{compare}?page=2").content.decode()
    assert [f'name="reason-{row.project_id}"' in shown for row in gone] == [False, True]
    unchanged = reverse("plans:project", args=[first.project_id])
    assert unchanged not in shown
    assert unchanged in client.get(f"{compare}?page=2&same=1").content.decode()
