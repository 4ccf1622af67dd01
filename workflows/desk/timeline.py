"""The story of a dossier: who wrote what, round by round, and where it lies now."""

from __future__ import annotations

from itertools import groupby

from django.utils.translation import gettext as _

from core.models import Dossier
from core.pages.parts import Act, Round
from workflows.desk import steps
from workflows.engine.enums import CONSENTS, Decision
from workflows.engine.models import Opinion, WorkItem


def rounds(dossier: Dossier) -> list[Round]:
    """Every opinion in order, in its round of its flow; all but the last of each flow stand folded. One statement."""
    opinions = (
        Opinion.objects.filter(dossier=dossier)
        .select_related("actor", "on_behalf_of", "organisation", "proceeding")
        .order_by("proceeding_id", "round", "written_at", "pk")
    )
    grouped = [(key, list(group)) for key, group in groupby(opinions, key=lambda o: (o.proceeding_id, o.round))]
    last = {proceeding: number for (proceeding, number), _group in grouped}
    return [
        Round(
            label=_("%(flow)s · 第%(round)d轮")
            % {"flow": steps.flow_title(group[0].proceeding.flow_key), "round": number},
            acts=[act(opinion) for opinion in group],
            is_open=last[proceeding] == number,
        )
        for (proceeding, number), group in grouped
    ]


def act(opinion: Opinion) -> Act:
    """One line; a delegation with both names, silence with none (B27)."""
    withdrawn = _("（已撤回）") if opinion.withdrawn_at else ""
    return Act(
        at=opinion.written_at,
        who=str(opinion.actor) if opinion.actor else _("系统"),
        organisation=opinion.organisation.name,
        act=f"{opinion.get_decision_display()}{withdrawn}",
        step=steps.title(opinion.proceeding.flow_key, opinion.step),
        text=opinion.text,
        on_behalf_of=str(opinion.on_behalf_of) if opinion.on_behalf_of else "",
        tone=_tone(opinion),
    )


def open_items(dossier: Dossier) -> list[WorkItem]:
    """Where the dossier lies now, first come first."""
    items = WorkItem.objects.open().filter(dossier=dossier).select_related("organisation", "claimed_by")
    return list(items.order_by("opened_at", "pk"))


def whereabouts(dossier: Dossier) -> str:
    """In one sentence where the dossier lies now: for the message after a decision."""
    at = open_items(dossier)
    if not at:
        return _("“%(title)s”本流程已办结") % {"title": dossier.title}
    titles: dict[str, list[str]] = {}
    for item in at:
        titles.setdefault(steps.title(item.flow_key, item.step), []).append(item.organisation.name)
    told = [_("%(step)s（%(names)s）") % {"step": step, "names": "、".join(names)} for step, names in titles.items()]
    return _("“%(title)s”现在：%(where)s") % {"title": dossier.title, "where": "；".join(told)}


def _tone(opinion: Opinion) -> str:
    if opinion.decision in CONSENTS:
        return "success"
    return "danger" if opinion.decision in (Decision.OBJECT, Decision.RETURN, Decision.LAPSED) else ""
