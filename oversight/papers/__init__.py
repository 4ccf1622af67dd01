"""What the watchers put on paper."""

from oversight.papers.anchors import AnchorReport, AnchorRow, grouped
from oversight.papers.bulletins import SpendingBulletin, SpendingRank, SupervisionBulletin, SupervisionRank
from oversight.papers.slips import ExtensionRequest, SlipFeedback, SupervisionSlip, UnnumberedFeedback, UrgingLetter

__all__ = [
    "AnchorReport", "AnchorRow", "ExtensionRequest", "SlipFeedback", "SpendingBulletin", "SpendingRank",
    "SupervisionBulletin", "SupervisionRank", "SupervisionSlip", "UnnumberedFeedback",
    "UrgingLetter", "grouped",
]  # fmt: skip
