"""A year of the small county with a browser: people log in, act on the pages and meet the exceptions."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome

from core import clock
from core.enums import OrganisationKind, Sector
from core.models import Dossier, Organisation, User
from core.money import wan
from core.working_days import add_working_days
from funds.models import FundSource
from plans.enums import AddresseeState
from plans.models import FilingAddressee, Notice, Objection, PlanVersion, Project, VillageRound
from plans.services import library_rounds, plan_versions, township_rounds, village_rounds
from plans.services.organs import organ
from roles.duties import Duty
from tests.factories import flows as make
from tests.journeys.people import Desk, pictures
from workflows.desk.bodies import convening_organ, members
from workflows.desk.models import Meeting
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, WorkItem
from workflows.flows.rehearsal.driver import MEETINGS, organisation
from workflows.flows.rehearsal.journey import Journey
from workflows.flows.rehearsal.people import holder

BUREAU_GROUND = "林区跨乡镇，由主管部门直接申报"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Year:
    """The county's year; what is not done with the browser is driven like a rehearsal."""

    def __init__(self) -> None:
        self.county = make.county()
        self.journey = Journey(self.county, make.YEAR, make.plan())
        places = Organisation.objects.filter(code__in=(make.TOWNSHIP, make.FIRST, make.SECOND))
        self.journey._equip(list(places))

    def who(self, duty: Duty, code: str) -> User:
        return holder(duty, organisation(code))

    def drive(self, dossier: Dossier, until: str = "") -> None:
        """Like a rehearsal, up to a step that the browser takes."""
        driver = self.journey.driver
        while items := self.open(dossier):
            if items[0].step == until:
                return
            driver.meet(items[0]) if items[0].step.endswith(("group_decides", "meeting_decides")) else driver.decide(
                items[0]
            )

    def open(self, dossier: Dossier) -> list[WorkItem]:
        found = WorkItem.objects.open().filter(dossier=dossier).select_related("organisation__county", "dossier")
        return list(found.order_by("pk"))

    def later(self, day: datetime.date) -> None:
        """The demonstration clock moves to the morning of a day."""
        morning = datetime.datetime.combine(day, datetime.time(9, 30), clock.SHANGHAI)
        clock.load()
        if clock.now() < morning:
            clock.advance(to=morning)
            clock.load()


@pytest.fixture
def year(settings: Settings) -> Iterator[Year]:
    """Demonstration mode, so that the clock of every page moves with the test's; set back afterwards."""
    settings.DEMO = True
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    start = datetime.datetime.combine(datetime.date(make.YEAR - 1, 7, 1), datetime.time(9, 30), clock.SHANGHAI)
    clock.advance(to=start)
    clock.load()
    yield Year()
    settings.DEMO = False
    clock.load()


def test_a_year_in_the_browser(year: Year, browser: Chrome, live_server: LiveServer, tmp_path: Path) -> None:
    desk = Desk(browser, live_server.url, pictures(tmp_path))
    opened = village_proposes_and_resolves(year, desk)
    citizen_objects_and_the_head_answers(year, desk, opened)
    township_sends_one_back_and_passes_it(year, desk, opened)
    second_village_and_bureau(year)
    township_reports(year, desk)
    library(year, desk)
    version = plan_with_a_silent_department(year, desk)
    filing_with_supplement_and_finding(year, desk, version)
    assert len(desk.sat) >= 7, desk.sat
    assert set(FilingAddressee.objects.values_list("state", flat=True)) == {AddresseeState.REGISTERED}


