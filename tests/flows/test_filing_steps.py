"""A filing at the province: the clerk prepares, another signs; each side reads what the other has sent."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from core import clock, ledger
from core.enums import OrganisationKind
from core.errors import Invalid, Refused
from core.models import Dossier, Organisation, User
from documents.models import IssuedDocument
from oversight.models import Urge
from plans import drafting
from plans.enums import AddresseeState, AnswerState, NoticeKind
from plans.models import FilingAddressee, FilingFinding, Notice, PlanItem
from plans.services.organs import organ
from roles import policies
from roles import services as roles
from roles.duties import Duty
from tests.desk.api.caller import Caller
from tests.factories import flows as make
from tests.flows.test_signed_text import approve, current, lies_at
from workflows.desk import announced, borders, chips, elapsed, packages, timeline, unissued
from workflows.desk import services as desk
from workflows.engine.enums import Act, Decision, Why
from workflows.engine.models import Transfer, WorkItem
from workflows.engine.services import seating
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db

HANDED, URGED = "外出开会，请代办", "请抓紧初审"
INTERNAL, SENT_BACK, REASON = "县内研究：此条从严答复", "措辞再核", "经核对，随函材料与清单不符。"
ANSWER, EVIDENCE, REMARKS = "已补充受益名册。", "受益名册一份", "请于年底前报送项目进展。"


def test_a_clerk_prepares_and_another_signs_what_then_is_numbered(client: Client) -> None:
    with make.july():
        item = lies_at("province_checks")
        clerk, head = holder(item.duty, item.organisation), holder(Duty.SIGN_FILING, item.organisation)
        assert clerk != head
        _what_was_announced_is_linked(client)
        _refuses_what_would_be_lost(client, item, clerk)
        _what_is_said_of_a_step_stays_on_its_side(item, clerk, head)

        decide(item, Decision.SUPPLEMENT, REASON, findings(item))
        signing = current(item)
        assert (signing.step, signing.duty) == ("province_signs", "sign_filing")
        assert signing.due_at <= item.due_at
        assert not _issued(item, "D08")
        assert [kind.code for kind in unissued.kinds(signing, head)] == ["D08"]
        _only_another_signs(signing, clerk)
        assert announced.of(signing, head).label == "签发补正通知书"
        assert announced.of(signing, head).follows == "“签发补正通知书”后转至“补正或整改答复”"
        number = announced.of(signing, head).words
        seen = _page(head, signing)
        assert number.removeprefix("；") in seen
        assert "待签文书预览" in seen
        assert "签发补正通知书</button>" in seen
        _the_county_reads_nothing_yet(item)

        desk.return_to(
            actor=head,
            work_item=signing.pk,
            step="province_checks",
            opinion=SENT_BACK,
            grounds=["wording"],
            request_id=uuid4(),
        )
        again = current(item)
        assert (again.step, again.why) == ("province_checks", Why.RETURNED)
        assert again.due_at == item.due_at  # the ten days run on
        assert SENT_BACK not in story(item, county_reader(item))
        assert SENT_BACK not in by_interface(again, county_reader(item))
        assert SENT_BACK in by_interface(again, clerk)
        _what_was_given_back_within_is_not_told(again, clerk)
        decide(again, Decision.SUPPLEMENT, REASON, findings(item))
        approve(current(item))
        [notice] = _issued(item, "D08")
        assert notice.number in number
        assert REASON in str(notice.content)
        named = PlanItem.objects.get(pk__in=FilingFinding.objects.values("item"))
        assert named.project.name in str(notice.content)
        assert "1. 缺受益名册" in story(item, county_reader(item))
        assert REASON not in story(item, county_reader(item))

        _answered_with_its_reason(item)
        assert _headings(item, clerk) == _headings(item, county_reader(item)) == ["省级备案 · 第1轮"]
        checking = current(item)
        assert (checking.step, checking.why) == ("province_checks", Why.SUPPLEMENTED)
        [reply] = _issued(item, "D20")
        assert reverse("documents:document", args=[reply.pk]) in _page(clerk, checking)
        assert INTERNAL not in story(item, clerk)
        assert INTERNAL not in by_interface(checking, clerk)
        assert INTERNAL in by_interface(checking, county_reader(item))
        assert REASON not in by_interface(checking, county_reader(item))
        assert INTERNAL in story(item, county_reader(item))
        assert INTERNAL in str(_packed(item, county_reader(item)))
        assert REASON not in str(_packed(item, county_reader(item)))
        assert REASON in str(_packed(item, None))

        _a_receipt_counts_what_is_done(item, clerk)
        decide(checking, Decision.APPROVE, "拟予登记。", {"findings": [], "due_on": "", "remarks": REMARKS})
        approve(current(item))
        both = ["省级备案 · 第1轮", "省级备案 · 第2轮"]
        assert _headings(item, clerk) == _headings(item, county_reader(item)) == both
        [receipt] = _issued(item, "D18")
        text = str(receipt.content)
        assert all(said in text for said in ("经补正1项后材料齐全", REMARKS, clerk.name, head.name))
        assert FilingAddressee.objects.get(dossier=item.dossier_id).state == AddresseeState.REGISTERED


def _what_was_announced_is_linked(client: Client) -> None:
    """The public opens the issued plan from its announcement, without an account."""
    notice = Notice.objects.get(kind=NoticeKind.PLAN)
    plan = IssuedDocument.objects.get(kind="D15")
    link = reverse("documents:document", args=[plan.pk])
    page = client.get(reverse("disclosure:notice", args=[notice.pk])).content.decode()
    assert link in page
    assert plan.number in page
    assert client.get(link).status_code == 200


def _refuses_what_would_be_lost(client: Client, item: WorkItem, clerk: User) -> None:
    """Findings beside a registration, remarks beside findings, half a row: refused, the words kept, nothing changed."""
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("desk:task", args=[item.pk])
    typed = {"opinion": "同意。", "request_id": str(uuid4()), "text-1": "概算偏高", "requested-1": "", "remarks": ""}
    said = client.post(address, {**typed, "decision": "approve"})
    page = said.content.decode()
    assert said.status_code == 422
    assert "已填写的问题（第1条）不随登记发出" in page
    assert 'value="概算偏高"' in page
    due_on = (clock.today() + datetime.timedelta(days=9)).isoformat()
    more = {"requested-1": "请说明", "due_on": due_on, "remarks": "另告", "decision": "object"}
    page = client.post(address, {**typed, **more}).content.decode()
    assert "只随备案回执发出" in page
    assert "另告" in page
    half = {"requested-1": "", "clause-2": "五（一）", "due_on": due_on, "decision": "object"}
    assert "请逐条写明问题和要求" in client.post(address, {**typed, **half}).content.decode()
    assert current(item).pk == item.pk
    assert "拟登记备案并出具回执</button>" in page
    assert "拟提出问题</button>" in page


def _only_another_signs(signing: WorkItem, clerk: User) -> None:
    """Without the duty, and with both duties: neither may sign what he prepared."""
    with pytest.raises(Refused):
        _sign(signing, clerk)
    post = roles.make_post(
        actor=None, organisation=signing.organisation, title="副处长", duties=[Duty.SIGN_FILING], is_head=False
    )
    roles.appoint(actor=None, user=clerk, post=post, starts_on=clock.today(), basis="任职通知")
    assert policies.may(clerk, Duty.SIGN_FILING, signing.organisation)
    with pytest.raises(Refused, match="经办人不得签发本人拟办的备案文书"):
        _sign(signing, clerk)
    assert current(signing).pk == signing.pk


def _what_is_said_of_a_step_stays_on_its_side(item: WorkItem, clerk: User, head: User) -> None:
    """A transfer's reason and an urge are for the side where the step lies."""
    WorkItem.objects.filter(pk=item.pk).update(claimed_by=clerk, claimed_at=clock.now())
    Transfer.objects.create(
        work_item=item, proceeding_id=item.proceeding_id, dossier_id=item.dossier_id, county_id=item.county_id,
        made_by=head, receiver=clerk, reason=HANDED, made_at=clock.now(),
    )  # fmt: skip
    told = {"receiver": clerk.pk, "on_behalf_of": None, **seating.place(item)}
    ledger.record(actor=head, action=Act.TRANSFER, chain=item.county_id, dossier=item.dossier_id, **told)
    Urge.objects.create(work_item=item, actor=head, text=URGED, day=clock.today(), at=clock.now())
    own, others = _page(clerk, item), _page(county_reader(item), item)
    for said in (HANDED, URGED):
        assert said in own
        assert said not in others


