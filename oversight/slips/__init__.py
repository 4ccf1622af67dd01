"""What is done with supervision slips, one room of acts a file (f.3)."""

from oversight.slips.extending import ask, drop, respond, sign
from oversight.slips.handling import answer, give_back, sign_for, sign_report
from oversight.slips.issuing import Asked, drafted, issue
from oversight.slips.standing import may_handle, may_sign, may_supervise
from oversight.slips.verifying import archive, conclude, verify

__all__ = [
    "Asked", "answer", "archive", "ask", "conclude", "drafted", "drop", "give_back", "issue", "may_handle", "may_sign",
    "may_supervise", "respond", "sign", "sign_for", "sign_report", "verify",
]  # fmt: skip
