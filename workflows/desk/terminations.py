"""终止 as people meet it: what would follow in numbers, what waits for who decides, and what a dossier says of its end."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Dossier, Organisation, User
from core.prepared import PreparedModels
from core.templatetags.words import cn_moment
from roles import asking
from roles.asking import Asker
from roles.duties import Duty
from roles.people import posts_with
from workflows.desk import steps, termination_audience
from workflows.desk.calls import Call, Line
from workflows.desk.enums import MeetingState
from workflows.desk.models import AgendaItem
from workflows.desk.remarks import Remark
from workflows.engine import services as engine
from workflows.engine.enums import TERMINATED, TerminationResult
from workflows.engine.models import Proceeding, Termination, WorkItem
from workflows.engine.models.terminations import named
from workflows.engine.nodes.ending import At, hook_of

KEY = "terminations"
MEMBER, TITLE = "terminations.json", "终止"
COLUMNS = (
    "reason", "organisation__name", "proposed_by__name", "proposed_on_behalf_of__name", "proposed_at", "result",
    "decided_by__name", "decided_on_behalf_of__name", "decided_at", "words",
)  # fmt: skip
"""Of a dossier's package."""
RELATED = ("proposed_by", "proposed_on_behalf_of", "decided_by", "decided_on_behalf_of", "organisation")


@dataclass(frozen=True)
class Standing:
    """How it stands with the end of a dossier, for one reader."""

    proceeding: Proceeding | None
    proposal: Termination | None
    """What waits for a decision."""
    ended: Termination | None
    """That by which it was ended."""
    earlier: list[Termination]
    against: str
    """Why nobody may end it now, and what to do instead."""
    may_propose: bool
    may_decide: bool
    may_recall: bool
    who_decides: str


def standing(actor: User, dossier: Dossier) -> Standing:
    """All that the page of a dossier's end shows and offers."""
    every = list(of_dossier(dossier))
    open_one = Proceeding.objects.filter(dossier=dossier, closed_at__isnull=True).order_by("pk").first()
    proposal = next((one for one in every if not one.result and open_one), None)
    decider = engine.decider_of(open_one) if open_one else None
    if decider is None and proposal:
        decider = (proposal.duty, proposal.organisation_id)
    return Standing(
        proceeding=open_one,
        proposal=proposal,
        ended=next((one for one in every if one.result == TerminationResult.AGREED), None),
        earlier=[one for one in every if one.result and one.result != TerminationResult.AGREED],
        against=engine.against_ending(open_one) if open_one else "",
        may_propose=bool(open_one and not proposal and engine.may_propose_termination(actor, open_one)),
        may_decide=bool(proposal and open_one and engine.may_decide_termination(actor, proposal, open_one)),
        may_recall=proposal is not None and actor.pk in (proposal.proposed_by_id, proposal.proposed_on_behalf_of_id),
        who_decides=_in_words(decider) if decider else "",
    )


def offers(proceedings: Iterable[Proceeding], duties: Collection[str]) -> bool:
    """Whether the page of a dossier's end is offered to somebody with these duties: it asks again of which dossier. No
    statement."""
    open_ones = (one.flow_class.ended_early for one in proceedings if one.closed_at is None)
    named = {who.duty for declared in open_ones if declared for who in declared.everybody}
    return bool(named & set(duties))


def of_dossier(dossier: Dossier | int) -> QuerySet[Termination]:
    """Every proposal on the dossier, the latest first."""
    return Termination.objects.filter(dossier=dossier).select_related(*RELATED).latest_first()