def _what_was_given_back_within_is_not_told(again: WorkItem, clerk: User) -> None:
    """The county reads how long the department has had it in one line, and neither the return nor who made it."""
    county = county_reader(again)
    with clock.shifted(datetime.timedelta(hours=5)):
        ours, theirs = (elapsed.account(again.dossier, reader) for reader in (clerk, county))
    assert ours
    assert theirs
    assert len(ours.items) > len(theirs.items) == 1
    assert (theirs.items[0].label, theirs.items[0].organisation) == ("省级备案", again.organisation.name)
    assert theirs.items[0].whole >= datetime.timedelta(hours=5)
    assert theirs.items[0].whole == sum((one.whole for one in ours.items), datetime.timedelta())
    assert {state for state, spent in theirs.items[0].parts if spent} <= {elapsed.State.WAITING}
    assert theirs.dossier.whole == ours.dossier.whole
    assert _headings(again, county) == ["省级备案 · 第1轮"]
    assert "退回" in chips.why_told(again, clerk)
    assert "退回" not in chips.why_told(again, county)
    assert "在“处长签发”退回：" in _page(clerk, again)
    assert "在“处长签发”退回：" not in _page(county, again)
    assert chips.sent_by(again, county) == again.organisation.name != chips.sent_by(again, clerk)


