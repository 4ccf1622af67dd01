"""D13 and D14: minutes of the two meetings that decide a plan (finding 12)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from documents.papers import Attendance, Block, CodeUse, Heading, Layout, Paper, Paragraph, chinese_date

ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, kw_only=True)
class AgendaRow:
    """One item and what was decided on it; votes where there was a vote."""

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
        for index, item in enumerate(self.items):
            ordinal = ORDINALS[index] if index < len(ORDINALS) else str(index + 1)
            heading = [Heading(1, f"{ordinal}、关于{item.subject}")] if len(self.items) > 1 else []
            blocks += [*heading, Paragraph(self._decision(item))]
        return tuple(blocks)

    def _decision(self, item: AgendaRow) -> str:
        votes = ""
        if item.votes_for is not None:
            votes = f"（赞成{item.votes_for}票，反对{item.votes_against}票，弃权{item.votes_abstained}票）"
        duty = f"由{item.owner}负责落实" if item.owner else ""
        due = f"，于{chinese_date(item.due_on)}前完成" if item.due_on else ""
        closing = f"{duty}{due}。" if duty else ""
        text = item.text.rstrip("。")
        decided = f"通过{item.subject}" if item.decision == "通过" else f"{item.subject}，决定：{item.decision}"
        return f"会议审议{decided}{votes}。" + (f"{text}。" if text else "") + closing


@dataclass(frozen=True, kw_only=True)
class LeadingGroupMinutes(MeetingMinutes):
    """D13 领导小组会议纪要; `body_name` is the group's full name."""

    kind = "D13"

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
    """D14 常务会议纪要; `body_name` is the county government's full name."""

    kind = "D14"

    @property
    def title(self) -> str:
        return f"{self.body_name}{self.year}年第{self.ordinal}次常务会议纪要"

    @property
    def mark(self) -> str:
        return f"{self.body_name}常务会议纪要"

    def body(self) -> tuple[Block, ...]:
        return self._opening(f"{self.body_name}{self.year}年第{self.ordinal}次常务会议"), *self._items()
