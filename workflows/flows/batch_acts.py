"""What the steps of a batch of the plan's money do beyond one room."""

from __future__ import annotations

from core import deadlines
from core.models import Dossier, Organisation
from documents.signing import CoSignature
from funds import batches, freed
from funds.batch_drafting import signers as agencies
from funds.models import AllotmentBatch
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion
from workflows.engine.nodes import Ended
from workflows.engine.turn import Acted

SIGNING = "department_head_signs"


def signers(batch: AllotmentBatch) -> list[int]:
    """The agencies that sign with the bureau."""
    return [agency.pk for agency in agencies(batch)]


def send_round(act: Acted, batch: AllotmentBatch) -> None:
    """The draft goes to the heads as it will be numbered."""
    if act.decision == Decision.APPROVE:
        batches.close(actor=act.person, batch=batch)


def reopen(batch: AllotmentBatch) -> None:
    """Its drafter writes again."""
    batches.reopen(batch)


def sign(act: Acted, batch: AllotmentBatch) -> None:
    """The bureau's head gives it back, or numbers it with the signatures of this round."""
    if act.decision == Decision.RETURN:
        reopen(batch)
    elif act.decision == Decision.APPROVE:
        batches.issue(actor=act.person, batch=batch, signed=signatures(batch, act.work_item.round))


def signatures(batch: AllotmentBatch, in_round: int) -> list[CoSignature]:
    """What the heads said in a round, in the order of the agencies; one who has not signed has no signatory."""
    said = Opinion.objects.standing().filter(
        dossier=batch.dossier_id, step=SIGNING, round=in_round, decision=Decision.APPROVE
    )
    by_agency = {one.organisation_id: one for one in said.select_related("actor").in_order()}
    return [_signature(agency, by_agency.get(agency.pk)) for agency in agencies(batch)]


def _signature(agency: Organisation, said: Opinion | None) -> CoSignature:
    if said is None:
        return CoSignature(agency)
    return CoSignature(agency, said.actor, deadlines.day_of(said.written_at))


def end(told: Ended, batch: AllotmentBatch) -> None:
    """The batch goes no further; its number goes to the next."""
    batches.end(actor=told.actor, batch=batch, reason=told.reason)


def frees(dossier: Dossier) -> list[str]:
    """What its end sets free, in sentences."""
    return freed.by_batch(dossier)
