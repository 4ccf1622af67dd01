"""The story of a dossier: who wrote what, round by round, and where it lies now.

Beside opinions and transfers it tells the ledger's acts that a room above names with `records.tell`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import ledger_words
from core.deadlines import day_of
from core.enums import DossierUrgency
from core.models import Dossier, LedgerEntry, User
from core.pages.parts import Act, Crumb, Round
from core.working_days import working_days_between
from workflows.desk import assistance_told, borders, citing, consultation_people, consultations_told, steps
from workflows.desk.records import Records
from workflows.desk.records import tell as tell
from workflows.desk.why_due import length, spoken
from workflows.engine import enums, settled
from workflows.engine.enums import CONSENTS, Decision
from workflows.engine.models import Opinion, Transfer, WorkItem

Itemise = Callable[[Opinion, Sequence[Opinion]], Iterable[str]]
"""The lines below an opinion, from it and from every opinion of its dossier in order."""
_itemised: dict[str, Itemise] = {}


def itemise(step: str, lines: Itemise) -> None:
    """Say how what was handed in or sent with an opinion at that step is told below it, a line an item, at start-up;
    without a statement, since there may be many."""
    _itemised[step] = lines


def rounds(dossier: Dossier, reader: User, records: Records | None = None) -> list[Round]:
    """Every opinion, transfer and told act in order, in its round of its flow; all but the last of each flow stand
    folded. What crosses a border begins a round when the county's letter has gone over. Of what crosses a border the
    reader gets his own side whole and of the other what was sent. Three statements, fewer where `records` were read
    before, one more each where something was handed over, where a deputy did an act that is told and where there is a
    border."""
    known = records or Records(dossier)
    lines = [
        *_opinions(known, reader),
        *_transfers(known, reader),
        *_assistances(known, reader),
        *_acts(known, reader),
        *_consultations(known, reader),
    ]
    told = sorted(_by_exchange(lines), key=lambda line: line.place)
    grouped = [(key, list(group)) for key, group in groupby(told, key=lambda line: line.place[:2])]
    last = {proceeding: number for (proceeding, number), _group in grouped}
    return [
        Round(
            label=_("%(flow)s · 第%(round)d轮") % {"flow": steps.flow_title(group[0].flow_key), "round": number},
            acts=[line.act for line in group],
            is_open=last[proceeding] == number,
        )
        for (proceeding, number), group in grouped
    ]


@dataclass(frozen=True)
class Line:
    """One act and where it stands: proceeding, round, moment, number."""

    place: tuple[int, int, datetime.datetime, int]
    flow_key: str
    act: Act
    is_letter: bool = False
    """Whether the county sent it over a border."""


def _by_exchange(lines: Iterable[Line]) -> Iterator[Line]:
    """Of what crosses a border, the rounds counted by the letters exchanged: those of the engine tell what one side
    gave back within itself."""
    every = list(lines)
    letters = [line.place for line in every if line.is_letter]
    for line in every:
        proceeding, _round, at, number = line.place
        if borders.crosses(line.flow_key):
            gone = sum(sent[0] == proceeding and sent[2:] < (at, number) for sent in letters)
            yield replace(line, place=(proceeding, 1 + gone, at, number))
        else:
            yield line


def _opinions(records: Records, reader: User) -> Iterator[Line]:
    dossier, found = records.dossier, records.opinions
    flows = {one.proceeding.flow_key for one in found}
    is_own = borders.own_side(reader, dossier) if any(map(borders.crosses, flows)) else None
    for one in found:
        flow_key = one.proceeding.flow_key
        place = (one.proceeding_id, one.round, one.written_at, one.pk)
        is_out = borders.goes_out(flow_key, one.step, one.decision) and not one.withdrawn_at
        is_letter = is_out and one.organisation.county_id == dossier.county_id
        if is_own is None or not borders.crosses(flow_key) or is_own(one.organisation):
            yield Line(place, flow_key, act(one, found, records.item(one.task_id)), is_letter)
        elif is_out:
            told = replace(act(one, found, records.item(one.task_id)), text="\n".join(_items(one, found)), links=())
            yield Line(place, flow_key, told, is_letter)


def _transfers(records: Records, reader: User) -> Iterator[Line]:
    dossier, found = records.dossier, records.transfers
    is_own = borders.own_side(reader, dossier) if any(borders.crosses(t.work_item.flow_key) for t in found) else None
    for one in found:
        item = one.work_item
        if is_own and borders.crosses(item.flow_key) and not is_own(item.organisation):
            continue
        yield Line((one.proceeding_id, item.round, one.made_at, one.pk), item.flow_key, handing(one))


def _assistances(records: Records, reader: User) -> Iterator[Line]:
    """What was entrusted or asked to be signed, and how it ended; within its own side of a border."""
    found = records.assistances
    crossing = any(borders.crosses(records.item(row.work_item_id).flow_key) for row in found)
    is_own = borders.own_side(reader, records.dossier) if crossing else None
    for row in found:
        item = records.item(row.work_item_id)
        if is_own and borders.crosses(item.flow_key) and not is_own(item.organisation):
            continue
        for at, told in assistance_told.acts(row, item):
            yield Line((row.proceeding_id, item.round, at, row.pk), item.flow_key, told)


def _consultations(records: Records, reader: User) -> Iterator[Line]:
    """What others were asked for a word on, and what they answered; within the side where it was asked."""
    found = records.consultations
    is_heard = consultation_people.hears(reader, records.dossier) if found else None
    for asked in found:
        item = records.item(asked.work_item_id)
        if is_heard and is_heard(item):
            for at, told in consultations_told.acts(asked, item):
                yield Line((item.proceeding_id, item.round, at, asked.pk), item.flow_key, told)


def _acts(records: Records, reader: User) -> Iterator[Line]:
    """What the ledger tells among the opinions; within its own side of a border."""
    entries = [one for one in records.told() if "tally" not in one.detail or settled.is_answer(one.detail)]
    items = {entry.pk: records.item(entry.detail["work_item"]) for entry in entries}
    tallies = [entry.detail["tally"] for entry in entries if "tally" in entry.detail]
    seated = {item.organisation_id: item.organisation.name for item in records.items} if tallies else {}
    names = settled.names_in(tallies, seated)
    principals = User.objects.in_bulk({entry.detail.get("on_behalf_of") for entry in entries} - {None})
    crossing = any(borders.crosses(item.flow_key) for item in items.values())
    is_own = borders.own_side(reader, records.dossier) if crossing else None
    for entry in entries:
        item = items[entry.pk]
        if is_own and borders.crosses(item.flow_key) and not is_own(item.organisation):
            continue
        told = told_act(entry, item, names, principals.get(entry.detail.get("on_behalf_of", 0)))
        yield Line((item.proceeding_id, item.round, entry.clock_at, entry.pk), item.flow_key, told)


def told_act(
    entry: LedgerEntry, item: WorkItem, names: Mapping[int, str] | None = None, principal: User | None = None
) -> Act:
    """One line of the ledger, with the `principal` for whom it was done, the project that it concerns, if any, and the
    reason; of a countersign its result, which is nobody's own act, with the `names` of its seats, and as little that
    added steps are gone through again."""
    said = entry.detail
    if "tally" in said:
        return Act(
            at=entry.clock_at, who=_("系统"), organisation="", act=ledger_words.action(entry.action),
            step=steps.title_of(item), text=settled.sentence(said["tally"], names or {}),
            tone="" if said["tally"]["passed"] else "danger",
        )  # fmt: skip
    if said.get("is_again"):
        return Act(
            at=entry.clock_at, who=_("系统"), organisation="", act=_("重新经过增加的环节"), step=steps.title_of(item),
            text=str(said["reason"]),
        )  # fmt: skip
    return Act(
        at=entry.clock_at,
        who=str(entry.actor) if entry.actor else _("系统"),
        organisation=item.organisation.name,
        act=ledger_words.action(entry.action),
        step=steps.title_of(item),
        text=_decided(said) if entry.action == enums.Act.TERMINATE else _said_of(said),
        on_behalf_of=str(principal or ""),
    )


def _decided(said: Mapping[str, Any]) -> str:
    """What the one who ended it said himself: the reason is the proposer's, told where he gave it."""
    return str(said.get("opinion", "")) or _("同意终止（未写意见）")


