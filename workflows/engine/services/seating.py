"""What every service asks first: is the work item open, has the actor the duty, may it be the same person."""

from __future__ import annotations

import itertools
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import Conflict, Refused, Stale
from core.models import Organisation, User
from core.templatetags.words import cn_date, cn_moment
from roles import policies
from workflows.engine import assisted, separation, turn
from workflows.engine.models import Opinion, Proceeding, Suspension, Termination, UnplannedStep, WorkItem
from workflows.engine.nodes import Step


def opened(t: turn.Turn, work_item: int) -> Any:
    """The activation of an open work item; raises Stale, naming who closed it, otherwise, and Conflict while its dossier
    is suspended."""
    task = t.tasks[work_item]
    item: WorkItem | None = getattr(task, "work_item", None)
    if item is None:
        raise Conflict(_("没有这项待办"))
    if not item.is_open:
        raise Stale(_how_it_closed(item))
    not_suspended(t)
    if not isinstance(task.flow_task, Step):
        raise Conflict(_("该环节已不在现行流程中，请联系系统管理员"))
    return task.flow_task.activation_class(task)


def not_suspended(t: turn.Turn) -> None:
    """Raises Conflict, saying since when and why, while the dossier stands still."""
    if standing_still := why_still(t.process):
        raise Conflict(standing_still)


def why_still(process: Proceeding) -> str:
    """Since when and why the dossier stands still, in words; empty while it does not. One statement, and none then."""
    if process.suspended_at is None:
        return ""
    standing = Suspension.objects.standing().filter(dossier=process.dossier_id).first()
    told = {"at": cn_moment(process.suspended_at), "reason": standing.reason if standing else ""}
    told["day"] = cn_date(standing.expected_on) if standing else ""
    return _("案卷已于%(at)s暂停办理（%(reason)s），预计%(day)s恢复；恢复前不能办理") % told


def entitled(actor: User, item: WorkItem) -> policies.Authority:
    """On what the actor acts here: asked when he claims and again when he decides.

    Raises Refused without the duty at that organisation, or when separation of duties forbids this person.
    """
    authority = policies.authority(actor, item.duty, item.organisation_id)
    if authority is None:
        policies.require(actor, item.duty, item.organisation_id)
        raise Refused(_("您没有该事项的办理权限"))
    separation.require(actor, item, authority.on_behalf_of)
    if against := added_by_himself(actor, item, authority.on_behalf_of):
        raise Refused(against)
    return authority


def added_by_himself(actor: User, item: WorkItem, on_behalf_of: int | None) -> str | None:
    """Why nobody takes a step that he put in himself, nor for the one who did; one statement, and none for any other."""
    is_own = not adders(item).isdisjoint({actor.pk, on_behalf_of})
    return _("职责分离：增加环节的人不得办理该环节") if is_own else None


def adders(item: WorkItem) -> frozenset[int]:
    """Who put the step in, and for whom; one statement, and none for a step of the flow."""
    if not item.unplanned:
        return frozenset()
    rows = UnplannedStep.objects.filter(proceeding=item.proceeding_id, seat=item.seat)
    persons = itertools.chain.from_iterable(rows.values_list("added_by", "added_on_behalf_of"))
    return frozenset(person for person in persons if person is not None)


def unclaimed_or_own(actor: User, item: WorkItem) -> None:
    """Raises Stale when somebody else has claimed the item."""
    if item.claimed_by_id not in (None, actor.pk):
        raise Stale(_("该待办已由%(name)s领取") % {"name": _name(item.claimed_by_id)})


def waits_for_nobody(item: WorkItem) -> None:
    """Raises Conflict, naming who is asked, while the item waits for whoever was entrusted or is to sign; one statement
    only then."""
    if not item.waits:
        return
    row = assisted.asked_on(item)
    told = {"kind": row.get_kind_display(), "name": row.asked_of or row.organisation.name}
    raise Conflict(_("已%(kind)s（%(name)s），尚未答复；答复或收回后方可办理") % told)


def after_notice(item: WorkItem) -> None:
    """Raises Conflict before the first day on which the item may be decided."""
    if item.not_before and clock.today() < item.not_before:
        day = item.not_before
        date = _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}
        raise Conflict(_("公示期未满，%(date)s起方可办理") % {"date": date})


def place(item: WorkItem) -> dict[str, Any]:
    """How the ledger names a work item."""
    return {"work_item": item.pk, "step": item.step, "organisation": item.organisation_id, "seat": item.seat}


def organisation_name(pk: int) -> str:
    """For messages."""
    return Organisation.objects.values_list("name", flat=True).get(pk=pk)


def _how_it_closed(item: WorkItem) -> str:
    opinion = Opinion.objects.filter(task_id=item.pk).select_related("actor").first()
    if opinion is None:
        return _how_it_ended(item) or _("该待办已撤回或终止")
    moment = opinion.written_at.astimezone(clock.SHANGHAI)
    facts = {"name": opinion.actor or "", "at": f"{moment:%m-%d %H:%M}", "decision": opinion.get_decision_display()}
    if opinion.actor is None:
        return _("该待办已于%(at)s逾期终止（%(decision)s）") % facts
    return _("该待办已由%(name)s于%(at)s办结（%(decision)s）") % facts


def _how_it_ended(item: WorkItem) -> str:
    """Of what was closed because its dossier was ended; empty of anything else."""
    ended = Termination.objects.agreed().filter(proceeding=item.proceeding_id, decided_at__lte=item.closed_at)
    row = ended.select_related("decided_by").first()
    if row is None:
        return ""
    told = {"at": cn_moment(row.decided_at), "name": row.decided_by, "reason": row.reason}
    return _("案卷已于%(at)s终止（%(name)s决定：%(reason)s），无需再办") % told


def _name(user: int | None) -> str:
    if user is None:
        return ""
    return User.objects.values_list("name", flat=True).get(pk=user)
