"""终止: a round begun by mistake and ended last year, and one that is proposed to be ended today."""

from __future__ import annotations

from uuid import uuid4

from core.models import Dossier, Organisation
from plans.services import village_rounds
from roles.duties import Duty
from workflows.engine import services as engine
from workflows.engine.models import Termination
from workflows.flows.demonstration.days import pause
from workflows.flows.rehearsal.people import holder

MISTAKEN = "本村本年度项目已随第一批申报入库，本批系误启动。"
AGREED = "情况属实，同意终止。"
NO_LONGER = "村民代表会议议定本年度不再新增项目，本批申报已无必要。"


def begin_and_end(village: Organisation, year: int) -> None:
    """The village begins a second round of a year by mistake; the head of its township ends it."""
    clerk = holder(Duty.PROPOSE_PROJECTS, village)
    dossier = village_rounds.open_round(actor=clerk, village=village, year=year).dossier
    pause()
    row = propose(dossier, MISTAKEN)
    township = village.parent
    if township is None:
        raise ValueError(f"{village} lies in no township")
    engine.decide_termination(
        actor=holder(Duty.SIGN_TOWNSHIP_REPORT, township), termination=row.pk, agrees=True, words=AGREED,
        request_id=uuid4(),
    )  # fmt: skip
    pause()


def propose(dossier: Dossier, reason: str) -> Termination:
    """The village lays before the head of its township that its round be ended."""
    clerk = holder(Duty.PROPOSE_PROJECTS, dossier.owner)
    row = engine.propose_termination(actor=clerk, dossier=dossier, reason=reason, request_id=uuid4())
    pause()
    return row