def _said_of(said: Mapping[str, Any]) -> str:
    """The reason, with the project or the degree of urgency that it is about."""
    if "project" in said:
        return f"{said['project']} {said['name']}：{said['reason']}"
    if "urgency" in said:
        return f"{DossierUrgency[said['urgency']].label}：{said['reason']}"
    return str(said["reason"])


def handing(transfer: Transfer) -> Act:
    """One line with both names."""
    item = transfer.work_item
    return Act(
        at=transfer.made_at,
        who=str(transfer.made_by),
        organisation=item.organisation.name,
        act=_("转办给%(name)s") % {"name": transfer.receiver},
        step=steps.title_of(item),
        text=transfer.reason,
        on_behalf_of=str(transfer.on_behalf_of) if transfer.on_behalf_of else "",
    )


def act(opinion: Opinion, written: Sequence[Opinion], seat: WorkItem | None = None) -> Act:
    """One line; a delegation with both names, silence with none (B27). No statement where the `seat` is known or was
    read together with the opinion."""
    item = seat or opinion.task.work_item
    together = _("（批量办理）") if opinion.detail.get("batch") else ""
    withdrawn = _("（已撤回）") if opinion.withdrawn_at else ""
    because = _("撤回理由：%(reason)s") % {"reason": opinion.withdrawn_because} if opinion.withdrawn_because else ""
    return Act(
        at=opinion.written_at,
        who=str(opinion.actor) if opinion.actor else _("系统"),
        organisation=opinion.organisation.name,
        act=f"{steps.name_of(opinion.proceeding.flow_key, opinion.step, opinion.decision)}{together}{withdrawn}",
        step=steps.title_of(item),
        text="\n".join(
            filter(
                None,
                [*citing.of(opinion).lines(), opinion.text, *_items(opinion, written), *_removed(opinion), because],
            )
        ).strip(),
        on_behalf_of=str(opinion.on_behalf_of) if opinion.on_behalf_of else "",
        tone=_tone(opinion),
        deadline=_deadline(item),
        late=_late(opinion, item.due_at),
        links=[
            Crumb(_("附件：%(name)s") % one, reverse("desk:attachment", args=[one["id"]]))
            for one in getattr(opinion, "attached", ())
            if not one["removed"]
        ],
    )


