"""What the end of a plan version or of a round would set free, a sentence each, for whoever proposes and decides it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.models import Dossier
from core.templatetags.words import cn_date
from plans.enums import VersionKind
from plans.models import (
    EmergencyItem,
    LibraryRound,
    MasterPlanVersion,
    Need,
    PlanVersion,
    TownshipNeeds,
    TownshipRound,
    VillageRound,
)
from plans.services import master_plans, resubmissions, terminations
from workflows.engine.models import WorkItem


def by_version(dossier: Dossier, money: list[str], *, countersigning: str) -> list[str]:
    """Its projects, the `money` that its room tells of, and the departments that have yet to answer at the step
    `countersigning`."""
    version = PlanVersion.objects.get(dossier=dossier)
    asked = WorkItem.objects.open().filter(dossier=dossier, step=countersigning).count()
    after = (
        _("本年度方案可以重新启动")
        if version.kind == VersionKind.INITIAL
        else _("原方案继续执行，其项目和资金不变；可以另行启动调整")
    )
    unanswered = (
        _("尚未论证的%(number)d个主管部门不再答复，并收到消息")
        if version.kind == VersionKind.ITEM_CHANGE
        else _("尚未答复征求意见函的%(number)d个部门不再答复，并收到消息")
    )
    return [
        *_counted(
            _("方案列入的%(number)d个项目退回项目库，状态恢复为“已入库”"), terminations.bound_by(version).count()
        ),
        *_emergencies(version),
        *money,
        *_counted(unanswered, asked),
        after,
        _("已印发的公文存档，不作废"),
    ]


def _emergencies(version: PlanVersion) -> list[str]:
    """What a meeting let in before the library had it: the plan carries it no more, and it goes on as any proposal."""
    urgent = EmergencyItem.objects.filter(version=version, project__plan_items__version=version)
    names = list(urgent.order_by("project__code").values_list("project__name", flat=True))
    told = {"number": len(names), "names": "、".join(f"“{name}”" for name in names)}
    return [_("应急列入的%(number)d个项目不再列入方案，是否入库按入库程序办理：%(names)s") % told] if names else []


def by_village_round(dossier: Dossier) -> list[str]:
    number = terminations.of_village(VillageRound.objects.get(dossier=dossier)).count()
    return [*_counted(_("%(number)d个项目随之撤下，需要时另行申报"), number), *_notices(dossier)]


def by_township_round(dossier: Dossier) -> list[str]:
    number = terminations.of_township(TownshipRound.objects.get(dossier=dossier)).count()
    return [*_counted(_("%(number)d个项目恢复为待上报，可列入以后的批次"), number), *_notices(dossier)]


def by_library_round(dossier: Dossier) -> list[str]:
    found = LibraryRound.objects.get(dossier=dossier)
    back = resubmissions.returned(found).count()
    waiting = terminations.of_library(found).count() - back
    return [
        *_counted(_("%(number)d个项目恢复为待论证，可列入以后的批次"), waiting),
        *_counted(_("已退回的%(number)d个项目交申报单位更正或撤下，退回意见书书面告知理由"), back),
    ]


def by_master_plan(dossier: Dossier) -> list[str]:
    version = MasterPlanVersion.objects.select_related("plan", "revises").get(dossier=dossier)
    lines = Need.objects.counted(version).count()
    told, too_late = (
        (_("原规划继续执行；%(first)s至%(last)s可以再行修订"), _("原规划继续执行；规划期已满，不再修订"))
        if version.revises
        else (
            _("本期规划可以在%(first)s至%(last)s重新启动，各乡镇、各村重新上报"),
            _("启动期限已过，本期规划不能再启动，请启动下一期规划"),
        )
    )
    window = master_plans.next_window(version.plan, version.revises)
    again = told % {"first": cn_date(window[0]), "last": cn_date(window[1])} if window else too_late
    return [*_counted(_("已汇总的%(number)d项需求随之存档，不再执行"), lines), again]


def by_township_needs(dossier: Dossier) -> list[str]:
    needs = TownshipNeeds.objects.get(dossier=dossier)
    return _counted(_("%(number)d个村列为未报，在规划中逐一列名；其需求在滚动修订时补报"), needs.villages.count())


def _notices(dossier: Dossier) -> list[str]:
    """The notices that run, which end with it."""
    return [
        _("《%(title)s》（至%(day)s）即行终止，不再受理异议")
        % {"title": notice.title, "day": cn_date(notice.closes_on)}
        for notice in terminations.running_notices(dossier)
    ]


def _counted(words: str, number: int) -> list[str]:
    """The sentence, where there is anything to count."""
    return [words % {"number": number}] if number else []
