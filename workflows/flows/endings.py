"""Ending plans and rounds before their end: who proposes, who decides, and what is free again (domain a.3 取消、终止).

Each mixin carries the methods that `ended_early` of its flows names; the declarations stand here, since the flows of a
first plan and of its adjustments share one.
"""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Organisation
from core.money import wan
from core.templatetags.words import cn_date
from funds.models import FundSource
from plans.enums import VersionKind
from plans.models import LibraryRound, PlanVersion, TownshipRound, VillageRound
from plans.services import resubmissions, terminations
from roles.duties import Duty
from workflows.engine.models import WorkItem
from workflows.engine.nodes import Ended, EndedEarly, Who, this
from workflows.engine.nodes.base import Moving
from workflows.flows.seats import library_round, plan_version, township_round, village_round

BEFORE_THE_DRAFT = ("working_group_drafts_call", "group_head_signs_call", "finance_confirms_sources")
BEFORE_THE_EXECUTIVE_MEETING = (
    "working_group_drafts", "office_director_signs_letter", "department_countersigns", "working_group_settles", "leading_group_decides",
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
            (Who(Duty.CHAIR_EXECUTIVE_MEETING, this.county), BEFORE_THE_ISSUE),
        ),
        too_late=gettext_lazy(
            "方案已印发，不能终止；须变更的编制调整方案，重新印发并报备，公文有误的按公文作废程序办理"
        ),
        ended=this.end_plan,
        frees=this.plan_frees,
    )


PLAN, ADJUSTMENT = _plan(*BEFORE_THE_DRAFT), _plan()

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


class PlanEndings:
    """What becomes of a plan version that is ended early."""

    def end_plan(self, at: Moving, told: Ended) -> None:
        version, issuer = plan_version(at), Organisation.objects.get(pk=told.organisation)
        terminations.notify(actor=told.actor, version=version, issuer=issuer, reason=told.reason)
        terminations.end_version(actor=told.actor, version=version, reason=told.reason)

    def plan_frees(self, at: Moving) -> list[str]:
        version = PlanVersion.objects.get(dossier=at.dossier.pk)
        is_first = version.kind == VersionKind.INITIAL
        told = []
        if projects := terminations.bound_by(version).count():
            told.append(_counted(_("方案列入的%(number)d个项目退回项目库，状态恢复为“已入库”"), projects))
        if is_first:
            told += _money_freed(version)
        asked = WorkItem.objects.open().filter(dossier=at.dossier.pk, step="department_countersigns").count()
        if asked:
            told.append(_counted(_("尚未答复征求意见函的%(number)d个部门不再答复，并收到消息"), asked))
        after = _("本年度方案可以重新启动") if is_first else _("原方案继续执行，其项目和资金不变；可以另行启动调整")
        return [*told, after, _("已印发的公文存档，不作废")]


def _money_freed(version: PlanVersion) -> list[str]:
    """What the version arranged, where it arranged anything."""
    sources = FundSource.objects.filter(fundings__item__version=version).distinct().count()
    amount = version.items.aggregate(total=Sum("amount"))["total"]
    told = {"amount": wan(amount or Decimal(0), separators=True), "sources": sources}
    return [_("拟安排的%(amount)s万元资金释放，%(sources)d项资金来源的余额恢复") % told] if sources else []


class RoundEndings:
    """What becomes of the projects that a round had gathered."""

    def owner(self, at: Moving) -> int:
        return at.dossier.owner_id

    def owners_parent(self, at: Moving) -> int | None:
        return Organisation.objects.values_list("parent", flat=True).get(pk=at.dossier.owner_id)

    def end_village_round(self, at: Moving, told: Ended) -> None:
        terminations.end_village_round(actor=told.actor, village_round=village_round(at), reason=told.reason)

    def village_round_frees(self, at: Moving) -> list[str]:
        found = VillageRound.objects.get(dossier=at.dossier.pk)
        number = terminations.of_village(found).count()
        return [
            *([_counted(_("%(number)d个项目随之撤下，需要时另行申报"), number)] if number else []),
            *self._notices(at),
        ]

    def end_township_round(self, at: Moving, told: Ended) -> None:
        terminations.end_township_round(actor=told.actor, township_round=township_round(at), reason=told.reason)

    def township_round_frees(self, at: Moving) -> list[str]:
        found = TownshipRound.objects.get(dossier=at.dossier.pk)
        number = terminations.of_township(found).count()
        return [
            *([_counted(_("%(number)d个项目恢复为待上报，可列入以后的批次"), number)] if number else []),
            *self._notices(at),
        ]

    def end_library_round(self, at: Moving, told: Ended) -> None:
        terminations.end_library_round(actor=told.actor, library_round=library_round(at), reason=told.reason)

    def library_round_frees(self, at: Moving) -> list[str]:
        found = LibraryRound.objects.get(dossier=at.dossier.pk)
        back = resubmissions.returned(found).count()
        number = terminations.of_library(found).count() - back
        told = [_counted(_("%(number)d个项目恢复为待论证，可列入以后的批次"), number)] if number else []
        sent = _("已退回的%(number)d个项目交申报单位更正或撤下，退回意见书书面告知理由")
        return [*told, *([_counted(sent, back)] if back else [])]

    def _notices(self, at: Moving) -> list[str]:
        """The notices that run, which end with it."""
        return [
            _("《%(title)s》（至%(day)s）即行终止，不再受理异议")
            % {"title": notice.title, "day": cn_date(notice.closes_on)}
            for notice in terminations.running_notices(at.dossier)
        ]


def _counted(words: str, number: int) -> str:
    return words % {"number": number}
