"""Separation of duties within one dossier: who took part at one step may not decide at its counterpart."""

from __future__ import annotations

from importlib.util import find_spec

from django.utils.translation import gettext as _

from core.errors import Refused
from core.models import User
from workflows.engine import registry
from workflows.engine.models import Opinion, WorkItem


def barred_by(actor: User, item: WorkItem) -> str | None:
    """The step of this dossier at which the actor took part and which bars him here; None is the rule.

    No statement at all for steps that have no counterpart.
    """
    counterparts = _counterparts(item.flow_key, item.step)
    if not counterparts:
        return None
    taken = Opinion.objects.standing().filter(dossier_id=item.dossier_id, actor_id=actor.pk, step__in=counterparts)
    return taken.in_order().values_list("step", flat=True).first()


def require(actor: User, item: WorkItem) -> None:
    """Raises Refused when the actor took part at a counterpart of this step."""
    if step := barred_by(actor, item):
        node = registry.flow(item.flow_key).step(step)
        title = node.task_title if node else step
        raise Refused(_("您已办理“%(step)s”，依不相容职责分离规定不能再办理本环节") % {"step": title})


def _counterparts(flow_key: str, step: str) -> frozenset[str]:
    if find_spec("roles.separation") is None:
        return frozenset()
    from roles import separation

    return separation.counterparts(flow_key, step)
