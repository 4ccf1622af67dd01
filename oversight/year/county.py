"""The county of the simulated year: plans begin, people act when they get to it, are away, send back, come late; the head
of the county suspends what waits for others; bulletins are issued every month; the worker ticks three times a day, but for
three days when it is down.
"""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from random import Random

from django.conf import settings

from core import clock
from core.enums import OrganisationKind
from core.models import Dossier, Organisation, User
from core.working_days import add_working_days, working_days_between
from documents.enums import CodeUse
from documents.models import DocumentCode
from oversight import slips
from oversight.enums import SlipGround
from oversight.models import Slip
from oversight.year import months, oracle, reporting
from roles.duties import Duty
from roles.models import Appointment, Post, PostDuty
from workflows.desk import reminding
from workflows.engine import services
from workflows.engine.enums import Decision, Why
from workflows.engine.models import Suspension, WorkItem
from workflows.engine.trials import stage

REQUIREMENT = "请在期限内办结，并书面反馈结果。"
COUNTY = "420301"
TICKS = (datetime.time(0, 30), datetime.time(12, 30), datetime.time(18, 30))
ACTS_FROM = datetime.time(9, 0)
RETURNS, SUSPENDS, LATE, BEGINS = 0.12, 0.06, 0.25, 0.5
"""How often, of a hundred decisions, one sends back; of working days, something is suspended; of items, one comes late; of
working days, a plan begins."""


@dataclass
class Year:
    """What happens, and what happened so far."""

    chance: Random
    days: list[datetime.date]
    down: frozenset[datetime.date]
    away: dict[int, tuple[datetime.date, datetime.date]] = field(default_factory=dict)
    planned: dict[int, datetime.date] = field(default_factory=dict)
    resumes: dict[int, datetime.date] = field(default_factory=dict)
    looked: list[datetime.datetime] = field(default_factory=list)
    swept: list[oracle.Span] = field(default_factory=list)
    ended: dict[int, str] = field(default_factory=dict)
    happened: Counter[str] = field(default_factory=Counter)
    worked: set[datetime.date] = field(default_factory=set)

    def pass_by(self) -> None:
        """Every day of it."""
        reports = months.expected_bulletins(self.days)
        for day in self.days:
            for at in TICKS:
                if at > ACTS_FROM and day not in self.worked and oracle.is_working(day):
                    self._work(day)
                if at > oracle.CHASED_AT and oracle.is_working(day):
                    _go_to(day, months.REPORTED_AT)
                    reporting.report(reports, stage.organisation(COUNTY), self.chance)
                    self._chase(day)
                _go_to(day, at)
                self._tick(day)

    def _tick(self, day: datetime.date) -> None:
        if day in self.down:
            self.happened["ticks missed"] += 1
            return
        begun = clock.now()
        self.happened["seats lapsed"] += services.lapse_overdue()
        self.swept.append((begun, clock.now()))
        self.looked.append(clock.now())
        reminding.remind()

    def _work(self, day: datetime.date) -> None:
        self.worked.add(day)
        _go_to(day, ACTS_FROM)
        self._suspend_or_resume(day)
        if self.chance.random() < BEGINS:
            stage.begin(county=COUNTY)
            self.happened["plans begun"] += 1
        for item in list(WorkItem.objects.open().filter(suspended_at__isnull=True).order_by("pk")):
            if self._gets_to_it(item, day) and WorkItem.objects.open().filter(pk=item.pk).exists():
                clock.advance(by=datetime.timedelta(seconds=30))
                self._decide(item)

    def _chase(self, day: datetime.date) -> None:
        """The supervision office looks at what is late: the first slip, and the next once that ran out."""
        _go_to(day, oracle.CHASED_AT)
        watcher = User.objects.get(username="watcher")
        lying = WorkItem.objects.overdue(clock.now()).filter(organisation__path__contains=f"/{COUNTY}/")
        for item in lying.order_by("pk"):
            told = list(Slip.objects.filter(work_item=item).order_by("pk"))
            due = item.due_at.astimezone(clock.SHANGHAI).date()
            slip = partial(slips.issue, actor=watcher, work_item=item.pk, requirement=REQUIREMENT,
                           due_on=add_working_days(day, oracle.SLIP_DAYS))  # fmt: skip
            if not told and working_days_between(due, day) >= oracle.CHASED_AFTER:
                slip()
            elif len(told) == 1 and told[0].due_on < day:
                slip(colour=settings.SLIP_WARNING_COLOUR, ground=SlipGround.UNANSWERED)

    def _gets_to_it(self, item: WorkItem, day: datetime.date) -> bool:
        """When whoever has it in hand is there, and as long after it came as he needs."""
        if item.pk not in self.planned:
            slow = self.chance.random() < LATE
            self.planned[item.pk] = day + oracle.DAY * self.chance.randrange(4 if slow else 0, 16 if slow else 4)
        first, last = self._away(item.organisation_id, day)
        if first <= day <= last:
            self.happened["days that somebody was away from an item"] += 1
            return False
        return day >= self.planned[item.pk]

    def _away(self, organisation: int, day: datetime.date) -> tuple[datetime.date, datetime.date]:
        """Every office's only clerk is away for a week or so, now and then."""
        first, last = self.away.get(organisation, (day, day - oracle.DAY))
        if last < day and self.chance.random() < 0.01:
            first, last = day, day + oracle.DAY * self.chance.randrange(4, 11)
            self.happened["absences"] += 1
        self.away[organisation] = (first, last)
        return first, last

    def _decide(self, item: WorkItem) -> None:
        actor, again = stage.holder(item.organisation_id), uuid.uuid4()
        if item.step in ("department_opines", "leading_group_signs") and self.chance.random() < RETURNS:
            services.return_to(
                actor=actor, work_item=item.pk, step="township_reviews", opinion="请修改。", request_id=again
            )
            self._ended(item, months.RETURNED)
        else:
            services.decide(actor=actor, work_item=item.pk, decision=Decision.APPROVE, opinion="", request_id=again)
            self._ended(item, months.DECIDED)

    def _ended(self, item: WorkItem, how: str) -> None:
        self.ended[item.pk] = how
        self.happened[f"seats {how}"] += 1

    def how_it_ended(self, item: WorkItem) -> str:
        """By what was done here, or by a sweep; what else is closed was taken away by another's return."""
        if item.closed_at is None or item.pk in self.ended:
            return self.ended.get(item.pk, "")
        is_silent = any(begun <= item.closed_at and until and item.closed_at <= until for begun, until in self.swept)
        return months.SILENT if is_silent else months.TAKEN

    def _suspend_or_resume(self, day: datetime.date) -> None:
        head = stage.holder(COUNTY)
        for dossier in [pk for pk, until in self.resumes.items() if until <= day]:
            del self.resumes[dossier]
            services.resume(actor=head, dossier=Dossier.objects.get(pk=dossier))
        if self.chance.random() >= SUSPENDS:
            return
        lying = (
            WorkItem.objects.open().filter(suspended_at__isnull=True).order_by("pk").values_list("dossier", flat=True)
        )
        if chosen := sorted(set(lying)):
            dossier = self.chance.choice(chosen)
            until = day + oracle.DAY * self.chance.randrange(2, 15)
            services.suspend(
                actor=head, dossier=Dossier.objects.get(pk=dossier), reason="等待省级政策解释。", expected_on=until
            )
            self.resumes[dossier] = until
            self.happened["suspensions"] += 1


