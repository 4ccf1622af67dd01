"""Whether a generated province goes on: open work of every kind, done by the one whose duty it is, then undone."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import uuid4

from django.db import transaction

from core import clock
from core.errors import DomainError, Invalid
from core.models import User
from core.proofs import ProofFailed
from plans.models import FilingFinding
from workflows.desk import services as desk
from workflows.desk import steps
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.demonstration.county_work import CountyWork
from workflows.flows.demonstration.days import Days
from workflows.flows.rehearsal.driver import MEETINGS, Driver
from workflows.flows.rehearsal.people import holder

Kind = tuple[str, str]
"""A flow and a step of it."""


def open_kinds() -> dict[Kind, list[int]]:
    """The open work by flow and step."""
    found: dict[Kind, list[int]] = defaultdict(list)
    for flow, step, pk in WorkItem.objects.open().order_by("pk").values_list("flow_key", "step", "pk").iterator():
        found[flow, step].append(pk)
    return dict(sorted(found.items()))


def continued(each: int, rng: Random) -> Iterator[tuple[Kind, Counter[Decision], int]]:
    """Of each kind what was decided on at most so much of it, and how much lies open. Raises ProofFailed at the first
    that nobody can decide."""
    for kind, keys in open_kinds().items():
        chosen = rng.sample(keys, min(each, len(keys)))
        yield kind, Counter(go_on(key) for key in chosen), len(keys)


def go_on(key: int) -> Decision:
    """One act on one item, as its holder would do it; nothing of it stays. What is refused as it stands, a letter
    whose day for answers went by, is sent back. Raises ProofFailed where that is refused too."""
    item = WorkItem.objects.select_related("organisation__county", "dossier__county").get(pk=key)
    with transaction.atomic(), clock.shifted(datetime.timedelta()):
        try:
            decision = _decided(item)
        except DomainError as refusal:
            raise ProofFailed(f"{item.flow_key}.{item.step} of dossier {item.dossier_id}: {refusal}") from refusal
        if WorkItem.objects.open().filter(pk=key).exists():
            raise ProofFailed(f"{item.flow_key}.{item.step} of dossier {item.dossier_id} is open after its decision")
        transaction.set_rollback(True)
    return decision


def _decided(item: WorkItem) -> Decision:
    driver = _driver(item)
    if item.step in MEETINGS:
        driver.meet(item)
        return Decision.APPROVE
    try:
        driver.decide(item)
    except Invalid:
        _send_back(item)
        return Decision.RETURN
    return Decision.APPROVE


def _send_back(item: WorkItem) -> None:
    [(target, _title), *_others] = steps.returns(item.flow_key, item.step)
    desk.return_to(
        actor=holder(item.duty, item.organisation), work_item=item.pk, step=target, opinion="期限已过，请重新拟稿。",
        request_id=uuid4(),
    )  # fmt: skip


def _driver(item: WorkItem) -> Driver:
    work = CountyWork(item.dossier.year, Days(clock.today()), item.dossier.county.code)
    return Driver({**work.driver.prepare, "county_answers": _answers})


def _answers(item: WorkItem, actor: User) -> dict[str, Any]:
    asked = FilingFinding.objects.filter(addressee__dossier=item.dossier_id, answered_at__isnull=True).order_by("pk")
    return {"responses": {str(finding.pk): "已补充，详见附件。" for finding in asked}}
