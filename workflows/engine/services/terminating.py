"""终止: a proceeding that has become without object is proposed to be ended, and ended or kept on by who decides.

What the flow declares (`Regulation.ended_early`) says who these are and until which step; a decision closes everything
that is open in one turn, and the room that the flow belongs to frees what it had bound.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from viewflow.workflow.status import PROCESS

from core import clock, ledger, official_words, printable
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import Dossier, User
from core.templatetags.words import cn_moment
from roles import policies
from roles.duties import Duty
from workflows.engine import separation, turn
from workflows.engine.enums import TERMINATED, Act, TerminationResult
from workflows.engine.models import Proceeding, Suspension, Termination, WorkItem
from workflows.engine.nodes.ending import At, Ended, EndedEarly, Who, hook_of, place_of
from workflows.engine.services import seating, suspending

LONGEST = 300
"""Characters of a reason."""


def propose_termination(*, actor: User, dossier: Dossier, reason: str, request_id: UUID) -> Termination:
    """Lay before who decides that what is under way for the dossier be ended; the work itself goes on meanwhile.

    The same request sent twice gets the same proposal. Raises Invalid without a reason that can be printed, Refused for
    others than the flow names, Conflict where it cannot be ended any more (saying what to do instead) or is proposed
    already.
    """
    because = _stated(_("终止理由"), reason)
    if earlier := _proposed_before(actor, dossier, request_id):
        return earlier
    with turn.take(proceeding=under_way(dossier).pk) as t:
        if earlier := _proposed_before(actor, dossier, request_id):
            return earlier
        if t.process.closed_at:  # while it was waited for
            raise Conflict(_over())
        declared, items = _declared(t.process), _open_items(t)
        decider, place = _decider(t.process, declared, items)
        authority = _proposes(actor, t.process, declared)
        if Termination.objects.filter(proceeding=t.process.pk, result="").exists():
            raise Conflict(_("已提请终止，尚待决定"))
        made = Termination.objects.create(
            dossier=dossier, proceeding_id=t.process.pk, reason=because, duty=decider.duty, organisation_id=place,
            proposed_by=actor, proposed_on_behalf_of_id=authority.on_behalf_of, proposed_at=clock.now(),
            request_id=request_id,
        )  # fmt: skip
        t.occasion = turn.Occasion(actor=actor)
        t.record(
            Act.PROPOSE_END, reason=because, termination=made.pk, on_behalf_of=authority.on_behalf_of,
            **seating.place(items[0]),
        )  # fmt: skip
        return made


def recall_termination(*, actor: User, termination: int) -> Termination:
    """Take one's own proposal back before it is decided. Raises Refused for another's, Stale once it is decided."""
    with turn.take(proceeding=_found(termination).proceeding_id) as t:
        row = _standing(t, termination)
        if actor.pk not in _proposers(row):
            raise Refused(_("只能收回本人的终止提请"))
        _close(row, actor, None, TerminationResult.RECALLED, "", None)
        t.occasion = turn.Occasion(actor=actor)
        told = _first_place(t)
        t.record(Act.RECALL_END, reason=row.reason, termination=row.pk, **told)
        return row


def decide_termination(*, actor: User, termination: int, agrees: bool, words: str, request_id: UUID) -> Termination:
    """Decide on a proposal: with a yes everything open is closed and the dossier has ended, with a no it goes on.

    The same request sent twice gets the same answer. Raises Refused for others than who decides at this stage and for
    whoever proposed it, Invalid for a no without a reason, Stale when it was decided or taken back before, Conflict
    where it cannot be ended any more, saying what to do instead.
    """
    said = _stated(_("不同意的理由"), words) if not agrees else _printable(_("决定意见"), words)
    found = _found(termination)
    with transaction.atomic(), ledger.written_last():
        suspending.one_at_a_time(found.dossier)
        stood = Suspension.objects.select_for_update().standing().filter(dossier=found.dossier_id).first()
        with turn.take(proceeding=found.proceeding_id) as t:
            row = Termination.objects.select_related("proposed_by", "decided_by").get(pk=termination)
            if row.decision_id == request_id:
                return _same(row, row.decided_by_id == actor.pk)
            row = _standing(t, termination)
            authority = _decides(actor, t.process, row, _open_items(t), agrees=agrees)
            t.occasion = turn.Occasion(actor=actor)
            if agrees:
                _end(t, actor, row, authority.on_behalf_of, said, request_id, stood)
            else:
                _close(row, actor, authority.on_behalf_of, TerminationResult.REFUSED, said, request_id)
                told = _first_place(t)
                t.record(
                    Act.KEEP_ON, reason=said, termination=row.pk, on_behalf_of=authority.on_behalf_of, **told
                )  # fmt: skip
            return row


def lay_anew(t: turn.Turn) -> None:
    """At the end of a turn: what is proposed lies before whoever decides at the steps that are open now. Where it is too
    late for a yes it stays with whom it was laid before, who may still say no."""
    row = Termination.objects.filter(proceeding=t.process.pk, result="").first()
    declared, items = t.process.flow_class.ended_early, _open_items(t)
    who = declared.decider([item.step for item in items]) if declared else None
    place = place_of(t.process, who) if who else None
    if row is None or who is None or place is None or (row.duty, row.organisation_id) == (who.duty, place):
        return
    row.duty, row.organisation_id = str(who.duty), place
    row.save(update_fields=["duty", "organisation"])
    told = _("改由%(organ)s决定是否终止") % {"organ": organ_of((row.duty, place))}
    t.record(Act.LAY_ANEW, reason=told, termination=row.pk, **seating.place(items[0]))


def under_way(dossier: Dossier) -> Proceeding:
    """What is under way for the dossier. Raises Conflict where nothing is."""
    open_ones = Proceeding.objects.filter(dossier=dossier, closed_at__isnull=True)
    found: Proceeding | None = open_ones.order_by("pk").first()
    if found is None:
        raise Conflict(_over())
    return found


def _over() -> str:
    return _("该案卷已办结或已终止，没有可以终止的流程")


def against_ending(process: Proceeding) -> str:
    """Why nobody may end it now, and what to do instead; empty where it may be ended."""
    try:
        declared = _declared(process)
        _decider(process, declared, list(WorkItem.objects.open().filter(proceeding=process).order_by("pk")))
    except Conflict as refusal:
        return refusal.message
    return ""


def may_propose_termination(actor: User, process: Proceeding) -> bool:
    """Whether a page should offer it; `propose_termination` asks again under the lock."""
    declared = process.flow_class.ended_early
    return declared is not None and _holds(actor, process, declared.proposed_by)


def may_decide_termination(actor: User, row: Termination, process: Proceeding) -> bool:
    """Whether a page should offer a no, and where it is not too late a yes; `decide_termination` asks again under the
    lock."""
    items = list(WorkItem.objects.open().filter(proceeding=process).order_by("pk"))
    try:
        _decides(actor, process, row, items, agrees=False)
    except Refused:
        return False
    return True


def decider_of(process: Proceeding) -> tuple[str, int] | None:
    """The duty and the organisation of who decides now; None where nobody does."""
    steps = WorkItem.objects.open().filter(proceeding=process).order_by("pk").values_list("step", flat=True)
    declared = process.flow_class.ended_early
    who = declared.decider(list(steps)) if declared else None
    place = place_of(process, who) if who else None
    return (str(who.duty), place) if who and place else None


def organ_of(decider: tuple[str, int]) -> str:
    """Who decides, in words: the organisation and the duty."""
    duty, place = decider
    return _("%(name)s（%(duty)s）") % {"name": seating.organisation_name(place), "duty": Duty(duty).label}


def _declared(process: Proceeding) -> EndedEarly:
    declared: EndedEarly | None = process.flow_class.ended_early
    if declared is None:
        raise Conflict(_("本类案卷不办理终止；有误的，按补正、更正或公文作废程序办理"))
    return declared


def _decider(process: Proceeding, declared: EndedEarly, items: list[WorkItem]) -> tuple[Who, int]:
    """Who decides at the steps that are open, and where. Raises Conflict at a step that nobody is named for."""
    who = declared.decider([item.step for item in items])
    place = place_of(process, who) if who else None
    if who is None or place is None:
        raise Conflict(str(declared.too_late))
    return who, place


def _proposes(actor: User, process: Proceeding, declared: EndedEarly) -> policies.Authority:
    place = place_of(process, declared.proposed_by)
    authority = policies.authority(actor, declared.proposed_by.duty, place) if place else None
    if authority is None:
        organ = organ_of((declared.proposed_by.duty, place)) if place else ""
        raise Refused(_("终止由%(organ)s提请") % {"organ": organ})
    return authority


def _decides(
    actor: User, process: Proceeding, row: Termination, items: list[WorkItem], *, agrees: bool
) -> policies.Authority:
    """By which authority the actor decides; a no may still be said by whom it was laid before, where it is too late for
    a yes."""
    try:
        who, place = _decider(process, _declared(process), items)
        duty = str(who.duty)
    except Conflict:
        if agrees:
            raise
        duty, place = row.duty, row.organisation_id
    authority = policies.authority(actor, duty, place)
    if authority is None:
        raise Refused(_("本阶段由%(organ)s决定是否终止") % {"organ": organ_of((duty, place))})
    if _proposers(row) & ({actor.pk, authority.on_behalf_of} - {None}):
        raise Refused(_("提请终止的人不能同时决定"))
    if reason := separation.refusal_to_end(actor, process, duty, place, authority.on_behalf_of):
        raise Refused(_("%(reason)s，也不得决定终止") % {"reason": reason})
    return authority


def _holds(actor: User, process: Proceeding, who: Who) -> bool:
    place = place_of(process, who)
    return place is not None and policies.may(actor, who.duty, place)


def _found(termination: int) -> Termination:
    found = Termination.objects.filter(pk=termination).select_related("dossier").first()
    if found is None:
        raise Conflict(_("没有这项终止提请"))
    return found


def _standing(t: turn.Turn, termination: int) -> Termination:
    """The proposal as it is under the proceeding's lock. Raises Stale once it is decided, or the proceeding over."""
    row = Termination.objects.select_related("proposed_by", "decided_by").get(pk=termination)
    if row.result:
        told = {"name": row.decided_by, "at": cn_moment(row.decided_at), "result": row.get_result_display()}
        raise Stale(_("该终止提请已由%(name)s于%(at)s办理（%(result)s）") % told)
    if t.process.closed_at:
        raise Stale(_("该案卷已于%(at)s办结，无需终止") % {"at": cn_moment(t.process.closed_at)})
    return row