def _headings(item: WorkItem, reader: User) -> list[str]:
    dossier = Dossier.objects.select_related("county").get(pk=item.dossier_id)
    return [str(group.label) for group in timeline.rounds(dossier, reader)]


def _a_receipt_counts_what_is_done(item: WorkItem, clerk: User) -> None:
    addressee = FilingAddressee.objects.get(dossier=item.dossier_id)
    for state, told in (
        (AnswerState.NOT_ADOPTED, "要求补正的1项已答复，其中1项未采纳"),
        (AnswerState.UNDER_WAY, "要求补正的1项已答复，其中1项正在办理"),
        ("", "经补正1项后材料齐全"),
        (AnswerState.DONE, "经补正1项后材料齐全"),
    ):
        addressee.findings.update(state=state, done_by=clock.today() if state == AnswerState.UNDER_WAY else None)
        assert told in str(drafting.filing_receipt(addressee, clerk).content())


def _the_county_reads_nothing_yet(item: WorkItem) -> None:
    county = county_reader(item)
    assert policies.may_read(county, item.dossier_id)
    assert "缺受益名册" not in story(item, county)
    assert "初审拟办" not in story(item, county)
    client = Client()
    client.force_login(county, backend="django.contrib.auth.backends.ModelBackend")
    said = client.get(reverse("desk:task_draft", args=[current(item).pk, "D08"]))
    assert said.status_code == 409
    assert "只有该机关人员可以查看草稿" in said.content.decode()
    assert unissued.kinds(current(item), county) == []
    assert "补正通知书" not in _page(county, current(item))


