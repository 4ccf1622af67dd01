"""How the step that a slip chases stands or ended: read on the slip's page before anybody verifies what was reported."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import User
from core.pages.parts import Act, Crumb, Round
from core.templatetags.words import cn_moment
from oversight.enums import SlipState
from oversight.models import Slip
from roles import policies
from workflows.desk import borders, timeline
from workflows.engine.models import Opinion, WorkItem

RELATED = ("actor", "on_behalf_of", "organisation", "proceeding", "task__work_item")


@dataclass(frozen=True)
class Outcome:
    """`said` in a sentence; `rounds` tell the decision, who took it and when, where there is one; `tone` is that of a
    warning where what was reported and what is recorded differ."""

    said: str
    rounds: tuple[Round, ...] = ()
    tone: str = ""


def outcome(reader: User, slip: Slip) -> Outcome | None:
    """None for who reads nothing of the matter itself (协办单位), or stands on the other side of a border that it did not
    cross. Two statements, a third once the step is closed."""
    item = slip.work_item
    if not policies.may_read(reader, item.dossier):
        return None
    if item.is_open:
        return _open(reader, slip, item)
    opinion = Opinion.objects.filter(task=item.pk).select_related(*RELATED).first()
    if opinion is None:
        return Outcome(_("该环节没有作出决定，已随流程变动于%(moment)s关闭。") % {"moment": cn_moment(item.closed_at)})
    if not _is_told(reader, item, opinion):
        return None
    if opinion.withdrawn_at:
        return Outcome(_("该环节的办理意见已撤回，请到案卷查看现在的环节。"), _decision(opinion), "warning")
    return Outcome(_("该环节已办结："), _decision(opinion))


def _open(reader: User, slip: Slip, item: WorkItem) -> Outcome:
    hand = item.claimed_by if borders.reads_within(reader, item) else None
    told = {"organisation": item.organisation.name, "moment": cn_moment(item.opened_at)}
    said = _("该环节尚未办结，%(moment)s送%(organisation)s。") % told
    if hand is not None:
        said += _("现由%(name)s办理。") % {"name": hand.name}
    if slip.state == SlipState.ANSWERED and slip.reports.to_verify().filter(is_done=True).exists():
        return Outcome(said + _("承办单位反馈已办结，与系统记录不一致，请核实。"), tone="warning")
    return Outcome(said)


def _is_told(reader: User, item: WorkItem, opinion: Opinion) -> bool:
    return borders.reads_within(reader, item) or borders.goes_out(item.flow_key, item.step, opinion.decision)


def _decision(opinion: Opinion) -> tuple[Round, ...]:
    """The decision as the dossier tells it, and the way to it."""
    told: Act = timeline.act(opinion, [opinion])
    link = Crumb(_("查看该环节的办理记录"), reverse("desk:task", args=[opinion.task_id]))
    return (Round("", [replace(told, links=[link])]),)
