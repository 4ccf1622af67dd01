"""What somebody has typed and not sent is in nobody else's draft, though he may read the same dossier."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation, User
from documents import fontpackages
from plans.models import FilingAddressee, FilingFinding
from plans.services.organs import organ
from roles import policies
from roles import services as roles
from roles.duties import Duty
from tests.factories import flows as make
from tests.flows.halts import GoesTo
from tests.flows.test_signed_text import approve, current
from workflows.desk import drafts as texts
from workflows.desk import services as desk
from workflows.desk import unissued
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db
HALTS_AT = "department_countersigns"

SECRET = "尚未提交的内容"
UNWRITTEN = "提交以前，所填内容只有填写人本人看得到"


@pytest.fixture(scope="module", autouse=True)
def faces() -> None:
    fontpackages.install(lambda line: None)


def test_d11_an_unsent_opinion_is_in_the_writers_draft_alone(goes_to: GoesTo) -> None:
    item = goes_to("department_countersigns")
    writer = _typed(item, {"opinion": SECRET})
    assert SECRET in _drafted(item, "D11", writer)
    colleague = User.objects.create_user("colleague", name="副局长")
    post = roles.make_post(
        actor=None, organisation=item.organisation, title="副局长", duties=[Duty.COUNTERSIGN_PLAN], is_head=False
    )
    roles.appoint(actor=None, user=colleague, post=post, starts_on=clock.today(), basis="任职通知")
    for reader in (colleague, _drafter(item)):
        assert SECRET not in _drafted(item, "D11", reader)
        assert _page(item, "D11", reader)[0] == 200
    _typed(item, {"opinion": "另有意见"}, colleague)
    assert "另有意见" in _drafted(item, "D11", colleague)
    assert "另有意见" not in _drafted(item, "D11", writer)


def test_d19_and_d08_unsent_findings_are_not_drafted_for_the_county(goes_to: GoesTo) -> None:
    item = goes_to("province_checks")
    for kind in ("D08", "D19"):
        _is_told(item, kind, holder(item.duty, item.organisation), UNWRITTEN)
    writer = _typed(item, {"text-1": SECRET, "requested-1": "请说明", "due_on": "2027-12-01"})
    for kind in ("D08", "D19"):
        assert SECRET in _drafted(item, kind, writer)
        _is_told(item, kind, _drafter(item), UNWRITTEN)


def test_d20_an_answer_is_the_writers_until_sent_and_the_countys_until_signed(goes_to: GoesTo) -> None:
    item = _asked(goes_to)
    writer = holder(item.duty, item.organisation)
    head = holder(Duty.SIGN_OFF, Organisation.objects.get(code=make.COUNTY))
    province = holder(Duty.ACKNOWLEDGE_FILING, FilingAddressee.objects.get(dossier=item.dossier_id).organisation)
    finding = FilingFinding.objects.get()
    told_province = "发出以前只有该县人员可以查看草稿"

    _is_told(item, "D20", writer, UNWRITTEN)
    _typed(item, {f"state-{finding.pk}": "done", f"evidence-{finding.pk}": "见附件", f"response-{finding.pk}": SECRET})
    assert SECRET in _drafted(item, "D20", writer)
    _is_told(item, "D20", head, UNWRITTEN)
    _is_told(item, "D20", province, told_province)

    said = {"responses": {str(finding.pk): {"state": "done", "text": SECRET, "evidence": "见附件"}}}
    desk.decide(actor=writer, work_item=item.pk, decision="approve", opinion="拟复。", request_id=uuid4(), data=said)
    signing = current(item)
    assert signing.step == "head_signs_answer"
    for reader in (writer, head):
        assert SECRET in _drafted(signing, "D20", reader)
        assert _sees(signing, reader) == [True, True]
    _is_told(signing, "D20", province, told_province)
    assert _sees(signing, province) == [False, False]

    desk.return_to(
        actor=head,
        work_item=signing.pk,
        step="county_answers",
        opinion="再核一次。",
        grounds=["facts"],
        request_id=uuid4(),
    )
    again = current(item)
    assert SECRET in _drafted(again, "D20", head)
    _is_told(again, "D20", province, told_province)
    assert _sees(again, province) == [False, False]

    desk.decide(actor=writer, work_item=again.pk, decision="approve", opinion="拟复。", request_id=uuid4(), data=said)
    desk.decide(actor=head, work_item=current(item).pk, decision="approve", opinion="同意。", request_id=uuid4())
    assert _sees(current(item), province) == [True, True]


def _asked(goes_to: GoesTo) -> WorkItem:
    """The province has raised one finding; the county is to answer."""
    item = goes_to("province_checks")
    due_on = (clock.today() + datetime.timedelta(days=9)).isoformat()
    row = {"text": "支出内容不明", "requested": "请说明", "clause": "", "item": ""}
    desk.decide(
        actor=holder(item.duty, item.organisation), work_item=item.pk, decision=Decision.OBJECT, opinion="见附件。",
        request_id=uuid4(), data={"findings": [row], "due_on": due_on},
    )  # fmt: skip
    signing = current(item)
    assert signing.step == "province_signs"
    approve(signing)
    return current(item)


def _typed(item: WorkItem, fields: Mapping[str, str], writer: User | None = None) -> User:
    """Kept and not sent, by the item's holder unless told otherwise."""
    writer = writer or holder(item.duty, item.organisation)
    typed = QueryDict(mutable=True)
    typed.update(dict(fields))
    texts.keep(actor=writer, work_item=item.pk, typed=typed)
    return writer


def _drafter(item: WorkItem) -> User:
    county = Organisation.objects.get(pk=item.county_id)
    return holder(Duty.COMPILE_PLAN, organ(county, OrganisationKind.WORKING_GROUP))


def _drafted(item: WorkItem, code: str, reader: User) -> str:
    kind = unissued.kind(item, code)
    assert kind is not None
    return str([draft.content for draft in unissued.drafts(item, reader, kind)])


def _page(item: WorkItem, kind: str, reader: User) -> tuple[int, str]:
    assert policies.may_read(reader, item.dossier_id)
    said = _as(reader).get(reverse("desk:task_draft", args=[item.pk, kind]))
    return said.status_code, "" if said["Content-Type"] == "application/pdf" else said.content.decode()


def _is_told(item: WorkItem, kind: str, reader: User, why: str) -> None:
    status, page = _page(item, kind, reader)
    assert status == 409
    assert why in page
    assert SECRET not in page


def _sees(item: WorkItem, reader: User) -> list[bool]:
    """Whether the answer stands on the dossier's page, and on that of the filing."""
    filing = FilingAddressee.objects.values_list("filing", flat=True).get(dossier=item.dossier_id)
    addresses = (reverse("desk:dossier", args=[item.dossier_id]), reverse("plans:filing", args=[filing]))
    return [SECRET in _as(reader).get(address).content.decode() for address in addresses]


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
