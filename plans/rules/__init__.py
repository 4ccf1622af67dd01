"""What the clauses refuse or warn of: pure functions that never ask the clock or the database."""

from plans.rules.refusal import Refusal, refuse, told

__all__ = ["Refusal", "refuse", "told"]
