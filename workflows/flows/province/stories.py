"""What happens in the model county: projects on their way into the library, and a plan from its start to its filing.

Each story tells, stage by stage, what has just been reached; what lies in the tables then is a mould.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from core import clock
from core.models import Dossier, Organisation
from core.working_days import add_working_days
from plans.models import FilingAddressee
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.demonstration.county_work import CountyWork
from workflows.flows.demonstration.days import HOUR, Days, pause
from workflows.flows.demonstration.wishes import Wishes
from workflows.flows.province.model_county import ModelCounty, village
from workflows.flows.province.projects import wishes
from workflows.flows.rehearsal.driver import MEETINGS

FINDING = ("部分项目未列明受益贫困户人数。", "补充受益贫困户名册，说明工期安排。")
ANSWER, EVIDENCE = "受益贫困户名册已补，项目按期推进。", "受益贫困户名册"


class ModelWork(CountyWork):
    """The people of the model county at work; a wish is filed under the number of its village."""

    def __init__(self, model: ModelCounty, year: int) -> None:
        super().__init__(year, Days(clock.today()), model.county.code)
        self.model = model

    def proposer(self, code: str) -> Organisation:
        here = self.model.places[village(int(code))]
        return Organisation.objects.select_related("county", "parent").get(pk=here.pk)

    def every_open_item(self, dossier: Dossier) -> list[WorkItem]:
        """What of a dossier waits, whatever the step."""
        found = WorkItem.objects.open().filter(dossier=dossier)
        return list(found.select_related("organisation__county", "dossier").in_order())


@dataclass(frozen=True)
class Told:
    """One telling: whose projects, for which year, whether one of them falls short at the township, and whether the
    plan waits for its year to begin."""

    model: ModelCounty
    year: int
    villages: int
    rng: Random
    falls_short: bool
    waits_for_january: bool
    drafts_on: datetime.date | None = None
    """Where the plan is drafted on a given day, which must not be past when all else is done."""

    def work(self) -> ModelWork:
        return ModelWork(self.model, self.year)

    def asked(self) -> Wishes:
        """One or two projects a village."""
        villages = self.model.villages(self.villages)
        return {str(n): wishes(v.name, self.rng.choice((1, 1, 2)), self.rng) for n, v in enumerate(villages)}


def rounds(told: Told) -> Iterator[str]:
    """From the villages' meeting to the library's announcement."""
    work, asked = told.work(), told.asked()
    villages = work.propose(asked)
    yield "village_deliberates"
    rest(2)
    work.take(villages, "village_deliberates")
    yield "village_submits"
    work.take(villages, "village_submits")
    yield "township_reviews"
    rest(2)
    if told.falls_short:
        yield from _corrected(work, villages)
    work.take(villages, "township_reviews")
    yield from _township(work, asked)
    yield from _library(work)


def _corrected(work: ModelWork, villages: list[Dossier]) -> Iterator[str]:
    work.send_back(villages)
    yield "village_corrects"
    rest(3)
    work.take(villages, "village_corrects")
    yield "township_reviews again"
    rest(1)


def _township(work: ModelWork, asked: Wishes) -> Iterator[str]:
    rest(2)
    reported = work.report(asked)
    yield "township_posts_notice"
    for step, reached in (
        ("township_posts_notice", "township_confirms_notice"),
        ("township_confirms_notice", "township_head_signs"),
        ("township_head_signs", "reported"),
    ):
        work.take(reported, step)
        yield reached
        rest(1)


def _library(work: ModelWork) -> Iterator[str]:
    rest(2)
    dossier = work.open_library().dossier
    yield "department_appraises"
    rest(2)
    waiting = work.open_items([dossier], "department_appraises")
    for item in waiting[: len(waiting) // 2]:
        work.driver.decide(item)
        pause()
    yield "department_appraises half"
    for step, reached in (
        ("department_appraises", "leading_group_admits"),
        ("leading_group_admits", "working_group_announces"),
        ("working_group_announces", "in_library"),
    ):
        rest(1)
        work.take([dossier], step)
        yield reached


def plan(told: Told) -> Iterator[str]:
    """From the notice that a plan is being made to the last provincial receipt; its library was made before."""
    work = told.work()
    if told.waits_for_january:
        work.days.until(datetime.date(told.year, 1, 6))
    version = work.open_plan()
    while items := work.every_open_item(version.dossier):
        yield items[0].step
        if told.drafts_on and items[0].step == "working_group_drafts":
            work.days.until(told.drafts_on)
        for n, item in enumerate(items):
            if item.step in MEETINGS:
                work.driver.meet(item)
            else:
                work.driver.decide(item)
            pause()
            if n == 0 and len(items) > 2:
                yield f"{item.step} begun"
        rest(1)
    yield from _filing(work, version.pk)


def _filing(work: ModelWork, version: int) -> Iterator[str]:
    found = FilingAddressee.objects.filter(filing__version=version).select_related("dossier").order_by("pk")
    dossiers = [addressee.dossier for addressee in found]
    yield "province_receives"
    work.take(dossiers[:-1], "province_receives", opinion="已签收。")
    yield "province_checks"
    rest(3)
    work.raise_finding(dossiers[0], FINDING)
    yield "county_answers"
    rest(2)
    work.answer(dossiers[0], ANSWER, EVIDENCE)
    yield "head_signs_answer"
    work.take(dossiers[:1], "head_signs_answer", Decision.APPROVE)
    yield "province_checks again"
    rest(2)
    for dossier in dossiers[:2]:
        work.prepare_receipt(dossier)
    yield "province_signs"
    rest(1)
    for dossier in dossiers:
        work.finish(dossier)
    yield "registered"


def rest(days: int) -> None:
    """Until the morning so many working days later."""
    morning = datetime.datetime.combine(add_working_days(clock.today(), days), HOUR, clock.SHANGHAI)
    clock.advance(to=max(morning, clock.now()))
