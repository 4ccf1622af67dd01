"""People around one slip: who has the matter's duty, who heads the organisation, who supervises and who heads the office."""

from __future__ import annotations

import datetime
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from core import clock
from core.models import Organisation, User
from documents.enums import CodeUse
from documents.models import DocumentCode
from oversight import slips
from oversight.models import Slip
from roles.duties import Duty
from tests.factories import roles as make
from tests.oversight.conftest import Watch
from workflows.engine.models import WorkItem

WORDS = "请于三日内办结。"
DAY = datetime.date(2026, 3, 9)
LATER = datetime.date(2026, 3, 20)


@dataclass(frozen=True)
class Chase:
    """One open matter; `clerk` does it, `head` answers for his organisation, `chief` heads the supervision office."""

    item: WorkItem
    office: Organisation
    clerk: User
    head: User
    supervisor: User
    chief: User
    stranger: User

    @classmethod
    def of(cls, watch: Watch) -> Chase:
        office = Organisation.objects.get(code="420301-supervision")
        for organisation, use, code in (
            (office, CodeUse.FORM, "竹督办"),
            (office, CodeUse.LETTER, "竹督函"),
            (watch.item.organisation, CodeUse.REPORT, "中心镇文"),
        ):
            DocumentCode.objects.create(organisation=organisation, use=use, code=code)
        head, chief = make.person("镇长"), make.person("督查室主任")
        make.lead(head, watch.item.organisation, Duty.SIGN_TOWNSHIP_REPORT)
        make.lead(chief, office, Duty.SUPERVISE)
        return cls(
            item=watch.item, office=office, clerk=watch.clerk, head=head, supervisor=watch.supervisor, chief=chief,
            stranger=watch.auditor,
        )  # fmt: skip

    def issue(self, actor: User | None = None, **asked: Any) -> Slip:
        facts: dict[str, Any] = {"requirement": WORDS, "due_on": DAY} | asked
        return slips.issue(actor=actor or self.supervisor, work_item=self.item.pk, **facts)

    def signed(self) -> Slip:
        return slips.sign_for(actor=self.clerk, slip=self.issue().pk)

    def drafted(self, **told: Any) -> Slip:
        facts: dict[str, Any] = {"text": "已报送。"} | told
        return slips.answer(actor=self.clerk, slip=self.signed().pk, **facts)

    def answered(self) -> Slip:
        return slips.sign_report(actor=self.head, slip=self.drafted().pk)

    def closed(self) -> Slip:
        return slips.verify(actor=self.supervisor, slip=self.answered().pk, holds=True, remark="情况属实。")


def on(day: datetime.date) -> AbstractContextManager[None]:
    """Within the block it is the morning of that day."""
    moment = datetime.datetime.combine(day, datetime.time(9, 0), clock.SHANGHAI)
    return clock.shifted(moment - clock.now())
