"""委派, 前加签, 后加签: asking somebody else while the item stays in one's own hand and its limit goes on."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock, deadlines, printable
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from core.templatetags.words import cn_date
from workflows.engine import answering_people, assisted, turn
from workflows.engine.enums import Act, Assist, Decision
from workflows.engine.models import Assistance, WorkItem
from workflows.engine.services import opinions, seating
from workflows.engine.services.deciding import own

LONGEST = 500
"""Characters of what is asked."""
ACTS = {Assist.ENTRUST: Act.ENTRUST, Assist.BEFORE: Act.SIGN_BEFORE, Assist.AFTER: Act.SIGN_AFTER}


def entrust(
    *, actor: User, work_item: int, receiver: User, words: str, until: datetime.date | None = None
) -> Assistance:
    """委派: let a colleague work on the item and give his opinion; it comes back, and the actor decides.

    Raises Refused where the actor may not decide the item or the colleague may not work on it, Invalid without words or
    for a day beyond the limit, Stale when it is another's or closed, Conflict while it waits for somebody already.
    """
    return _ask(actor, work_item, Assist.ENTRUST, receiver, None, words, until)


def sign_before(
    *, actor: User, work_item: int, of: User | None, organisation: Organisation | None, words: str, until: datetime.date
) -> Assistance:
    """前加签: one more sign, of a colleague or of another organisation, before the actor decides. Raises like `entrust`."""
    return _ask(actor, work_item, Assist.BEFORE, of, organisation, words, until)


def sign_after(
    *, actor: User, work_item: int, of: User | None, organisation: Organisation | None, words: str, until: datetime.date,
    decision: Decision | str, opinion: str, typed: dict[str, list[str]] | None = None,
) -> Assistance:  # fmt: skip
    """后加签: the actor decides, and it takes effect once one more has signed; with a no it is again with the actor.

    `typed` are the fields of the step's form, which reads them when it takes effect. Raises like `entrust` and, of the
    decision, like `decide`.
    """
    intended = {"decision": str(Decision(decision)), "opinion": opinion.strip(), "typed": typed or {}}
    return _ask(actor, work_item, Assist.AFTER, of, organisation, words, until, intended)


def _ask(
    actor: User, work_item: int, kind: Assist, of: User | None, organisation: Organisation | None, words: str,
    until: datetime.date | None, intended: dict[str, Any] | None = None,
) -> Assistance:  # fmt: skip
    said = _said(words)
    with turn.take(task=work_item) as t:
        activation = seating.opened(t, work_item)
        item = activation.task.work_item
        seating.unclaimed_or_own(actor, item)
        authority = seating.entitled(actor, item)
        seating.waits_for_nobody(item)
        if intended:
            _require_decidable(activation.flow_task, item, intended)
        _require_within_limit(kind, item, until)
        _require_asked(actor, authority.on_behalf_of, item, kind, of, organisation)
        own(activation, actor)
        made = Assistance.objects.create(
            work_item_id=item.pk, proceeding_id=item.proceeding_id, dossier_id=item.dossier_id, kind=kind,
            asked_by=actor, asked_on_behalf_of_id=authority.on_behalf_of, asked_at=clock.now(), asked_of=of,
            organisation_id=organisation.pk if organisation else item.organisation_id, words=said, until=until,
            intended=intended or {},
        )  # fmt: skip
        item.waits = kind
        t.put_item(item)
        t.occasion.actor = actor
        t.record(ACTS[kind], on_behalf_of=authority.on_behalf_of, until=until, **assisted.told(item, made))
        return made


def _said(words: str) -> str:
    said = words.strip()
    if not said:
        raise Invalid(_("请写明委派或加签的事项"), field="words")
    if len(said) > LONGEST:
        told = {"longest": LONGEST, "length": len(said)}
        raise Invalid(_("委派或加签的事项最多%(longest)d字，现有%(length)d字") % told, field="words")
    printable.require(_("委派或加签的事项"), said)
    return said


def _require_decidable(step: Any, item: WorkItem, intended: dict[str, Any]) -> None:
    decision = Decision(intended["decision"])
    if decision == Decision.RETURN or not step.allows(decision):
        raise Conflict(_("本环节不能作出“%(decision)s”的决定") % {"decision": decision.label})
    seating.after_notice(item)
    opinions.with_reasons(decision, intended["opinion"], step.name_of(decision))


def _require_within_limit(kind: Assist, item: WorkItem, until: datetime.date | None) -> None:
    """Whoever asks stays answerable for the limit: the answer is due within it, of what is late already today."""
    if until is None:
        if kind != Assist.ENTRUST:
            raise Invalid(_("请填写加签的答复期限"), field="until")
        return
    last = max(deadlines.day_of(item.due_at), clock.today())
    if not clock.today() <= until <= last:
        raise Invalid(
            _("答复期限须在今天至%(last)s之间（本环节的期限照常计算）") % {"last": cn_date(last)}, field="until"
        )


def _require_asked(
    actor: User, principal: int | None, item: WorkItem, kind: Assist, of: User | None, organisation: Organisation | None
) -> None:
    if organisation is not None:
        askable = answering_people.organisations(actor=actor, item=item)
        if of is not None or organisation not in askable:
            told = {"name": organisation.name}
            raise Refused(_("不能请%(name)s加签：须是本县其他机关或乡镇，且有本人以外、能查阅案卷的负责人在任") % told)
    elif of is None:
        raise Invalid(_("请选择委派或加签的对象"), field="of")
    elif of.pk in (actor.pk, principal):
        raise Invalid(_("不能委派给本人或请本人加签"), field="of")
    elif of not in answering_people.colleagues(actor=actor, item=item, kind=kind):
        told = {"name": of.name, "organisation": seating.organisation_name(item.organisation_id)}
        raise Refused(_("不能交%(name)s办理：须在%(organisation)s任职，且不违反职责分离") % told)
