"""Ending plans and rounds before their end: who proposes, who decides, and what is free again (domain a.3 取消、终止).

Each mixin carries the methods that `ended_early` of its flows names; the declarations stand here, since the flows of a
first plan and of its adjustments share one.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from funds import freed as money
from plans.services import freed, master_plans, terminations
from roles.duties import Duty
from workflows.engine.nodes import Ended, EndedEarly, Who, this
from workflows.engine.nodes.base import Moving
from workflows.flows.seats import (
    library_round,
    master_plan_version,
    plan_version,
    township_needs,
    township_round,
    village_round,
)

COUNTERSIGNING = "department_countersigns"
BEFORE_THE_DRAFT = ("working_group_drafts_call", "group_head_signs_call", "finance_confirms_sources")
BEFORE_THE_EXECUTIVE_MEETING = (
    "working_group_drafts", "office_director_signs_letter", COUNTERSIGNING, "working_group_settles", "leading_group_decides",
    "working_group_amends", "group_secretary_confirms", "executive_meeting_decides",
)  # fmt: skip
BEFORE_THE_ISSUE = (
    "working_group_revises", "meeting_secretary_confirms", "office_edits", "head_signs", "office_rechecks",
    "office_registers",
)  # fmt: skip


def _plan(*before_the_draft: str) -> EndedEarly:
    """A first plan and an adjustment alike; only the first has steps before its draft."""
    return EndedEarly(
        proposed_by=Who(Duty.COMPILE_PLAN, this.working_group),
        decided_by=(
            # 四（六）: 统筹资金领导小组, whose head signed the call
            (Who(Duty.CHAIR_LEADING_GROUP, this.leading_group), (*before_the_draft, *BEFORE_THE_EXECUTIVE_MEETING)),
            # what the executive meeting has passed is the government's
            (Who(Duty.CHAIR_EXECUTIVE_MEETING, this.county), (*BEFORE_THE_ISSUE, "added_step")),
        ),
        too_late=gettext_lazy(
            "方案已印发，不能终止；须变更的编制调整方案，重新印发并报备，公文有误的按公文作废程序办理"
        ),
        ended=this.end_plan,
        frees=this.plan_frees,
    )


PLAN, ADJUSTMENT = _plan(*BEFORE_THE_DRAFT), _plan()

CHANGE = EndedEarly(
    proposed_by=Who(Duty.COMPILE_PLAN, this.working_group),
    decided_by=(
        (
            Who(Duty.CHAIR_LEADING_GROUP, this.leading_group),
            (
                "township_applies", "department_applies", COUNTERSIGNING, "finance_confirms_change",
                "working_group_proposes", "leading_group_decides", "group_head_signs_change",
            ),
        ),
    ),
    too_late=gettext_lazy("变更通知已印发，不能终止；须再行变更的另行申请"),
    ended=this.end_plan,
    frees=this.plan_frees,
)  # fmt: skip

VILLAGE = EndedEarly(
    proposed_by=Who(Duty.PROPOSE_PROJECTS, this.owner),
    decided_by=(
        (
            Who(Duty.SIGN_TOWNSHIP_REPORT, this.owners_parent),
            ("village_deliberates", "village_submits", "township_reviews", "village_corrects"),
        ),
    ),
    too_late=gettext_lazy("本轮申报已审核完毕，不能终止；个别项目由乡镇在汇总时移出"),
    ended=this.end_village_round,
    frees=this.village_round_frees,
)

TOWNSHIP = EndedEarly(
    proposed_by=Who(Duty.REPORT_PROJECTS, this.owner),
    decided_by=(
        (
            Who(Duty.SIGN_TOWNSHIP_REPORT, this.owner),
            ("township_posts_notice", "township_confirms_notice", "township_head_signs"),
        ),
    ),
    too_late=gettext_lazy("本轮项目已全部移出，各村知悉后即办结，无须终止"),
    ended=this.end_township_round,
    frees=this.township_round_frees,
)

LIBRARY = EndedEarly(
    proposed_by=Who(Duty.COMPILE_PLAN, this.working_group),
    decided_by=((Who(Duty.CHAIR_LEADING_GROUP, this.leading_group), ("department_appraises", "leading_group_admits")),),
    too_late=gettext_lazy("本轮项目已审定，不能终止；入库项目有误的，由项目库管理单位更正"),
    ended=this.end_library_round,
    frees=this.library_round_frees,
)

MASTER_PLAN = EndedEarly(
    proposed_by=Who(Duty.COMPILE_PLAN, this.working_group),
    decided_by=(
        (
            Who(Duty.CHAIR_LEADING_GROUP, this.leading_group),
            (
                "working_group_compiles", COUNTERSIGNING, "working_group_settles", "leading_group_decides",
                "working_group_amends", "group_secretary_confirms", "executive_meeting_decides",
            ),
        ),
        (Who(Duty.CHAIR_EXECUTIVE_MEETING, this.county), BEFORE_THE_ISSUE),
    ),
    too_late=gettext_lazy("规划已印发，不能终止；须变更的启动滚动修订，重新印发"),
    ended=this.end_plan,
    frees=this.plan_frees,
)  # fmt: skip

TOWNSHIP_NEEDS = EndedEarly(
    proposed_by=Who(Duty.COMPILE_PLAN, this.working_group),
    decided_by=(
        (
            Who(Duty.CHAIR_LEADING_GROUP, this.leading_group),
            (
                "township_passes_down", "village_states_needs", "township_reviews_needs", "village_corrects_needs",
                "township_head_signs_needs", "working_group_receives",
            ),
        ),
    ),
    too_late=gettext_lazy("该乡镇的需求已接收，不能终止；须变更的在滚动修订时补报"),
    ended=this.end_needs,
    frees=this.needs_free,
)  # fmt: skip

ALLOTMENT = EndedEarly(
    proposed_by=Who(Duty.MANAGE_SOURCES, this.finance_bureau),
    decided_by=(
        (
            Who(Duty.SIGN_OFF, this.finance_bureau),
            ("finance_drafts_batch", "department_head_signs", "finance_head_signs"),
        ),
    ),
    too_late=gettext_lazy("资金已下达，不能终止；须变更的，由工作专班编制调整方案，已下达的部分不得调减"),
    ended=this.end_batch,
    frees=this.batch_frees,
)


class PlanEndings:
    """What becomes of a plan version that is ended early."""

    def end_plan(self, at: Moving, told: Ended) -> None:
        version = plan_version(at)
        terminations.notify(actor=told.actor, version=version, issuer=told.organisation, reason=told.reason)
        terminations.end_version(actor=told.actor, version=version, reason=told.reason)

    def plan_frees(self, at: Moving) -> list[str]:
        return freed.by_version(at.dossier, money.by_version(at.dossier), countersigning=COUNTERSIGNING)


class RoundEndings:
    """What becomes of the projects that a round had gathered."""

    def owner(self, at: Moving) -> int:
        return at.dossier.owner_id

    def owners_parent(self, at: Moving) -> int | None:
        return at.dossier.owner.parent_id

    def end_village_round(self, at: Moving, told: Ended) -> None:
        terminations.end_village_round(actor=told.actor, village_round=village_round(at), reason=told.reason)

    def village_round_frees(self, at: Moving) -> list[str]:
        return freed.by_village_round(at.dossier)

    def end_township_round(self, at: Moving, told: Ended) -> None:
        terminations.end_township_round(actor=told.actor, township_round=township_round(at), reason=told.reason)

    def township_round_frees(self, at: Moving) -> list[str]:
        return freed.by_township_round(at.dossier)

    def end_library_round(self, at: Moving, told: Ended) -> None:
        terminations.end_library_round(actor=told.actor, library_round=library_round(at), reason=told.reason)

    def library_round_frees(self, at: Moving) -> list[str]:
        return freed.by_library_round(at.dossier)


class MasterPlanEndings:
    """What becomes of a plan of several years, or of a township's part of it."""

    def end_plan(self, at: Moving, told: Ended) -> None:
        master_plans.end(actor=told.actor, version=master_plan_version(at), reason=told.reason)

    def plan_frees(self, at: Moving) -> list[str]:
        return freed.by_master_plan(at.dossier)

    def end_needs(self, at: Moving, told: Ended) -> None:
        master_plans.note_ended_part(actor=told.actor, needs=township_needs(at), reason=told.reason)

    def needs_free(self, at: Moving) -> list[str]:
        return freed.by_township_needs(at.dossier)
