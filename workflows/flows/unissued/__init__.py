"""Which steps sign, check, register or are about which documents, and how each stands now.

A draft is made by the same function as the document that the step will issue; what was sent for signature is shown
word for word as it was sent (条例 第二十条、第二十五条).
"""

from workflows.flows.unissued import batch, filing, master_plan, plan, rounds


def register_all() -> None:
    """At start-up."""
    rounds.register_all()
    plan.register_all()
    filing.register_all()
    master_plan.register_all()
    batch.register_all()