def noting(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Each with `has_termination`, so that its page need not ask for proposals where there are none."""
    return dossiers.annotate(has_termination=Exists(Termination.objects.filter(dossier=OuterRef("pk"))))


def kept(dossier: Dossier, _reader: User | None, _within: frozenset[int] | None) -> list[dict[str, Any]]:
    """Every proposal, for the package of a dossier; what crosses a border is never ended early."""
    return list(Termination.objects.filter(dossier=dossier).order_by("proposed_at", "pk").values(*COLUMNS))


def consequences(process: Proceeding) -> list[str]:
    """What would be closed and what would be free again, a sentence each, with numbers."""
    items = list(WorkItem.objects.open().filter(proceeding=process).select_related("organisation").in_order())
    at = Counter(steps.title_of(item) for item in items)
    told = {"number": len(items), "steps": "、".join(f"{title}{number}" for title, number in at.items())}
    found = [_("%(number)d件在办的待办全部关闭（%(steps)s），办理单位收到消息") % told]
    held = sum(item.claimed_by_id is not None for item in items)
    asked = sum(bool(item.waits) for item in items)
    if held:
        found.append(_("其中已领取的%(held)d件收回，委派和加签%(asked)d项随之终止") % {"held": held, "asked": asked})
    found += [_listed(one) for one in _on_agendas(process)]
    found += _told_beside(process)
    if process.suspended_at:
        found.append(_("案卷的暂停随之结束，不再恢复办理"))
    declared = process.flow_class.ended_early
    return [*found, *(hook_of(process, declared.frees)(At(process)) if declared else ())]


def _told_beside(process: Proceeding) -> list[str]:
    """Whom it is told beside those with whom it lies."""
    audience = termination_audience.of({process.pk})[process.pk]
    found = []
    if offices := audience.offices:
        told = {"number": len(offices), "names": "、".join(offices)}
        found.append(
            ngettext(
                "参与办理的%(number)d个单位收到消息：%(names)s", "参与办理的%(number)d个单位收到消息：%(names)s", len(offices)
            ) % told
        )  # fmt: skip
    if people := list(User.objects.filter(pk__in=audience.called).order_by("name").values_list("name", flat=True)):
        told = {"number": len(people), "names": "、".join(people)}
        found.append(
            ngettext(
                "会议应到的%(number)d人收到消息：%(names)s", "会议应到的%(number)d人收到消息：%(names)s", len(people)
            ) % told
        )  # fmt: skip
    return found


def _on_agendas(process: Proceeding) -> QuerySet[AgendaItem]:
    """Where it stands on the agenda of a meeting that is not over."""
    listed = AgendaItem.objects.filter(work_item__proceeding=process, meeting__state=MeetingState.CONVENED)
    return listed.filter(work_item__closed_at__isnull=True).select_related("meeting").order_by("meeting__held_at", "pk")


def _listed(item: AgendaItem) -> str:
    told = {"meeting": item.meeting.title, "seq": item.seq}
    return _("已列入%(meeting)s议程第%(seq)d项，不再表决、议决，须由会议记录人撤下") % told


def _told(*, dossier: int) -> QuerySet[Termination]:
    return of_dossier(dossier).exclude(result__in=(TerminationResult.REFUSED, TerminationResult.RECALLED))[:1]


_TOLD: PreparedModels[Termination] = PreparedModels(_told, dossier=int)


def told_of(dossier: Dossier) -> Iterator[Line]:
    """What a dossier says of its end, or of the proposal to end it; one statement, none of what came to its own end or
    is known (`noting`) to have been proposed to nobody."""
    if (dossier.closed_at and dossier.outcome != TERMINATED) or not getattr(dossier, "has_termination", True):
        return
    row = _TOLD.one(dossier=dossier.pk)
    if row is None:
        return
    proposed = {"name": row.proposers, "at": cn_moment(row.proposed_at)}
    asked = _("%(name)s于%(at)s提请") % proposed
    if row.result:
        decided = {"name": row.deciders, "at": cn_moment(row.decided_at)}
        by = _("%(asked)s，%(name)s于%(at)s决定终止") % {"asked": asked, **decided}
        said = "\n".join(filter(None, (row.reason, row.words)))
        yield Line(words=_("已终止"), url="", said=said, by=by)
    else:
        by = _("%(asked)s，待%(organ)s决定；决定前照常办理") % {"asked": asked, "organ": row.organisation.name}
        there = reverse("desk:termination", args=[row.dossier_id])
        yield Line(words=_("已提请终止"), url=there, said=row.reason, by=by, act=(_("查看"), there))


REMARK = Remark(
    about=lambda item: told_of(item.dossier),
    of_dossier=lambda dossier, _reader: told_of(dossier),
)


def to_decide(actor: User | Asker) -> QuerySet[Termination]:
    """The proposals that wait for the actor's decision; neither his own nor what was proposed for him."""
    asker = asking.of(actor)
    lying = Termination.objects.standing().filter(asker.has(F("duty"), "organisation"))
    return lying.exclude(proposed_by=asker.person).exclude(proposed_on_behalf_of=asker.person)


def words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s件终止提请待您决定", "%(number)s件终止提请待您决定", number) % {"number": number}


def line(facts: Mapping[str, Any]) -> Line:
    """One of them: which dossier, why, by whom and when it was proposed."""
    at = datetime.datetime.fromisoformat(facts["at"])
    there = reverse("desk:termination", args=[facts["dossier"]])
    return Line(
        words=facts["title"],
        url=there,
        said=facts["reason"],
        by=_("%(name)s于%(at)s提请终止") % {"name": named(facts["by"], facts["principal"]), "at": cn_moment(at)},
        act=(_("去决定"), there),
    )


CALL = Call(
    KEY, to_decide, words, "desk:inbox", line=line, by="at", order=6, tone="warning",
    facts={
        "dossier": F("dossier"), "title": F("dossier__title"), "reason": F("reason"), "by": F("proposed_by__name"),
        "principal": F("proposed_on_behalf_of__name"), "at": F("proposed_at"),
    },
)  # fmt: skip


def _in_words(decider: tuple[str, int]) -> str:
    """Who decides, by the titles of the posts that have the duty there."""
    duty, place = decider
    titles = "、".join(posts_with([decider])[decider].titles) or Duty(duty).label
    organ = Organisation.objects.values_list("name", flat=True).get(pk=place)
    return _("%(name)s（%(duty)s）") % {"name": organ, "duty": titles}
