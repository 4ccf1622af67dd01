"""What has happened in the county by today: last year's plan is filed, this year's is being countersigned, and
further projects stand at every step before it."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from core import clock, planner
from core.enums import OrganisationKind, Sector
from core.models import Dossier, Organisation
from plans.models import FilingAddressee, Notice, PlanVersion, Project
from plans.services import notices, projects
from plans.services.organs import organ
from roles.duties import Duty
from workflows.desk import reminding
from workflows.engine.services import limit_setting
from workflows.flows.demonstration import (
    adjusting,
    allotting,
    beside,
    changing,
    chasing,
    ending,
    habits,
    helping,
    moneys,
    paying,
    planning,
    poor_villages,
    registers,
    stage,
    standards,
    tampering,
    watching,
    wishes,
)
from workflows.flows.demonstration.county_work import CountyWork
from workflows.flows.demonstration.days import Days
from workflows.flows.demonstration.wishes import Wishes
from workflows.flows.rehearsal.people import holder

Say = Callable[[str], None]

OBJECTION = "漂流码头至八组公路主要方便景区车辆，八组常住户不足二十户，建议先修水毁的四组入户路。"
SLIP = "公示表中密集烤房座数误写为22座，应为20座，重新议定后公示。"
MENDED = "改造密集烤房20座，更换电控设备，配套供电线路"
REMARKS: dict[str, str] = {
    Sector.TRANSPORT: "通组公路项目请补列路面结构和安全防护设施，责任单位中增列县农村公路管理所。"
}
"""What a department wants changed in this year's plan: its drafter answers it before the meeting."""
FINDINGS = {
    Sector.TRANSPORT: ("连村公路改扩建项目未列明设计批复文号。", "补充设计批复，说明工期安排。"),
    Sector.WATER: ("安全饮水巩固提升项目未说明水源水质检测情况。", "补充水质检测报告，说明管护责任单位。"),
}
"""What an addressee finds, and what it asks for."""
ELECTION = "该村正在进行村民委员会换届选举，新一届村民委员会产生后继续办理。"
"""Why a village's round stands still."""
BASIS = "鄂政办发〔2015〕63号"
BOUNDS = (("township_reviews", 3, 5, 10), ("department_countersigns", 3, 5, 10), ("flow:annual_plan", 60, 90, 120))
"""What the province allows: shortest, usual, longest."""
ABOUT = {Sector.TRANSPORT: "连村公路改扩建", Sector.WATER: "安全饮水巩固提升"}
"""In which project, by a part of its name."""


def tell(days: Days, say: Say) -> None:
    """All of it, from the past to the present, on a clock that stands back and moves forward only."""
    with clock.shifted(days.beginning - clock.now()):
        say("机关、岗位、账号")
        stage.people(clock.today())
        before, now = CountyWork(days.plan_year - 1, days), CountyWork(days.plan_year, days)
        standards.lay_down(before.county)
        poor_villages.list_them(before.county)
        say("统筹资金规划：村级需求、乡镇上报、会议、印发")
        planning.first_period(before)
        say("上一年度方案：编制通知、申报、入库")
        version = before.open_plan()
        _into_library(before, wishes.LAST_YEAR)
        say("上一年度方案：起草、会签、会议、签发、备案")
        _last_years_plan(before, version)
        say("上一年度方案：第一批资金下达")
        allotting.in_spring(before, version)
        say("上一年度方案：中期调整")
        adjusting.last_years_plan(before, version)
        say("上一年度方案：第二批资金下达")
        allotting.after_adjusting(before, version)
        say("上一年度方案：单项变更；资金支付")
        changing.decided(before, version)
        paying.out_of_first_batch(before, version)
        say("本年度方案：第一批项目申报、入库")
        days.ago(115)
        standards.raise_one(now.county)
        _into_library(now, wishes.IN_COUNTERSIGN)
        say("本年度方案：会签；各环节在办项目")
        _to_the_present(now, before, version)
        reminding.remind()
        say("督办统计、通报")
        watching.keep(now.county)
        tampering.write_a_right_past_the_system()
        planner.learn()


def _into_library(work: CountyWork, asked: Wishes) -> None:
    """From the villages' deliberation to the library, nobody in the way."""
    rounds = work.propose(asked)
    for step in ("village_deliberates", "village_submits", "township_reviews"):
        work.take(rounds, step)
    _through_township(work, asked)
    dossier = work.open_library().dossier
    work.finish(dossier)