def raise_county() -> None:
    """The trial stage with heads of the township and the county and a supervision office."""
    stage._code.cache_clear()  # noqa: SLF001  the stage remembers organisations of another database
    stage.raise_stage()
    county = stage.organisation(COUNTY)
    office = Organisation.objects.create(
        code=f"{COUNTY}-supervision", name="督查室", official_name="督查室", kind=OrganisationKind.SUPERVISION_OFFICE,
        parent=county, county=county, path=f"{county.path}{COUNTY}-supervision/",
    )  # fmt: skip
    DocumentCode.objects.create(organisation=office, use=CodeUse.FORM, code="督办")
    stage.appoint(User.objects.create_user("watcher", name="督查员"), office, (Duty.SUPERVISE,))
    for code in (COUNTY, f"{COUNTY}100"):
        at, user = stage.organisation(code), User.objects.create_user(f"head-{code}", name=f"{code}负责人")
        post = Post.objects.create(organisation=at, title="主要负责人", is_head=True)
        PostDuty.objects.create(post=post, duty=Duty.HANDLE_OBJECTION)
        Appointment.objects.create(user=user, post=post, starts_on=datetime.date(2020, 1, 1), basis="试验")
    reporting.raise_office(county)


def lain(year: Year) -> Iterator[oracle.Lain]:
    """Every seat that was opened, as the oracle wants to know it."""
    stood: dict[int, list[oracle.Span]] = {}
    for one in Suspension.objects.order_by("pk"):
        stood.setdefault(one.dossier_id, []).append((one.suspended_at, one.resumed_at))
    for item in WorkItem.objects.select_related("organisation").order_by("pk"):
        spans = tuple(stood.get(item.dossier_id, ()))
        yield oracle.Lain(
            number=item.pk, step=item.step, opened=item.opened_at, closed=item.closed_at,
            was_returned=item.why == Why.RETURNED, in_county=f"/{COUNTY}/" in item.organisation.path, stood=spans,
            unit=item.organisation.name, ended=year.how_it_ended(item),
        )  # fmt: skip


def _go_to(day: datetime.date, at: datetime.time) -> None:
    moment = datetime.datetime.combine(day, at, clock.SHANGHAI)
    if moment > clock.now():
        clock.advance(to=moment)
