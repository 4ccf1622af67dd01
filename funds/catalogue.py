"""Which levels of money a county may integrate (domain finding 10, N11); what "应统尽统" is measured against.

四（二） names the money of the centre, the province, the prefecture and the county. The State Council's pilot opens the
centre's to the 832 counties of its list only (国办发〔2016〕22号): a county that the province designated integrates the
others. Self-raised and social money is no part of the measure.

Of the natures 捐赠 is left out at whatever level it is booked: it is social money. 债券 counts, since bonds of the
government are budgeted money (预算法第三十五条); 其他 counts, so that no figure rises by calling money so.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.enums import PoorLevel
from core.models import Organisation
from funds.enums import FundLevel, FundNature

FISCAL = (FundLevel.CENTRAL, FundLevel.PROVINCE, FundLevel.PREFECTURE, FundLevel.COUNTY)
MEASURED = tuple(nature for nature in FundNature if nature != FundNature.DONATION)
CLAUSE = "鄂政办发〔2015〕63号四（二）"
PILOT = "国办发〔2016〕22号"


@dataclass(frozen=True)
class Scope:
    """The levels that count, and by which document."""

    levels: tuple[FundLevel, ...]
    clause: str


ALL = Scope(FISCAL, CLAUSE)
OF = {
    PoorLevel.NATIONAL: Scope(FISCAL, f"{CLAUSE}、{PILOT}"),
    PoorLevel.PROVINCIAL: Scope(FISCAL[1:], f"{CLAUSE}、{PILOT}"),
}


def scope_of(county: Organisation) -> Scope:
    """What the county may integrate; one outside the 37 refers to the policy as it stands (附则: 其他县参照)."""
    return OF.get(PoorLevel(county.poor_level), ALL) if county.poor_level else ALL