def _proposed_before(actor: User, dossier: Dossier, request_id: UUID) -> Termination | None:
    """What this very request made, asked again once the proceeding is locked."""
    earlier = Termination.objects.filter(request_id=request_id).first()
    return earlier and _same(earlier, earlier.proposed_by_id == actor.pk and earlier.dossier_id == dossier.pk)


def _same(row: Termination, is_his: bool) -> Termination:
    if not is_his:
        raise Conflict(_("该请求编号已用于另一事项"))
    return row


def _proposers(row: Termination) -> set[int | None]:
    return {row.proposed_by_id, row.proposed_on_behalf_of_id} - {None}


def _end(
    t: turn.Turn, actor: User, row: Termination, on_behalf_of: int | None, said: str, request_id: UUID,
    stood: Suspension | None,
) -> None:  # fmt: skip
    """Close whatever is open, end the proceeding and its dossier, and free what the flow had bound."""
    items, declared = _open_items(t), _declared(t.process)
    told, (_who, organisation) = seating.place(items[0]), _decider(t.process, declared, items)
    lying = [[item.step, item.seat] for item in items]
    _close(row, actor, on_behalf_of, TerminationResult.AGREED, said, request_id)
    if stood:
        suspending.end_standing(t, actor, stood)
    for task in t.live():
        task.flow_task.activation_class(task).cancel()
    t.process.status, t.process.finished = PROCESS.CANCELED, clock.real_now()
    t.process.closed_at, t.process.outcome = row.decided_at, TERMINATED
    t.process.save()
    Dossier.objects.filter(pk=t.process.dossier_id).update(closed_at=row.decided_at, outcome=TERMINATED)
    hook_of(t.process, declared.ended)(At(t.process), Ended(actor, organisation, row.reason))
    t.record(
        Act.TERMINATE, reason=row.reason, opinion=said, termination=row.pk, proposed_by=row.proposed_by_id,
        on_behalf_of=on_behalf_of, lying=lying, **told,
    )  # fmt: skip