def _through_township(work: CountyWork, asked: Wishes) -> None:
    rounds = work.report(asked)
    for step in ("township_posts_notice", "township_confirms_notice", "township_head_signs"):
        work.take(rounds, step)


def _last_years_plan(work: CountyWork, version: PlanVersion) -> None:
    """Drafted in January, filed by the end of March; two addressees have registered."""
    year = work.year
    work.days.until(datetime.date(year, 1, 6))
    work.take([version.dossier], "finance_confirms_sources")
    work.days.until(datetime.date(year, 1, 20))
    work.take([version.dossier], "working_group_drafts")
    work.take([version.dossier], "office_director_signs_letter")
    work.days.until(datetime.date(year, 1, 25))
    work.countersign(version)
    ending.begin_and_end(work.proposer(next(iter(wishes.LAST_YEAR))), year)
    work.days.until(datetime.date(year, 3, 2))
    work.driver.run(version.dossier, until="office_edits")
    helping.add_step(work.open_items([version.dossier], "office_edits")[0], "-finance")
    work.take([version.dossier], "office_edits")
    work.take([version.dossier], "added_step", opinion="经核对，资金管理条款符合有关规定。")
    work.finish(version.dossier)
    work.days.until(datetime.date(year, 3, 26))
    work.finish(_addressed(version, Sector.FINANCE))
    for sector in (Sector.TRANSPORT, Sector.WATER):
        work.take([_addressed(version, sector)], "province_receives", opinion="已签收。")


def _to_the_present(now: CountyWork, before: CountyWork, filed: PlanVersion) -> None:
    """The last sixty days, in the order of time."""
    days = now.days
    days.ago(60)
    now.propose(wishes.AT_LEADING_GROUP)
    at_group = now.open_library().dossier
    appraised = now.propose(wishes.IN_APPRAISAL)
    now.take(appraised, "village_deliberates")
    days.ago(50)
    plan = now.open_plan()
    days.ago(48)
    now.take(appraised, "village_submits")
    now.take(appraised, "township_reviews")
    now.take([plan.dossier], "finance_confirms_sources")
    moneys.keep(now.county, now.year)
    _through_township(now, wishes.IN_APPRAISAL)
    chasing.of_province(before).remind_slow_addressee(before, filed)
    days.ago(30)
    noticed = now.propose({**wishes.IN_TOWNSHIP_NOTICE, **wishes.AT_TOWNSHIP_HEAD, **wishes.LEFT_OUT})
    now.take(noticed, "village_deliberates")
    days.ago(18)
    sent_back = now.propose(wishes.SENT_BACK)
    now.take(sent_back, "village_deliberates")
    now.take(noticed, "village_submits")
    now.take(noticed, "township_reviews")
    at_head = now.report(wishes.AT_TOWNSHIP_HEAD)
    now.take(at_head, "township_posts_notice")
    reviewed = now.propose(wishes.IN_REVIEW)
    now.take(reviewed, "village_deliberates")
    days.ago(12)
    now.take([at_group], "department_appraises", opinion="经论证，项目可行，同意入库。")
    before.raise_finding(_addressed(filed, Sector.TRANSPORT), FINDINGS[Sector.TRANSPORT], ABOUT[Sector.TRANSPORT])
    chasing.of_province(before).warn_slow_addressee()
    supervisors = chasing.of_county(now)
    supervisors.remind(now.open_items([at_group], "leading_group_admits")[0], 3)
    days.ago(7)
    now.take(sent_back, "village_submits")
    done = supervisors.remind(now.open_items(at_head, "township_confirms_notice")[0], 3)
    _last_week(now, reviewed, sent_back, at_head)
    supervisors.report(done, "公示期满无异议，已确认公示结果并报送签发。", "公示结果证明")
    supervisors.close(done)
    supervisors.chase_the_last_days(at_head, sent_back)
    _plan_and_filing(now, plan, before, filed, reviewed)


