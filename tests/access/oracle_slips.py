"""Who reads and handles which supervision slip (D26), written from the text alone and importing nothing of the project.

Sources: the table of actors (A13 "all tasks in area", A14 "read everything", A16 public objects, A17 no business); D26
"督查室 → 承办单位 … owner, co-owner"; D28 "承办单位 → 督查室 … 单位领导审签"; D29 "承办单位 … 单位领导, before expiry"; the steps of
supervision (f.3): 交办, 反馈, 审结 by the supervision office, "不符退回重办". A slip is the county's business: its government office
reads it as it reads the county, as do A4 to A9 by their scope, A2 for its villages and A10 for its counties.
Where nothing is said the answer is None.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.access.oracle import ADMINISTRATORS, Object, Seat, reads_dossier


@dataclass(frozen=True)
class Slip:
    """To whom it went, who answers for that organisation, who helps, and of which dossier it is."""

    owner: str
    head: str
    helper: str
    dossier: Object


def reads_slip(seat: Seat | None, slip: Slip) -> bool:
    """Whoever reads what it is about, the owner and the co-owner; the public never."""
    if seat is None or seat.duties & ADMINISTRATORS:
        return False
    return seat.path in {slip.owner, slip.helper} or reads_dossier(seat, slip.dossier)


def supervises(seat: Seat | None, slip: Slip) -> bool:
    """交办 and 审结: the supervision office in whose area it lies, and nobody else (of the working group, which follows up
    by 四(六), D26 and D28 say nothing, and it may be an owner itself)."""
    return seat is not None and seat.kind == "supervision_office" and slip.owner.startswith(seat.place)


def handles(seat: Seat | None, slip: Slip) -> bool | None:
    """签收, 反馈, 申请延期: the owner's people; which of them is not said, but whoever heads it may."""
    if seat is None or seat.path != slip.owner:
        return False
    return True if slip.head in seat.duties else None


def signs(seat: Seat | None, slip: Slip) -> bool:
    """单位领导审签: whoever heads the owner."""
    return seat is not None and seat.path == slip.owner and slip.head in seat.duties