def _close(
    row: Termination, actor: User, on_behalf_of: int | None, result: TerminationResult, said: str,
    request_id: UUID | None,
) -> None:  # fmt: skip
    row.result, row.words, row.decision_id = result, said, request_id
    row.decided_by, row.decided_on_behalf_of_id, row.decided_at = actor, on_behalf_of, clock.now()
    row.save(
        update_fields=["result", "words", "decision_id", "decided_by", "decided_on_behalf_of", "decided_at"]
    )  # fmt: skip


def _open_items(t: turn.Turn) -> list[WorkItem]:
    return [task.work_item for task in t.live() if getattr(task, "work_item", None)]


def _first_place(t: turn.Turn) -> dict[str, Any]:
    """Where the story tells it: at the first of the open items."""
    items = _open_items(t)
    return seating.place(items[0]) if items else {}


def _stated(label: str, text: str) -> str:
    said = _printable(label, text)
    if not said:
        raise Invalid(_("请写明%(label)s") % {"label": label}, field="reason")
    official_words.require(label, said, field="reason")
    return said


def _printable(label: str, text: str) -> str:
    said = text.strip()
    if len(said) > LONGEST:
        told = {"label": label, "longest": LONGEST, "length": len(said)}
        raise Invalid(_("%(label)s最多%(longest)d字，现有%(length)d字") % told, field="reason")
    printable.require(label, said)
    return said
