"""The registers of chasing: urges, supervision slips with their reports and extensions; what a supervisor saves, what a
month was, and what the nights found."""

from oversight.enums import SlipColour, SlipGround, SlipState
from oversight.models.bulletins import Bulletin, BulletinKind, BulletinState
from oversight.models.deviations import Beside, Deviation, Examination, Stage
from oversight.models.looks import LookedAt, PersonalLook
from oversight.models.month_counts import StepMonth, WayMonth
from oversight.models.saved_filters import SavedFilter
from oversight.models.slip_papers import SlipExtension, SlipNotice, SlipNoticeKind, SlipReport
from oversight.models.slips import Slip
from oversight.models.urges import Urge

__all__ = [
    "Beside", "Bulletin", "BulletinKind", "BulletinState", "Deviation", "Examination", "LookedAt", "PersonalLook",
    "SavedFilter", "Slip", "SlipColour", "SlipExtension", "SlipGround", "SlipNotice", "SlipNoticeKind", "SlipReport",
    "SlipState", "Stage", "StepMonth", "Urge", "WayMonth",
]  # fmt: skip
