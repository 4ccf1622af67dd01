"""What the watchers put on paper."""

from oversight.papers.anchors import AnchorReport, AnchorRow, grouped
from oversight.papers.slips import ExtensionRequest, SlipFeedback, SupervisionSlip, UnnumberedFeedback, UrgingLetter

__all__ = [
    "AnchorReport", "AnchorRow", "ExtensionRequest", "SlipFeedback", "SupervisionSlip", "UnnumberedFeedback",
    "UrgingLetter", "grouped",
]  # fmt: skip
