"""D08: what is missing or why something goes back."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from documents.papers import Block, CodeUse, Field, Fields, Opinion, Paper, Paragraph, chinese_date
from plans.papers.cells import day_text, listed
from plans.papers.forms_of_address import yours


@dataclass(frozen=True, kw_only=True)
class SupplementNotice(Paper):
    """D08 补正通知书, or with `is_return` 退回意见 (domain a.3), which with `is_removal` tells what was taken
    out for good: nothing of it is asked for again. The clock stands still until supplied.

    A province's request about a filing holds nothing up (`holds_up`; 六（六）).
    """

    kind = "D08"
    code_use = CodeUse.SUPPLEMENT

    sender: str
    recipient: str
    subject: str
    missing: tuple[str, ...]
    reason: str
    due_on: datetime.date | None
    handler: str
    sent_on: datetime.date
    is_return: bool = False
    is_removal: bool = False
    holds_up: bool = True
    signer: str = ""

    @property
    def title(self) -> str:
        return "退回意见书" if self.is_return else "补正通知书"

    @property
    def addressees(self) -> tuple[str, ...]:
        return (self.recipient,)

    def body(self) -> tuple[Block, ...]:
        act = "退回" if self.is_return else "请予补正"
        after = "逾期未补正的，按未报送处理" if self.holds_up else "补正期间不影响方案执行"
        due = f"请于{chinese_date(self.due_on)}前补正后重新报送，{after}。" if self.due_on else "请修改完善后重新报送。"
        people = f"经办人：{self.handler}" + (f"　签发人：{self.signer}" if self.signer else "")
        asked = f"存在下列问题，现{act}。{due}"
        what, after_all = (
            ("退回事项", "请对照上述意见修改。") if self.is_return else ("补正事项", "补正期间不计入办理时限。")
        )
        if self.is_removal:
            asked, what, after_all = "下列项目已移出本轮上报，现予告知。", "移出事项", "请知悉，上述项目不需修改重报。"
        return (
            Paragraph(f"{yours(self.recipient, is_below=True)}报送的{self.subject}收悉。经审查，{asked}"),
            Fields((
                Field(what, listed(self.missing), is_wide=True),
                Field("理由和依据", self.reason, is_wide=True),
            )),
            Opinion("承办意见", after_all, people, day_text(self.sent_on)),
        )  # fmt: skip
