"""After the head has signed, the plan is numbered word for word or goes back to him (条例 第二十五条, B07)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from core import clock
from core.errors import Conflict, Invalid
from documents.models import IssuedDocument, SubmittedDraft
from plans.models import Project
from tests.factories import flows as make
from tests.flows.conftest import setting_out
from tests.flows.halts import GoesTo, halt
from workflows.desk import services as desk
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db


HALTS_AT = "office_rechecks"


def lies_at(step: str) -> WorkItem:
    """A plan that has come to a step, all the way from its beginning."""
    journey = setting_out()
    return halt(journey.driver, step, journey.travel)


def current(item: WorkItem) -> WorkItem:
    return WorkItem.objects.open().select_related("organisation").get(dossier=item.dossier_id)


def edit(linkage: str) -> None:
    """Change what the third table prints, in the register it is drawn from."""
    Project.objects.filter(year=make.YEAR).update(linkage=linkage)


def approve(item: WorkItem) -> None:
    Driver().decide(item)


def send_back(item: WorkItem, step: str) -> None:
    actor = holder(item.duty, item.organisation)
    desk.return_to(
        actor=actor, work_item=item.pk, step=step, opinion="内容有改动", grounds=["wording"], request_id=uuid4()
    )


def test_an_edit_after_signing_goes_back_to_the_head(goes_to: GoesTo) -> None:
    item = goes_to("office_rechecks")
    edit("改为入股分红")
    with pytest.raises(Conflict, match="送签后附表3有改动"):
        approve(item)
    send_back(item, "head_signs")
    for step in ("head_signs", "office_rechecks", "office_registers"):
        item = current(item)
        assert item.step == step
        approve(item)
    issued = IssuedDocument.objects.get(dossier=item.dossier_id, kind="D15")
    assert "改为入股分红" in str(issued.content["annexes"])
    assert SubmittedDraft.objects.filter(dossier=item.dossier_id, kind="D15").count() == 2


def test_an_edit_after_the_recheck_is_not_numbered_either(goes_to: GoesTo) -> None:
    item = goes_to("office_registers")
    edit("改为入股分红")
    with pytest.raises(Conflict, match="附表3"):
        approve(item)
    assert not IssuedDocument.objects.filter(dossier=item.dossier_id, kind="D15").exists()
    send_back(item, "office_edits")
    for step in ("office_edits", "head_signs", "office_rechecks", "office_registers"):
        item = current(item)
        assert item.step == step
        approve(item)
    assert IssuedDocument.objects.filter(dossier=item.dossier_id, kind="D15").exists()


def test_the_filing_letter_names_its_drafter_and_is_sent_as_signed(goes_to: GoesTo) -> None:
    item = goes_to("office_sends_filing")
    drafter = SubmittedDraft.objects.get(dossier=item.dossier_id, kind="D17").submitted_by
    assert holder(item.duty, item.organisation) != drafter
    approve(item)
    letter = IssuedDocument.objects.get(dossier=item.dossier_id, kind="D17")
    assert drafter.name in letter.content["note"]


@pytest.mark.parametrize(("kinds", "missing"), [(("D05", "D04b"), "公示公告证明"), (("D13", "D14"), "会议纪要")])
def test_a_filing_without_what_goes_with_it_is_not_sent_for_signature(
    goes_to: GoesTo, kinds: tuple[str, ...], missing: str
) -> None:
    """B28: the proof of notices and the minutes that decided the plan, in force."""
    item = goes_to("office_drafts_filing")
    IssuedDocument.objects.filter(kind__in=kinds).update(voided_at=clock.now(), void_reason="有误")
    with pytest.raises(Invalid, match=f"备案材料缺少{missing}"):
        approve(item)
    assert current(item).pk == item.pk
    assert not SubmittedDraft.objects.filter(dossier=item.dossier_id, kind="D17").exists()