def village_proposes_and_resolves(year: Year, desk: Desk) -> VillageRound:
    """The clerk opens the round, writes a project and the meeting, and hands it in."""
    village = organisation(make.FIRST)
    desk.open("/login/")
    desk.picture("login")
    desk.sit(year.who(Duty.PROPOSE_PROJECTS, make.FIRST))
    desk.picture("inbox-empty")
    desk.open("/rounds/")
    desk.fill({"year": make.YEAR})
    desk.send()
    opened = VillageRound.objects.get(village=village)
    desk.follow("填写项目")
    fields = year.journey.proposer.fields(year.journey.plan.items[0])
    typed = {n: v for n, v in fields.items() if n not in ("amount", "competent", "amount_note")}
    competent = Organisation.objects.get(county=year.county, sector=Sector.TRANSPORT, kind="department")
    desk.fill({**typed, "amount": "48.500001", "competent": competent.pk, "category": "industry", "nature": "new"})
    desk.picture("project-form")
    desk.send()
    made = opened.projects.get()
    assert str(made.amount) == "485000.01"
    desk.open(f"/rounds/village/{opened.pk}/")
    meeting = {
        "held_on": clock.today(), "place": "村委会会议室", "chair": "王主任", "recorder": "李文书",
        "representatives": 36, "present": 30, "votes_for": 28, "votes_against": 1, "votes_abstained": 1,
        "resolution": "同意申报。",
    }  # fmt: skip
    desk.fill(meeting)
    desk.send()
    desk.picture("village-round")
    desk.task(opened.dossier.title)
    desk.picture("task")
    desk.decide("approve")
    year.journey.projects[made.pk] = (year.journey.plan.items[0], 1)
    assert Notice.objects.filter(dossier=opened.dossier).exists()
    return opened


def citizen_objects_and_the_head_answers(year: Year, desk: Desk, opened: VillageRound) -> None:
    """Without an account; the gate stays shut although the notice has run, until the head has answered."""
    notice = Notice.objects.get(dossier=opened.dossier)
    desk.browser.delete_all_cookies()
    desk.open("/public/")
    desk.picture("public")
    desk.follow(notice.title)
    desk.fill({"text": "公路走向应当绕开水源。", "name": "张某"})
    desk.picture("public-notice")
    desk.send()
    objection = Objection.objects.get()
    year.later(notice.closes_on + datetime.timedelta(days=1))
    clerk = year.who(Duty.PROPOSE_PROJECTS, make.FIRST)
    desk.sit(clerk)
    desk.task(opened.dossier.title)
    desk.decide("approve")
    assert desk.reads("异议未办结")
    assert opened.projects.get().state == "draft"
    desk.sit(year.who(Duty.HANDLE_OBJECTION, make.FIRST))
    desk.open(f"/notices/objections/{objection.pk}/")
    desk.fill({"upheld": "no", "finding": "经现场查看，公路不经过水源地。"})
    desk.picture("objection")
    desk.send()
    desk.sit(clerk)
    desk.task(opened.dossier.title)
    desk.decide("approve")
    assert opened.projects.get().state == "submitted"


def township_sends_one_back_and_passes_it(year: Year, desk: Desk, opened: VillageRound) -> None:
    project = opened.projects.get()
    reviewer = year.who(Duty.REVIEW_PROPOSALS, make.TOWNSHIP)
    desk.sit(reviewer)
    desk.picture("inbox")
    desk.task(opened.dossier.title)
    desk.tick(f"verdict-{project.pk}", "supplement")
    desk.tick(f"points-{project.pk}", "estimate")
    desk.fill({f"note-{project.pk}": "请附概算明细。"})
    desk.picture("review")
    desk.decide("approve", "请补充后再报。")
    project.refresh_from_db()
    assert project.state == "supplement"
    desk.sit(year.who(Duty.PROPOSE_PROJECTS, make.FIRST))
    desk.open(f"/projects/{project.pk}/change/")
    desk.fill({"content": "新建通组公路2.1公里，路基宽4.5米，概算明细见附件。"})
    desk.send()
    desk.task(opened.dossier.title)
    desk.decide("approve", "已补充概算明细。")
    desk.sit(reviewer)
    desk.task(opened.dossier.title)
    desk.decide("approve", "同意上报。")
    assert desk.reads("以下项目尚未填写意见：1. ")
    desk.tick(f"verdict-{project.pk}", "pass")
    desk.decide("approve", "同意上报。")
    project.refresh_from_db()
    assert project.state == "township_passed"


def second_village_and_bureau(year: Year) -> None:
    """Driven: another village's project and a bureau's own."""
    village, items = organisation(make.SECOND), year.journey.plan.items
    actor = holder(Duty.PROPOSE_PROJECTS, village)
    opened = village_rounds.open_round(actor=actor, village=village, year=make.YEAR)
    year.journey._propose(actor, village, items[2], village_round=opened, villages=[village])
    year.drive(opened.dossier)
    bureau = year.journey.proposer.departments[Sector.FORESTRY]
    actor = holder(Duty.PROPOSE_DEPARTMENT_PROJECTS, bureau)
    year.journey._propose(actor, bureau, items[3], ground=BUREAU_GROUND)


