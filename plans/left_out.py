"""Projects that a township took out of its round: whose villages have not looked, and what their inbox says."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import ngettext

from core import clock
from core.models import User
from plans.models import LeftOut, Project
from roles import asking
from roles.asking import Asker
from roles.duties import Duty


def waiting_for(actor: User | Asker) -> QuerySet[LeftOut]:
    """Those of the villages for which the actor proposes projects."""
    return LeftOut.objects.unseen().filter(asking.of(actor).has(Duty.PROPOSE_PROJECTS, "project__proposer"))


def note_seen(*, actor: User, project: Project) -> None:
    """Note that one who proposes for its village has opened it; nothing for anybody else, nor the next time."""
    waiting_for(actor).filter(project=project).update(seen_at=clock.now(), seen_by=actor)


def words(number: int) -> str:
    """What the inbox says."""
    return ngettext("%(number)s个项目被乡镇移出，尚未查看", "%(number)s个项目被乡镇移出，尚未查看", number) % {
        "number": number
    }
