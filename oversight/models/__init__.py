"""The registers of chasing: urges, supervision slips with their reports and extensions; and what a supervisor
saves, and what a month was."""

from oversight.enums import SlipColour, SlipGround, SlipState
from oversight.models.month_counts import StepMonth, WayMonth
from oversight.models.saved_filters import SavedFilter
from oversight.models.slip_papers import SlipExtension, SlipNotice, SlipNoticeKind, SlipReport
from oversight.models.slips import Slip
from oversight.models.urges import Urge

__all__ = [
    "SavedFilter", "Slip", "SlipColour", "SlipExtension", "SlipGround", "SlipNotice", "SlipNoticeKind", "SlipReport",
    "SlipState", "StepMonth", "Urge", "WayMonth",
]  # fmt: skip