def _answered_with_its_reason(item: WorkItem) -> None:
    answering = current(item)
    assert answering.step == "county_answers"
    finding = FilingFinding.objects.get(addressee__dossier=item.dossier_id)
    page = _page(holder(answering.duty, answering.organisation), answering)
    [notice] = _issued(item, "D08")
    assert reverse("documents:document", args=[notice.pk]) in page  # the letter to answer
    form = page[page.index('class="answers') :]
    assert finding.item
    for told in (finding.item.project.name, finding.item.project.proposer.name, finding.text):
        assert told in form
    for said, why in (
        ({"state": "not_adopted", "text": "未采纳。"}, "不采纳的，请写明理由"),
        ({"state": "under_way", "text": "正在补充。"}, "请填写完成时限"),
        ({"state": "done", "text": ANSWER}, "请写明佐证材料"),
    ):
        with pytest.raises(Invalid, match=why):
            decide(answering, Decision.APPROVE, INTERNAL, {"responses": {str(finding.pk): said}})
    whole = {"state": "done", "text": ANSWER, "evidence": EVIDENCE}
    decide(answering, Decision.APPROVE, INTERNAL, {"responses": {str(finding.pk): whole}})
    approve(current(item))
    [reply] = _issued(item, "D20")
    for told in (ANSWER, EVIDENCE, "已完成", finding.item.project.name, "已全部补正到位"):
        assert told in str(reply.content)


def decide(item: WorkItem, decision: Decision, opinion: str, data: Mapping[str, Any]) -> None:
    actor = holder(item.duty, item.organisation)
    desk.decide(actor=actor, work_item=item.pk, decision=decision, opinion=opinion, request_id=uuid4(), data=dict(data))


def findings(item: WorkItem) -> dict[str, Any]:
    named = PlanItem.objects.filter(version__filing__addressees__dossier=item.dossier_id).order_by("seq")[0]
    row = {"text": "缺受益名册", "requested": "请补报", "clause": "五（一）", "item": str(named.pk)}
    return {"findings": [row], "due_on": (clock.today() + datetime.timedelta(days=20)).isoformat()}


def story(item: WorkItem, reader: User) -> str:
    """Everything the story of the dossier tells a reader."""
    dossier = Dossier.objects.select_related("county").get(pk=item.dossier_id)
    acts = [act for group in timeline.rounds(dossier, reader) for act in group.acts]
    return "\n".join(f"{act.step} {act.act} {act.text}" for act in acts)


def by_interface(item: WorkItem, reader: User) -> str:
    """Everything that the interface tells a reader of the dossier and of every task that it ever was, as it came."""
    program = Caller(reader)
    tasks = WorkItem.objects.filter(dossier=item.dossier_id).order_by("pk").values_list("pk", flat=True)
    dossier = f"dossiers/{item.dossier_id}/"
    addresses = [dossier, f"{dossier}timeline/", f"{dossier}files/", *(f"tasks/{pk}/" for pk in tasks)]
    answers = [Client().get(f"/api/v1/{address}", headers=program.headers) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return "\n".join(answer.content.decode() for answer in answers)


def county_reader(item: WorkItem) -> User:
    county = Organisation.objects.get(pk=item.county_id)
    return holder(Duty.COMPILE_PLAN, organ(county, OrganisationKind.WORKING_GROUP))


def _sign(signing: WorkItem, actor: User) -> None:
    desk.decide(actor=actor, work_item=signing.pk, decision="approve", opinion="同意。", request_id=uuid4())


def _issued(item: WorkItem, kind: str) -> list[IssuedDocument]:
    return list(IssuedDocument.objects.filter(dossier=item.dossier_id, kind=kind).order_by("pk"))


def _packed(item: WorkItem, taker: User | None) -> list[str]:
    dossier = Dossier.objects.select_related("county").get(pk=item.dossier_id)
    within = borders.items_within(taker, dossier) if taker else None
    return [opinion.text for opinion in packages.opinions(dossier, within)]


def _page(reader: User, item: WorkItem) -> str:
    client = Client()
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("desk:task", args=[item.pk])).content.decode()
