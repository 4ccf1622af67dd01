"""The pages of single changes: a township applies, is told what stands in the way, and writes anew what came back."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import ledger_words
from core.models import LedgerEntry, User
from plans.enums import VersionKind
from plans.models import PlanVersion
from roles.duties import Duty
from tests.plans.services.test_adjusting import Filed, filed, prepared
from tests.plans.services.test_numbers_of_items import BACKEND
from tests.plans.services.test_single_changes import apply, clerk, moving, township
from workflows.engine import services as engine
from workflows.engine import settled
from workflows.engine.enums import Act
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import organisation
from workflows.flows.rehearsal.people import holder

__all__ = ["filed", "prepared"]

WORDS = {"reason": "竣工结余调剂。", "ground": "竹财审〔2027〕3号"}


def logged_in(client: Client, user: User) -> Client:
    client.force_login(user, backend=BACKEND)
    return client


def typed(filed: Filed, **more: str) -> dict[str, str]:
    row = filed.row(filed.version, 1)
    words = {name: getattr(row, name) for name in ("content", "schedule", "platform", "responsible_unit")}
    move = {"source-1": str(filed.pot), "to-1": str(filed.row(filed.version, 2).project_id), "amount-1": "0.0001"}
    return words | move | WORDS | more


def test_a_township_applies_on_the_page_of_its_item(client: Client, filed: Filed) -> None:
    browser = logged_in(client, clerk())
    address = reverse("funds:apply_change", args=[filed.row(filed.version, 1).pk])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        listed = browser.get(reverse("funds:changes"))
    assert address in listed.content.decode()
    assert len(asked) < 30
    assert "提交变更申请" in browser.get(address).content.decode()
    half = browser.post(address, typed(filed, **{"to-1": "", "reason": "请保留这句。"}))
    assert half.status_code == 422
    assert "请填写完整，或者将本行清空" in half.content.decode()
    assert "请保留这句。" in half.content.decode()
    beyond = browser.post(address, typed(filed, **{"amount-1": "0.004"}))
    assert beyond.status_code == 422
    assert "请由工作专班按年中调整办理" in beyond.content.decode()
    assert not PlanVersion.objects.filter(kind=VersionKind.ITEM_CHANGE).exists()
    answer = browser.post(address, typed(filed), follow=True)
    made = PlanVersion.objects.get(kind=VersionKind.ITEM_CHANGE)
    assert LedgerEntry.objects.filter(
        dossier=made.dossier, action=Act.GATHER
    ).exists()  # who applied, and no countersign
    story = browser.get(reverse("desk:dossier", args=[made.dossier_id]), {"tab": "progress"}).content.decode()
    assert ("乡镇提出变更申请" in story, "会签结果" in story, settled.results(made.dossier_id)) == (True, False, [])
    assert "变更申请已提交" in answer.content.decode()
    assert "变更前后对照" in answer.content.decode()
    assert "变更0.0001</td>" in browser.get(reverse("plans:plans")).content.decode(), "no plan's whole sum"
    told = browser.get(address).content.decode()
    assert "现在不能申请" in told
    assert made.title in told


def test_nobody_else_opens_it(client: Client, filed: Filed) -> None:
    address = reverse("funds:apply_change", args=[filed.row(filed.version, 1).pk])
    for user in (filed.actor, holder(Duty.PROPOSE_PROJECTS, organisation("420323100201"))):
        assert logged_in(client, user).get(address).status_code == 404
        assert client.post(address, typed(filed)).status_code == 404


def test_what_came_back_is_written_anew(client: Client, filed: Filed) -> None:
    made = apply(filed, moving(filed, "1.00"))
    address = reverse("funds:amend_change", args=[made.pk])
    assert logged_in(client, clerk()).get(address).status_code == 409
    item = WorkItem.objects.open().get(dossier=made.dossier)
    head = holder(item.duty, item.organisation)
    engine.return_to(actor=head, work_item=item.pk, step="township_applies", opinion="请附验收单。", request_id=uuid4())
    page = client.get(address).content.decode()
    assert 'value="0.0001"' in page
    assert (
        "请附验收单"
        in client.get(
            reverse("desk:task", args=[WorkItem.objects.open().get(dossier=made.dossier).pk])
        ).content.decode()
    )
    answer = client.post(address, typed(filed, **{"amount-1": "0.0002"}))
    assert answer.status_code == 302, answer.context["form"].errors
    assert [str(one) for one in made.items.order_by("seq").values_list("amount", flat=True)][:2] == ["48.00", "52.00"]
    assert logged_in(client, filed.actor).get(address).status_code == 403


@pytest.mark.parametrize("step", ["township_applies", "department_applies"])
def test_a_return_is_to_the_application_and_the_step_is_called_by_who_applied(
    client: Client, filed: Filed, step: str
) -> None:
    """The appraisal names one step to return to; whichever of the two applied has it, under its own name."""
    competent = filed.row(filed.version, 1).project.competent
    titles = {"township_applies": "乡镇提出变更申请", "department_applies": "主管部门提出变更申请"}
    actor, applicant = (
        (clerk(), township())
        if step == "township_applies"
        else (holder(Duty.PROPOSE_DEPARTMENT_PROJECTS, competent), competent)
    )
    made = apply(filed, moving(filed, "1.00"), actor=actor, applicant=applicant)
    item = WorkItem.objects.open().get(dossier=made.dossier)
    head = holder(item.duty, item.organisation)
    asked = logged_in(client, head).get(reverse("desk:task", args=[item.pk])).content.decode()
    assert '<option value="township_applies">提出变更申请</option>' in asked
    engine.return_to(actor=head, work_item=item.pk, step="township_applies", opinion="请附验收单。", request_id=uuid4())
    back = WorkItem.objects.open().get(dossier=made.dossier)
    assert (back.step, back.organisation) == (step, applicant)
    inbox = logged_in(client, actor).get(reverse("desk:inbox")).content.decode()
    assert f">{titles.pop(step)}<" in inbox
    assert not any(other in inbox for other in titles.values())
    returned = LedgerEntry.objects.get(dossier=made.dossier, action=Act.RETURN).detail
    assert ledger_words.value(returned["to"], "to", returned) == "提出变更申请"
