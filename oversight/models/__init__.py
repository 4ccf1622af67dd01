"""The registers of chasing: urges, supervision slips with their reports and extensions; and what a supervisor saves."""

from oversight.enums import SlipColour, SlipGround, SlipState
from oversight.models.slip_papers import SlipExtension, SlipNotice, SlipNoticeKind, SlipReport
from oversight.models.slips import Slip
from oversight.models.urges import Urge
from oversight.saved_filter import SavedFilter

__all__ = [
    "SavedFilter",
    "Slip", "SlipColour", "SlipExtension", "SlipGround", "SlipNotice", "SlipNoticeKind", "SlipReport", "SlipState", "Urge",
]  # fmt: skip
