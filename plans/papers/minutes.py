"""D13 and D14: minutes of the two meetings that decide a plan (finding 12)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import ClassVar

from documents.papers import Attendance, Block, CodeUse, Heading, Layout, Paper, Paragraph, chinese_date
from plans.papers.cells import ordinal


@dataclass(frozen=True, kw_only=True)
class AgendaRow:
    """One item and what was decided on it, in the words of the register: 通过, 修改后通过, 缓议 or 退回."""

    subject: str
    decision: str
    text: str
    votes_for: int | None = None
    votes_against: int = 0
    votes_abstained: int = 0
    owner: str = ""
    due_on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class MeetingMinutes(Paper):
    """What both minutes share; no seal, the chair signs them off (GB/T 9704 10.3)."""

    genre = "纪要"
    layout = Layout.MINUTES
    code_use = CodeUse.MINUTES
    agreed: ClassVar[str]
    agreed_in_principle: ClassVar[str]
    """How the body says that it agrees, and that it does with changes."""

    body_name: str
    year: int
    ordinal: int
    held_on: datetime.date
    place: str
    chair: str
    present: tuple[str, ...]
    items: tuple[AgendaRow, ...]
    absent: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()

    @property
    def cc(self) -> tuple[str, ...]:
        return self.recipients

    def attendance(self) -> tuple[Attendance, ...]:
        lines = (("出席", self.present), ("请假", self.absent), ("列席", self.observers))
        return tuple(Attendance(label, "、".join(names) + "。") for label, names in lines if names)

    def _opening(self, meeting: str) -> Paragraph:
        subjects = "、".join(item.subject for item in self.items)
        return Paragraph(
            f"{chinese_date(self.held_on)}，{self.chair}在{self.place}主持召开{meeting}，研究{subjects}。现纪要如下："
        )

    def _items(self) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for index, item in enumerate(self.items, 1):
            heading = [Heading(1, f"{ordinal(index)}、审议{item.subject}")] if len(self.items) > 1 else []
            blocks += [*heading, Paragraph(self._decision(item))]
        return tuple(blocks)

    def _decision(self, item: AgendaRow) -> str:
        duty = f"由{item.owner}负责落实" if item.owner else ""
        due = f"，于{chinese_date(item.due_on)}前完成" if item.due_on else ""
        return f"{self._decided(item)}{duty}{due}。" if duty else self._decided(item)

    def _decided(self, item: AgendaRow) -> str:
        """Whole sentences, whatever was decided."""
        text, votes = item.text.strip().rstrip("。"), self._votes(item)
        if item.decision == "修改后通过":
            return f"会议{self.agreed_in_principle}{item.subject}{votes}，按下列意见修改完善后执行：{text}。"
        if item.decision == "缓议":
            ends = text if text.startswith("待") else f"待下列问题研究解决后再议：{text}"
            return f"会议决定：对{item.subject}暂缓审议，{ends}。"
        if item.decision == "退回":
            return f"会议决定：将{item.subject}退回，按下列意见修改后重新提请审议：{text}。"
        return f"会议{self.agreed}{item.subject}{votes}。" + (f"{text}。" if text else "")

    def _votes(self, item: AgendaRow) -> str:
        """Nothing where no vote was taken."""
        if not (item.votes_for or item.votes_against or item.votes_abstained):
            return ""
        return f"（赞成{item.votes_for or 0}票，反对{item.votes_against}票，弃权{item.votes_abstained}票）"


@dataclass(frozen=True, kw_only=True)
class LeadingGroupMinutes(MeetingMinutes):
    """D13 领导小组会议纪要; `body_name` is the group's full name."""

    kind = "D13"
    agreed = "审议通过"
    agreed_in_principle = "审议原则通过"

    @property
    def title(self) -> str:
        return f"{self.body_name}{self.year}年第{self.ordinal}次会议纪要"

    @property
    def mark(self) -> str:
        return f"{self.body_name}会议纪要"

    def body(self) -> tuple[Block, ...]:
        return self._opening(f"{self.body_name}{self.year}年第{self.ordinal}次会议"), *self._items()


@dataclass(frozen=True, kw_only=True)
class ExecutiveMinutes(MeetingMinutes):
    """D14 常务会议纪要; `body_name` is the county government's full name. Its head decides after the discussion
    (首长负责制), so no votes are printed; the dossier keeps them."""

    kind = "D14"
    agreed = "同意"
    agreed_in_principle = "原则同意"

    @property
    def title(self) -> str:
        return f"{self.body_name}{self.year}年第{self.ordinal}次常务会议纪要"

    @property
    def mark(self) -> str:
        return f"{self.body_name}常务会议纪要"

    def body(self) -> tuple[Block, ...]:
        return self._opening(f"{self.body_name}{self.year}年第{self.ordinal}次常务会议"), *self._items()

    def _votes(self, item: AgendaRow) -> str:
        return ""
