"""Beginning a flow for a dossier."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from core import clock
from core.errors import Conflict
from core.models import Dossier, User
from workflows.engine import editions, turn, whole
from workflows.engine.enums import Act
from workflows.engine.models import Proceeding, Suspension
from workflows.engine.registry import Registration
from workflows.engine.services import suspending


def start(*, actor: User | None, flow: str, dossier: Dossier) -> Proceeding:
    """Begin the flow of that key for the dossier, by its newest edition in force; also from within an act of another
    proceeding.

    Whether the actor may is asked by the service that calls it, which knows what the dossier is. Raises Conflict
    when the dossier is of another kind, stands suspended, or the same flow is already under way for it.
    """
    entry = editions.in_force(flow, clock.today())
    if dossier.kind != entry.kind:
        raise Conflict(_("案卷种类与流程“%(flow)s”不符") % {"flow": entry.title})
    process = Proceeding(
        flow_class=entry.flow, flow_key=entry.key, dossier=dossier, started_by=actor, opened_at=clock.now()
    )
    within = turn.current()
    whole.begin(process, within.process if within else None)
    _require_one_edition(entry, dossier)
    try:
        _run(process, actor, entry.flow.begin_node(), is_within=within is not None)
    except IntegrityError as error:
        if _constraint(error) != "engine_proceeding_one_open":
            raise
        raise Conflict(_("该案卷的流程“%(flow)s”正在办理中") % {"flow": entry.title}) from error
    return process


def _run(process: Proceeding, actor: User | None, begin: Any, *, is_within: bool) -> None:
    with turn.begin(process) as t:
        if not is_within:  # the proceeding around it is locked, and was refused if it stood still
            _require_moving(process.dossier)
        t.occasion = turn.Occasion(actor=actor)
        activation = begin.activation_class.create(begin, None, None)
        activation.task.process = activation.process = process
        activation.execute()
        t.record(Act.START)


def _require_one_edition(entry: Registration, dossier: Dossier) -> None:
    """No edition of it is under way for the dossier; asked only where there are several, in turns with whoever begins."""
    others = [one.key for one in editions.of_family(entry.key) if one.key != entry.key]
    if not others:
        return
    suspending.one_at_a_time(dossier)
    if Proceeding.objects.filter(dossier=dossier, flow_key__in=others, closed_at__isnull=True).exists():
        raise Conflict(_("该案卷的流程“%(flow)s”正在办理中") % {"flow": entry.title})


def _require_moving(dossier: Dossier) -> None:
    """Asked within the transaction and in turns with whoever suspends: he sees what was begun before, or is seen here."""
    suspending.one_at_a_time(dossier)
    if Suspension.objects.standing().filter(dossier=dossier).exists():
        raise Conflict(_("该案卷已暂停办理，恢复后才能开始新的流程"))


def _constraint(error: IntegrityError) -> str | None:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None)
