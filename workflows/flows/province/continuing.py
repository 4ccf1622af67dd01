"""Whether a generated province goes on: open work taken one step forward by the one whose duty it is, then undone."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from core import clock
from core.errors import DomainError
from core.models import User
from funds.models import FundSource
from plans.enums import AnswerState
from plans.models import FilingFinding, Project
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, WorkItem
from workflows.flows.demonstration.county_work import CountyWork
from workflows.flows.demonstration.days import Days
from workflows.flows.rehearsal.driver import MEETINGS, Driver

Kind = tuple[str, str]
"""A flow and a step of it."""
FORWARD = frozenset({Decision.APPROVE})
"""The decisions that carry a dossier on; a return or an objection does not."""


def open_kinds() -> dict[Kind, list[int]]:
    """The open work by flow and step."""
    found: dict[Kind, list[int]] = defaultdict(list)
    for flow, step, pk in WorkItem.objects.open().order_by("pk").values_list("flow_key", "step", "pk").iterator():
        found[flow, step].append(pk)
    return dict(sorted(found.items()))


@dataclass(frozen=True)
class Continued:
    """What came of the open work of one kind: how much went forward, and what was refused, by its words."""

    kind: Kind
    waiting: int
    forward: int
    refused: Counter[str]

    def __str__(self) -> str:
        told = "".join(f", {times} refused: {words}" for words, times in sorted(self.refused.items()))
        return f"{'.'.join(self.kind)}: of {self.waiting} open, {self.forward} went forward{told}"


def continued(each: int | None, rng: Random) -> Iterator[Continued]:
    """Of each kind at most so much, all without a limit: each item approved by the holder of its duty, and undone."""
    for kind, keys in open_kinds().items():
        chosen = keys if each is None else rng.sample(keys, min(each, len(keys)))
        said = [go_on(key) for key in chosen]
        refused = Counter(words for words in said if words is not None)
        yield Continued(kind, len(keys), len(said) - refused.total(), refused)


def go_on(key: int) -> str | None:
    """One forward act on one item, as its holder would do it: what it approves leaves the item decided and the dossier
    at another step or at its end. Answers with the words of a refusal; nothing of the act stays."""
    item = WorkItem.objects.select_related("organisation__county", "dossier__county").get(pk=key)
    with transaction.atomic(), clock.shifted(datetime.timedelta()):
        try:
            _approve(item)
            refused = _left_lying(item)
        except DomainError as refusal:
            refused = f"{type(refusal).__name__}: {refusal}"
        transaction.set_rollback(True)
    return refused


def _approve(item: WorkItem) -> None:
    driver = _driver(item)
    if item.step in MEETINGS:
        driver.meet(item)
    else:
        driver.decide(item)


def _left_lying(item: WorkItem) -> str | None:
    """What is wrong after a decision that nobody refused, if anything is."""
    if WorkItem.objects.open().filter(pk=item.pk).exists():
        return "still open after its decision"
    opinion = Opinion.objects.filter(task=item.pk).order_by("pk").last()
    if opinion is None or opinion.decision not in FORWARD:
        return f"decided otherwise: {opinion.decision if opinion else 'without an opinion'}"
    return None


def _driver(item: WorkItem) -> Driver:
    work = WithinMeans(item.dossier.year, Days(clock.today()), item.dossier.county.code)
    return Driver({**work.driver.prepare, "county_answers": _answers})


class WithinMeans(CountyWork):
    """The people of a generated county, whose library may hold more than its money pays for."""

    def wanted(self) -> list[Project]:
        left = sum((source.integrable for source in FundSource.objects.of(self.county, self.year)), Decimal(0))
        found = []
        for project in super().wanted():
            if project.amount <= left:
                found.append(project)
                left -= project.amount
        return found


def _answers(item: WorkItem, actor: User) -> dict[str, Any]:
    asked = FilingFinding.objects.filter(addressee__dossier=item.dossier_id, answered_at__isnull=True).order_by("pk")
    said = {"state": AnswerState.DONE.value, "text": "已按意见补充。", "evidence": "补充材料", "done_by": ""}
    return {"responses": {str(finding.pk): said for finding in asked}}