def township_reports(year: Year, desk: Desk) -> None:
    """The notice is driven; the head signs the report upward in the browser."""
    township = organisation(make.TOWNSHIP)
    actor = holder(Duty.REPORT_PROJECTS, township)
    opened = township_rounds.open_round(actor=actor, township=township, year=make.YEAR)
    year.drive(opened.dossier, until="township_head_signs")
    desk.sit(year.who(Duty.SIGN_TOWNSHIP_REPORT, make.TOWNSHIP))
    desk.task(opened.dossier.title)
    desk.decide("approve")
    assert set(opened.projects.values_list("state", flat=True)) == {"reported"}


def library(year: Year, desk: Desk) -> None:
    """One bureau appraises and the leading group admits in the browser; the other bureaus are driven."""
    group = organ(year.county, OrganisationKind.WORKING_GROUP)
    drafter = holder(Duty.COMPILE_PLAN, group)
    opened = library_rounds.open_round(actor=drafter, county=year.county, year=make.YEAR)
    item = next(i for i in year.open(opened.dossier) if i.organisation.sector == Sector.TRANSPORT)
    desk.sit(holder(item.duty, item.organisation))
    desk.task(opened.dossier.title)
    desk.pass_rest()
    desk.decide("approve", "符合规划，同意入库。")
    year.drive(opened.dossier, until="leading_group_admits")
    [item] = year.open(opened.dossier)
    desk.sit(holder(item.duty, item.organisation))
    desk.task(opened.dossier.title)
    desk.pass_rest()
    desk.picture("library-decision")
    desk.decide("approve")
    year.drive(opened.dossier)
    assert Project.objects.in_library(year.county).count() == 3


def plan_with_a_silent_department(year: Year, desk: Desk) -> PlanVersion:
    """One department never answers: the limit passes and the plan goes on, with the silence on record."""
    drafter = holder(Duty.COMPILE_PLAN, organ(year.county, OrganisationKind.WORKING_GROUP))
    version = plan_versions.open_plan(
        actor=drafter, county=year.county, year=make.YEAR,
        reply_by=clock.today() + datetime.timedelta(days=20),
    )  # fmt: skip
    [call] = year.open(version.dossier)
    desk.sit(holder(call.duty, call.organisation))
    desk.task(version.dossier.title)
    desk.decide("approve", "同意印发。")
    year.later(datetime.date(make.YEAR, 1, 5))
    sources_are_entered(year, desk, version)
    year.drive(version.dossier, until="department_countersigns")
    seats = year.open(version.dossier)
    silent = next(s for s in seats if s.organisation.sector == Sector.WATER)
    desk.sit(drafter)
    desk.open(f"/plans/{version.pk}/")
    desk.picture("plan")
    for seat in seats:
        if seat != silent:
            desk.sit(holder(seat.duty, seat.organisation))
            desk.task(version.dossier.title)
            desk.decide("approve", "无不同意见。")
    year.later(silent.due_at.date() + datetime.timedelta(days=1))
    assert engine.lapse_overdue() == 1
    assert Opinion.objects.get(dossier=version.dossier, decision=Decision.LAPSED).actor is None
    year.drive(version.dossier, until="leading_group_decides")
    body_meets(year, desk, version.dossier, "竹政会议室一")
    year.drive(version.dossier, until="executive_meeting_decides")
    body_meets(year, desk, version.dossier, "竹政会议室二")
    year.drive(version.dossier, until="head_signs")
    desk.sit(holder(Duty.SIGN_OFF, year.county))
    desk.task(version.dossier.title)
    desk.picture("signature")
    desk.decide("approve", "同意印发。")
    year.drive(version.dossier)
    version.refresh_from_db()
    return version


def sources_are_entered(year: Year, desk: Desk, version: PlanVersion) -> None:
    """The finance bureau writes each source of the table on its page and reports the fund base."""
    [item] = year.open(version.dossier)
    desk.sit(holder(item.duty, item.organisation))
    for number, (name, amount) in enumerate(year.journey.plan.source_totals.items(), 1):
        desk.open("/funds/")
        desk.follow("登记资金来源")
        level = "central" if name == make.CENTRAL else "province"
        typed = {"year": make.YEAR, "name": name, "doc_no": f"竹财指〔2026〕{number}号", "level": level}
        desk.fill({**typed, "received_on": clock.today(), "amount": wan(amount), "integrable": wan(amount)})
        if number == 1:
            desk.picture("source-form")
        desk.send()
    assert FundSource.objects.of(year.county, make.YEAR).count() == len(year.journey.plan.source_totals)
    desk.open("/funds/")
    desk.picture("sources")
    desk.task(version.dossier.title)
    desk.decide("approve", "资金家底已摸清。")