def _deadline(item: WorkItem) -> str:
    """By when it was due and how long that was: 期限2026年3月9日（周一），5个工作日."""
    told = {"day": spoken(day_of(item.due_at))}
    if item.limit_days is None:
        return _("期限%(day)s") % told
    told["limit"] = length(item.limit_days, in_calendar_days=item.in_calendar_days)
    return _("期限%(day)s，%(limit)s") % told


def _late(opinion: Opinion, due_at: datetime.datetime) -> str:
    """逾期2个工作日办理, of what was done after its deadline; silence says so itself."""
    if opinion.actor is None or opinion.written_at <= due_at:
        return ""
    days = working_days_between(day_of(due_at), day_of(opinion.written_at))
    return (
        ngettext("逾期%(days)d个工作日办理", "逾期%(days)d个工作日办理", days) % {"days": days}
        if days
        else _("逾期办理")
    )


def _removed(opinion: Opinion) -> list[str]:
    """What its writer had attached and taken away again before he decided."""
    names = [f"“{one['name']}”" for one in getattr(opinion, "attached", ()) if one["removed"]]
    return [_("上传后又移除的附件：%(names)s") % {"names": "、".join(names)}] if names else []


def _items(opinion: Opinion, written: Sequence[Opinion]) -> Iterable[str]:
    lines = _itemised.get(opinion.step)
    return lines(opinion, written) if lines else ()


def open_items(dossier: Dossier) -> list[WorkItem]:
    """Where the dossier lies now, first come first."""
    items = WorkItem.objects.open().filter(dossier=dossier).select_related("organisation", "claimed_by")
    return list(items.in_order())


def whereabouts(dossier: Dossier) -> str:
    """In one sentence where the dossier lies now: for the message after a decision."""
    at = open_items(dossier)
    if not at:
        return _("“%(title)s”本流程已办结") % {"title": dossier.title}
    titles: dict[str, list[str]] = {}
    for item in at:
        titles.setdefault(steps.title_of(item), []).append(item.organisation.name)
    told = [_("%(step)s（%(names)s）") % {"step": step, "names": "、".join(names)} for step, names in titles.items()]
    return _("“%(title)s”现在：%(where)s") % {"title": dossier.title, "where": "；".join(told)}


def _tone(opinion: Opinion) -> str:
    if opinion.decision in CONSENTS:
        return "success"
    return "danger" if opinion.decision in (Decision.OBJECT, Decision.RETURN, Decision.LAPSED) else ""
