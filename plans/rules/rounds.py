"""Rules of the proposal rounds: deliberation, mandatory fields, reviews (domain steps 3 to 10)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from plans.enums import ReviewPoint, Verdict
from plans.models import Project, VillageRound
from plans.rules.refusal import Refusal

ORGANIC_LAW = "村民委员会组织法第二十六条"
"""Two thirds present, more than half of those present agreeing; nothing else rests on it."""
LIBRARY_FIELDS = "鄂政办发〔2015〕63号四（六）"
NO_DUPLICATES = "鄂政办发〔2015〕63号五（三）"
BY_YEAR_END = "鄂政办发〔2015〕63号四（四）"

MANDATORY = {
    "name": "项目名称",
    "content": "建设任务及规模",
    "location": "实施地点",
    "funding_method": "筹资方式",
    "platform": "使用平台",
    "responsible_unit": "责任单位",
    "responsible_person": "责任人",
    "linkage": "群众参与和带贫减贫机制",
}


def deliberation_refusals(held: VillageRound) -> list[Refusal]:
    """Two thirds of the representatives present, more than half of those present agreeing."""
    if not held.held_on or held.representatives is None or held.present is None or held.votes_for is None:
        return [Refusal(_("请先填写村民代表会议的日期、应到、实到和表决情况"))]
    found = [*quorum_refusals(held.representatives, held.present, held.votes_for), *count_refusals(held)]
    if not held.resolution.strip():
        found.append(Refusal(_("请写明会议决议")))
    return found


def quorum_refusals(due: int, present: int, votes: int) -> list[Refusal]:
    """Of the representatives due two thirds are present, and more than half of those vote for it."""
    found = []
    if present * 3 < due * 2:
        shown = _("应到%(due)d人，实到%(present)d人，不足三分之二，会议决议无效")
        found.append(Refusal(shown % {"due": due, "present": present}, ORGANIC_LAW))
    if votes * 2 <= present:
        shown = _("实到%(present)d人，赞成%(votes)d票，未过半数，决议未通过")
        found.append(Refusal(shown % {"present": present, "votes": votes}, ORGANIC_LAW))
    return found


def count_refusals(held: VillageRound) -> list[Refusal]:
    """As many votes as people present; what is not written down yet is not counted."""
    if held.present is None or held.votes_for is None:
        return []
    cast = held.votes_for + (held.votes_against or 0) + (held.votes_abstained or 0)
    if cast == held.present:
        return []
    shown = _("表决票数合计%(cast)d，与实到人数%(present)d不符")
    return [Refusal(shown % {"cast": cast, "present": held.present})]


def project_refusals(project: Project) -> list[Refusal]:
    """The mandatory fields of a library entry; no performance target, no entry (B04). Names the code: two projects may have one name."""
    where = f"{project.code} {project.name}".strip()
    found = [
        Refusal(_("请填写“%(field)s”") % {"field": label}, LIBRARY_FIELDS, where)
        for name, label in MANDATORY.items()
        if not str(getattr(project, name)).strip()
    ]
    if not project.target.strip():
        found.append(Refusal(_("未设绩效目标的项目不得入库"), LIBRARY_FIELDS, where))
    if not (project.households or project.people):
        found.append(Refusal(_("请填写受益户数或人数"), "鄂政办发〔2015〕63号二", where))
    if project.ends_on.year > project.year:
        shown = _("计划完工%(end)s晚于%(year)d年12月31日")
        days = {"end": project.ends_on, "year": project.year}
        found.append(Refusal(shown % days, BY_YEAR_END, where))
    return found


def namesake_refusals(projects: Iterable[Project]) -> list[Refusal]:
    """Two rows of one name cannot be told apart on a notice: names every code that bears it (五（三）, no duplicates)."""
    codes: dict[str, list[str]] = {}
    for project in projects:
        codes.setdefault(project.name.strip(), []).append(project.code)
    shown = _("项目重名，公示上无法区分，请改名或撤下重复的一个")
    return [
        Refusal(shown, NO_DUPLICATES, _("%(codes)s“%(name)s”") % {"codes": "、".join(bearers), "name": name})
        for name, bearers in codes.items()
        if len(bearers) > 1
    ]


def project_cautions(project: Project, namesakes: Iterable[str]) -> list[str]:
    """What is saved all the same and asked again later: nobody who benefits, and the codes of others of its name."""
    found = []
    if not (project.households or project.people):
        found.append(_("“%(name)s”尚未填写受益户数或人数，提交前须补填") % {"name": project.name})
    codes = "、".join(namesakes)
    if codes:
        found.append(
            _("本批次已有同名项目“%(name)s”（%(codes)s），请核对是否重复") % {"name": project.name, "codes": codes}
        )
    return found


def review_refusals(name: str, verdict: str, failed_points: Iterable[str], note: str) -> list[Refusal]:
    """A verdict against a project names at least one point and says why; a pass leaves no point open."""
    points = list(failed_points)
    found = []
    unknown = [p for p in points if p not in ReviewPoint.values]
    if verdict not in Verdict.values or unknown:
        return [Refusal(_("审核意见无法识别，请重新选择"), "审核意见表", name)]
    if verdict == Verdict.PASS and points:
        found.append(Refusal(_("尚有审核点存在问题，不能通过"), "审核意见表", name))
    if verdict != Verdict.PASS and not note.strip():
        found.append(Refusal(_("补正、退回或不予通过的，须写明理由"), "审核意见表", name))
    if verdict in {Verdict.SUPPLEMENT, Verdict.RETURN} and not points:
        found.append(Refusal(_("请至少勾选一个存在问题的审核点"), "审核意见表", name))
    return found