def body_meets(year: Year, desk: Desk, dossier: Dossier, place: str) -> None:
    """The secretary calls the meeting, notes who came, how they voted and what was decided; the chair signs."""
    [item] = year.open(dossier)
    kind, _place = MEETINGS[item.step]
    day = add_working_days(clock.today(), 1)
    desk.sit(holder(Duty.CONVENE_MEETING, convening_organ(kind, item.organisation)))
    desk.open("/meetings/")
    desk.follow("召集会议")
    desk.set_moment("held_at", day, "09:00")
    desk.fill({"place": place})
    desk.send()
    held = Meeting.objects.get(agenda__work_item=item.pk)
    year.later(day)
    desk.open(f"/meetings/{held.pk}/")
    desk.press("section[aria-labelledby=attendance] form button[type=submit]")
    for member in members(kind, item.organisation):
        desk.tick(f"vote-{member.pk}", "for")
    desk.tick("result", "pass")
    desk.picture(f"meeting-{kind.value}")
    desk.press("article form .button-main")
    desk.sit(holder(item.duty, item.organisation))
    desk.open(f"/meetings/{held.pk}/")
    desk.press("form.decision .button-main")
    held.refresh_from_db()
    assert held.minutes is not None
    assert held.minutes.number
    assert desk.reads(held.minutes.number)


def filing_with_supplement_and_finding(year: Year, desk: Desk, version: PlanVersion) -> None:
    """Finance asks for a supplement, poverty relief advises; the county answers, the head signs, they register."""
    raised: dict[str, Any] = {Sector.FINANCE: "supplement", Sector.POVERTY: "object"}
    addressees = list(FilingAddressee.objects.select_related("dossier", "organisation").order_by("pk"))
    for addressee in addressees:
        if decision := raised.get(addressee.organisation.sector):
            official = holder(Duty.ACKNOWLEDGE_FILING, addressee.organisation)
            year.drive(addressee.dossier, until="province_checks")
            desk.sit(official)
            desk.task(addressee.dossier.title)
            desk.fill({"text-1": "缺少项目库明细表。", "requested-1": "请予补充。"})
            desk.picture(f"province-{decision}")
            desk.decide(decision, "请予补充说明。")
            desk.sit(holder(Duty.SIGN_FILING, addressee.organisation))
            desk.task(addressee.dossier.title)
            desk.decide("approve", "同意发出。")
    states = set(FilingAddressee.objects.values_list("state", flat=True))
    assert states == {AddresseeState.SENT, AddresseeState.SUPPLEMENT_REQUESTED, AddresseeState.FINDINGS_RAISED}
    drafter = holder(Duty.COMPILE_PLAN, organ(year.county, OrganisationKind.WORKING_GROUP))
    for addressee in (a for a in addressees if a.organisation.sector in raised):
        [finding] = addressee.findings.all()
        desk.sit(drafter)
        desk.task(addressee.dossier.title)
        desk.tick(f"state-{finding.pk}", "done")
        desk.fill({f"response-{finding.pk}": "已补充项目库明细表。", f"evidence-{finding.pk}": "项目库明细表"})
        desk.decide("approve", "拟同意答复。")
        desk.sit(holder(Duty.SIGN_OFF, year.county))
        desk.task(addressee.dossier.title)
        desk.decide("approve")
        desk.sit(holder(Duty.ACKNOWLEDGE_FILING, addressee.organisation))
        desk.task(addressee.dossier.title)
        desk.decide("approve", "予以登记。")
        desk.sit(holder(Duty.SIGN_FILING, addressee.organisation))
        desk.task(addressee.dossier.title)
        desk.decide("approve", "同意。")
    for addressee in addressees:
        year.drive(addressee.dossier)
    desk.sit(drafter)
    desk.open(f"/filings/{version.filing.pk}/")
    desk.picture("filing")
    desk.open(f"/dossiers/{version.dossier_id}/")
    desk.picture("dossier")