def _last_week(now: CountyWork, reviewed: list[Dossier], sent_back: list[Dossier], at_head: list[Dossier]) -> None:
    days = now.days
    days.ago(6)
    contested = now.propose({**wishes.CONTESTED, **wishes.IN_NOTICE, **wishes.POSTED_AGAIN})
    now.take(contested, "village_deliberates")
    now.propose(wishes.HALF_WRITTEN)
    standards.foster(next(iter(wishes.CONTESTED)))
    now.take(now.report(wishes.IN_TOWNSHIP_NOTICE), "township_posts_notice")
    now.take(at_head, "township_confirms_notice")
    library = now.open_library()
    days.ago(5)
    beside.attach_minutes(now.open_items(reviewed, "village_submits"))
    now.take(reviewed, "village_submits")
    limits_set(now.county)
    drafted = now.propose(wishes.BEING_DRAFTED)
    days.ago(4)
    ending.propose(drafted[-1], ending.NO_LONGER)
    object_to(contested[0])
    _post_again(now, contested[-1])
    now.send_back(sent_back)
    now.appraise_by(library.dossier, Sector.TRANSPORT, Sector.WATER)
    now.leave_out(wishes.LEFT_OUT, wishes.WHY_LEFT_OUT)
    helping.entrust(now.open_items(reviewed[:1], "township_reviews")[0])
    appraised = now.open_items([library.dossier], "department_appraises")
    helping.ask_before(next(one for one in appraised if one.organisation.sector != Sector.FINANCE), "-finance")


def _plan_and_filing(
    now: CountyWork, plan: PlanVersion, before: CountyWork, filed: PlanVersion, reviewed: list[Dossier]
) -> None:
    """The departments but one have countersigned; of the addressees, each stands elsewhere; one village's round stands
    still."""
    now.take([plan.dossier], "working_group_drafts")
    now.take([plan.dossier], "office_director_signs_letter")
    now.days.ago(2)
    changing.under_way(filed)
    beside.circulate_notice(plan.dossier, now.county)
    beside.talk(plan.dossier, now.county)
    before.answer(_addressed(filed, Sector.TRANSPORT), "设计批复已补，公路于11月底前完工。", "县交通运输局设计批复")
    registers.keep(now.county)
    now.countersign(plan, but=Sector.AGRICULTURE, remarks=REMARKS)
    beside.consult(now.open_items([plan.dossier], "department_countersigns")[0], now.county)
    now.urge(plan)
    chasing.of_county(now).special(now.open_items([plan.dossier], "department_countersigns")[0], 3)
    now.suspend(reviewed[-1], ELECTION, 20)
    before.take([_addressed(filed, Sector.AGRICULTURE)], "province_receives", opinion="已签收。")
    before.raise_finding(_addressed(filed, Sector.WATER), FINDINGS[Sector.WATER], ABOUT[Sector.WATER])
    before.take([_addressed(filed, Sector.POVERTY)], "province_receives", opinion="已签收。")
    before.prepare_receipt(_addressed(filed, Sector.POVERTY))
    allotting.at_the_end(before, filed)
    paying.close_the_year(before, filed)
    habits.keep(now.county, plan.dossier)


def _post_again(now: CountyWork, dossier: Dossier) -> None:
    """The village found a slip in what it had posted: it deliberates anew, and its second notice replaces the first."""
    now.give_back([dossier], "village_submits", "village_deliberates", SLIP, clause="C14", columns=("content",))
    [project] = Project.objects.filter(village_round__dossier=dossier).select_related("proposer")
    clerk = holder(Duty.PROPOSE_PROJECTS, project.proposer)
    projects.change(actor=clerk, project=project.pk, fields={"content": MENDED})
    now.take([dossier], "village_deliberates")


def limits_set(county: Organisation) -> None:
    """The province lays down what counties may set for two steps, and the county gives its townships two days more."""
    above = holder(Duty.ADMINISTER_SYSTEM, _of_the_province())
    tomorrow = clock.today() + datetime.timedelta(days=1)
    for key, lowest, usual, highest in BOUNDS:
        limit_setting.set_bounds(
            actor=above, key=key, lowest=lowest, usual=usual, highest=highest, starts_on=tomorrow, basis=BASIS
        )
    drafter = holder(Duty.COMPILE_PLAN, organ(county, OrganisationKind.WORKING_GROUP))
    limit_setting.set_county_limit(
        actor=drafter,
        county=county,
        key="township_reviews",
        days=7,
        starts_on=tomorrow,
        basis="县统筹资金领导小组会议议定",
    )


def _of_the_province() -> Organisation:
    """Where the province's administrators sit."""
    found = Organisation.objects.filter(kind=OrganisationKind.ADMINISTRATION, parent__parent__isnull=True)
    return found.order_by("path")[0]


def object_to(dossier: Dossier) -> None:
    """A villager objects, without a name, while the notice runs."""
    notices.object_to(notice=Notice.objects.get(dossier=dossier), text=OBJECTION)


def _addressed(version: PlanVersion, sector: Sector) -> Dossier:
    found = FilingAddressee.objects.select_related("dossier")
    return found.get(filing__version=version, organisation__sector=sector).dossier
