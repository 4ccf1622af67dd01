"""A machine that does at random what people do at their desks, lawful or not, one act after the other."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from core import clock
from core.errors import DomainError, Refused
from core.models import Dossier, User
from core.proofs import ProofFailed
from roles import services as roles
from roles.models import Appointment, Delegation
from workflows.desk import services as desk
from workflows.desk import steps
from workflows.desk.acting import holding, people
from workflows.engine import registry
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, Termination, UnplannedStep, WorkItem
from workflows.engine.trials import returns, stage
from workflows.engine.trials.flows import TRIALS

PICKS = st.integers(0, 59)
"""Numbers by which one of several is chosen."""
FLOWS = sorted(TRIALS)
ADDING = "trial_added"
"""The flow in which steps may be added."""
WHY = "另有安排。"


class DeskActs(RuleBasedStateMachine):
    """One dossier after another on one flow; every act by the services that the pages use."""

    told: ClassVar[Counter[str]] = Counter()
    """How often each act was done, and how often refused."""
    acts: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self._undo = ExitStack()
        self._undo.enter_context(transaction.atomic())
        self._undo.callback(transaction.set_rollback, True)
        self._undo.enter_context(clock.stepping(clock.now()))
        self.people = people.everybody()

    def teardown(self) -> None:
        self._undo.close()

    @initialize(flow=st.sampled_from(FLOWS), ahead=st.integers(0, 6))
    def start(self, flow: str, ahead: int = 0) -> None:
        """A dossier some decisions on: few of the acts drawn are decisions, and most stories would end before a countersign
        has asked anybody."""
        self.flow = flow
        self._undo.enter_context(returns.every_way_back(TRIALS[flow]))
        self._begin()
        for _decision in range(ahead):
            if self.items:
                self.go_on(pick=0)

    @precondition(lambda self: not self.items)
    @rule()
    def begin_another(self) -> None:
        self._begin()

    @precondition(lambda self: self.items and not self._stands_still())
    @rule(pick=PICKS)
    def go_on(self, pick: int) -> None:
        """Whoever has it in hand, or else may have it, approves."""
        item = self.items[pick % len(self.items)]
        who = item.claimed_by or self._who(item, 1)
        told: dict[str, Any] = {"actor": who, "work_item": item.pk, "opinion": "同意。", "request_id": uuid.uuid4()}
        self._do("approve", lambda: desk.decide(**told, decision=Decision.APPROVE))

    @rule(pick=PICKS, by=PICKS, what=PICKS)
    def decide(self, pick: int, by: int, what: int) -> None:
        if item := self._one(pick):
            offered = registry.flow(item.flow_key).step(item.step).decisions
            decision = offered[what % len(offered)] if what % 3 == 0 else offered[0]
            self._do("decide", lambda: desk.decide(**self._told(item, by), decision=decision))

    @rule(pick=PICKS, by=PICKS, to=PICKS, straight_back=st.booleans())
    def give_back(self, pick: int, by: int, to: int, straight_back: bool) -> None:
        item = self._one(pick)
        if item and (ways := steps.returns_of(item)):
            told: dict[str, Any] = {**self._told(item, by), "step": ways[to % len(ways)][0], "grounds": ["facts"]}
            self._do(
                f"return{' straight' * straight_back}", lambda: desk.return_to(**told, straight_back=straight_back)
            )

    @rule(pick=PICKS)
    def take_back(self, pick: int) -> None:
        written = list(Opinion.objects.standing().filter(dossier=self.dossier, actor__isnull=False).order_by("-pk")[:3])
        if written:
            mine = written[pick % len(written)]
            actor = mine.actor or self.people[0]
            self._do("withdraw", lambda: _withdrawn(actor, mine.task_id))

    @rule(pick=PICKS)
    def think_again(self, pick: int) -> None:
        """Somebody takes back what his page still offers him."""
        standing = Opinion.objects.standing().filter(dossier=self.dossier).select_related("actor").order_by("pk")
        mine = [(one.actor, one.task_id) for one in standing if one.actor]
        offered = [(who, at) for who, at in mine if engine.may_withdraw(actor=who, work_item=at)]
        if offered:
            actor, work_item = offered[pick % len(offered)]
            self._do("withdraw", lambda: _withdrawn(actor, work_item))

    @rule(pick=PICKS, by=PICKS)
    def look(self, pick: int, by: int) -> None:
        self._on("open", pick, by, lambda item, who: engine.note_opened(actor=who, work_item=item.pk))

    @rule(pick=PICKS, by=PICKS)
    def claim(self, pick: int, by: int) -> None:
        self._on("claim", pick, by, lambda item, who: engine.claim(actor=who, work_item=item.pk))

    @precondition(lambda self: any(item.claimed_by_id for item in self.items))
    @rule(pick=PICKS, by=PICKS)
    def release(self, pick: int, by: int) -> None:
        self._on("release", pick, by, lambda item, who: engine.release(actor=who, work_item=item.pk))

    @rule(pick=PICKS, by=PICKS, to=PICKS)
    def transfer(self, pick: int, by: int, to: int) -> None:
        if item := self._one(pick):
            who, receiver = self._who(item, by), self._who(item, to)
            told: dict[str, Any] = {"actor": who, "work_item": item.pk, "receiver": receiver, "reason": WHY}
            self._do("transfer", lambda: desk.transfer(**told))

    @rule(pick=PICKS, by=PICKS, to=PICKS, kind=st.sampled_from(["entrust", "sign before", "sign after"]))
    def ask(self, pick: int, by: int, to: int, kind: str) -> None:
        if item := self._one(pick):
            self._do(kind, lambda: _asked(item, self._who(item, by), self._who(item, to), kind))

    @precondition(lambda self: any(item.waits for item in self.items))
    @rule(pick=PICKS, by=PICKS, yes=st.booleans())
    def answer(self, pick: int, by: int, yes: bool) -> None:
        if item := self._one(pick):
            asked = item.assistances.open().first()
            who = (asked.asked_of if asked and by % 4 else None) or self._who(item, by)
            consents = yes if asked and asked.kind != "entrust" else None
            told: dict[str, Any] = {"actor": who, "work_item": item.pk, "text": "已核。", "consents": consents}
            self._do("answer", lambda: engine.answer(**told))

    @precondition(lambda self: any(item.waits for item in self.items))
    @rule(pick=PICKS, by=PICKS)
    def recall(self, pick: int, by: int) -> None:
        self._on("recall", pick, by, lambda item, who: engine.recall(actor=who, work_item=item.pk, reason=WHY))

    @rule(pick=PICKS, by=PICKS, place=PICKS)
    def add_seat(self, pick: int, by: int, place: int) -> None:
        if item := self._one(pick):
            who, at = self._calling(item, by), people.places()
            told: dict[str, Any] = {"actor": who, "beside": item.pk, "organisation": at[place % len(at)]}
            self._do("add seat", lambda: desk.add_seat(**told))

    @rule(pick=PICKS, by=PICKS)
    def remove_seat(self, pick: int, by: int) -> None:
        if item := self._one(pick):
            told: dict[str, Any] = {"actor": self._calling(item, by), "work_item": item.pk}
            self._do("remove seat", lambda: engine.remove_seat(**told))

    @precondition(lambda self: self.flow == ADDING)
    @rule(pick=PICKS, by=PICKS, place=PICKS)
    def add_step(self, pick: int, by: int, place: int) -> None:
        if item := self._one(pick):
            at = people.places()
            told: dict[str, Any] = {"name": "法制审核", "organisation": at[place % len(at)], "days": 1 + place % 6}
            who = self._who(item, by)
            self._do("add step", lambda: engine.add_step(actor=who, work_item=item.pk, words=WHY, **told))

    @precondition(lambda self: self.flow == ADDING)
    @rule(pick=PICKS, by=PICKS)
    def recall_step(self, pick: int, by: int) -> None:
        put_in = list(UnplannedStep.objects.filter(dossier=self.dossier).select_related("added_by").order_by("-pk")[:4])
        if put_in:
            one = put_in[pick % len(put_in)]
            who = one.added_by if by % 4 else self.people[by % len(self.people)]
            self._do("recall step", lambda: engine.recall_step(actor=who, step=one.pk, reason=WHY))

    @precondition(lambda self: any(item.due_at < clock.now() for item in self.items))
    @rule(pick=PICKS)
    def lapse(self, pick: int) -> None:
        if item := self._one(pick):
            self._do("lapse", lambda: engine.lapse(work_item=item.pk))

    @precondition(lambda self: self.items and not self._stands_still())
    @rule(by=PICKS)
    def suspend(self, by: int) -> None:
        until = clock.today() + datetime.timedelta(days=9)
        told: dict[str, Any] = {"actor": self._head(by), "dossier": self.dossier, "reason": WHY, "expected_on": until}
        self._do("suspend", lambda: engine.suspend(**told))

    @precondition(lambda self: self._stands_still())
    @rule(by=PICKS)
    def resume(self, by: int) -> None:
        self._do("resume", lambda: engine.resume(actor=self._head(by), dossier=self.dossier))

    @precondition(lambda self: self.items)
    @rule(by=PICKS)
    def propose_end(self, by: int) -> None:
        told: dict[str, Any] = {"dossier": self.dossier, "reason": WHY, "request_id": uuid.uuid4()}
        who = stage.holder("420301100") if by % 4 else self.people[by % len(self.people)]
        self._do("propose an end", lambda: engine.propose_termination(actor=who, **told))

    @precondition(lambda self: self._proposed())
    @rule(by=PICKS, what=PICKS)
    def decide_end(self, by: int, what: int) -> None:
        """Agreed one time in five, so that stories go on."""
        told: dict[str, Any] = {
            "actor": self._head(by), "termination": self._proposed(), "agrees": what % 5 == 0, "words": WHY,
            "request_id": uuid.uuid4(),
        }  # fmt: skip
        self._do("end" if told["agrees"] else "keep on", lambda: engine.decide_termination(**told))

    @precondition(lambda self: self._proposed())
    @rule(by=PICKS)
    def recall_end(self, by: int) -> None:
        who = stage.holder("420301100") if by % 4 else self.people[by % len(self.people)]
        self._do("recall an end", lambda: engine.recall_termination(actor=who, termination=self._proposed()))

    @rule(pick=PICKS, to=PICKS, days=st.integers(1, 20))
    def deputise(self, pick: int, to: int, days: int) -> None:
        principal, deputy = self.people[pick % len(self.people)], self.people[to % len(self.people)]
        if office := people.office(principal):
            told: dict[str, Any] = {
                "starts_at": clock.now(),
                "ends_at": clock.now() + datetime.timedelta(days=days),
                "reason": WHY,
            }
            self._do("acting begins", lambda: roles.delegate(actor=principal, principal=office, deputy=deputy, **told))

    @rule(pick=PICKS)
    def deputise_no_longer(self, pick: int) -> None:
        running = list(Delegation.objects.filter(revoked_at__isnull=True).order_by("pk"))
        if running:
            one = running[pick % len(running)]
            self._do("acting ends", lambda: roles.revoke(actor=one.principal.user, delegation=one))

    @rule(pick=PICKS)
    def leave(self, pick: int) -> None:
        seconds = [person for person in self.people if person.username.endswith(".2")]
        office = people.office(seconds[pick % len(seconds)])
        yesterday = clock.today() - datetime.timedelta(days=1)
        if office:
            told: dict[str, Any] = {"actor": None, "appointment": office, "ends_on": yesterday}
            self._do("appointment ends", lambda: roles.end_appointment(**told))

    @rule(pick=PICKS)
    def come_back(self, pick: int) -> None:
        gone = list(Appointment.objects.filter(ends_on__isnull=False).select_related("post", "user").order_by("pk"))
        if gone:
            one = gone[pick % len(gone)]
            told: dict[str, Any] = {"user": one.user, "post": one.post, "starts_on": clock.today(), "basis": "试验"}
            self._do("appointment begins", lambda: roles.appoint(actor=None, **told))

    @rule(hours=st.integers(1, 24 * 9))
    def time_passes(self, hours: int) -> None:
        clock.advance(by=datetime.timedelta(hours=hours))
        self._do("time passes", _night)

    def _begin(self) -> None:
        self.dossier: Dossier = stage.begin(self.flow).dossier
        self._hold("start")

    def _do(self, name: str, act: Callable[[], Any]) -> None:
        """One act: done, and everything holds; or refused, and nothing has changed."""
        DeskActs.acts += 1
        try:
            act()
        except DomainError as refusal:
            DeskActs.told[f"{name}, refused"] += 1
            if holding.digest(self.dossier) != self._before:
                raise ProofFailed(f"{name} was refused ({refusal}) and something changed") from refusal
            return
        DeskActs.told[name] += 1
        self._hold(name)

    def _hold(self, name: str) -> None:
        try:
            holding.require(self.dossier, self.people[0])
        except ProofFailed as failure:
            raise ProofFailed(f"after {name}: {failure}") from failure
        self._look()

    def _look(self) -> None:
        """Keep what lies there now: until the next act that is done nothing changes."""
        self._before = holding.digest(self.dossier)
        found = WorkItem.objects.open().filter(dossier=self.dossier)
        self.items = list(found.select_related("cause", "claimed_by").order_by("pk"))

    def _on(self, name: str, pick: int, by: int, act: Callable[[WorkItem, User], Any]) -> None:
        if item := self._one(pick):
            self._do(name, lambda: act(item, self._who(item, by)))

    def _told(self, item: WorkItem, by: int) -> dict[str, Any]:
        return {"actor": self._who(item, by), "work_item": item.pk, "opinion": "另提意见。", "request_id": uuid.uuid4()}

    def _one(self, pick: int) -> WorkItem | None:
        return self.items[pick % len(self.items)] if self.items else None

    def _stands_still(self) -> bool:
        return any(item.suspended_at for item in self.items)

    def _proposed(self) -> int:
        """The number of the proposal that waits, 0 where none does."""
        standing = Termination.objects.standing().filter(dossier=self.dossier)
        return standing.values_list("pk", flat=True).first() or 0

    def _who(self, item: WorkItem, by: int) -> User:
        return people.who(item, by, self.people)

    def _calling(self, item: WorkItem, by: int) -> User:
        return people.convener(item) if by % 3 else self._who(item, by)

    def _head(self, by: int) -> User:
        return stage.holder("420301") if by % 4 else self.people[by % len(self.people)]


def _withdrawn(actor: User, work_item: int) -> None:
    """Taken back exactly where the page offers it; who has lost the right to act here is refused in any case."""
    against = engine.against_withdrawing(actor=actor, work_item=work_item)
    try:
        desk.withdraw(actor=actor, work_item=work_item, reason=WHY)
    except Refused:
        raise
    except DomainError as refusal:
        if refusal.message != against:
            raise ProofFailed(f"the page says {against!r}, the service {refusal.message!r}") from refusal
        raise
    if against:
        raise ProofFailed(f"the page says {against!r}, the service does it")


def _asked(item: WorkItem, actor: User, of: User, kind: str) -> None:
    until = max(clock.today(), item.due_at.astimezone(clock.SHANGHAI).date())
    told: dict[str, Any] = {"actor": actor, "work_item": item.pk, "words": "请核对。", "until": until}
    if kind == "entrust":
        engine.entrust(receiver=of, **told)
    elif kind == "sign before":
        engine.sign_before(of=of, organisation=None, **told)
    else:
        engine.sign_after(of=of, organisation=None, decision=Decision.APPROVE, opinion="同意。", **told)


def _night() -> None:
    """What the workers do of themselves once posts and delegations have run out."""
    roles.settle_ended()
    engine.release_lost_claims()
