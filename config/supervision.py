"""What a place sets of its supervision slips (f.3). Days are working days.

Every number can be set from the environment: `SLIP_SIGN_DAYS=2`, `SLIP_WARNING_COLOUR=yellow`.
"""

from __future__ import annotations

from config.environment import number, one_of

# The colour between blue and red: places warn in orange (三明) or in yellow (宿迁).
SLIP_WARNING_COLOUR = one_of("SLIP_WARNING_COLOUR", "orange", {"orange", "yellow"})

# When a slip is to be done if the supervisor sets no other day.
SLIP_DUE_DAYS = number("SLIP_DUE_DAYS", 5)
# In how many days a slip is signed for.
SLIP_SIGN_DAYS = number("SLIP_SIGN_DAYS", 1)
# How long before its day a slip is reminded of.
SLIP_REMIND_DAYS = number("SLIP_REMIND_DAYS", 2)
# In how many days the supervisor verifies what was reported.
SLIP_VERIFY_DAYS = number("SLIP_VERIFY_DAYS", 3)

# How often a slip may be extended, by how much at once at most, and in how many days the supervisor answers.
SLIP_EXTENSIONS = number("SLIP_EXTENSIONS", 2)
SLIP_EXTENSION_DAYS = number("SLIP_EXTENSION_DAYS", 10)
SLIP_EXTENSION_ANSWER_DAYS = number("SLIP_EXTENSION_ANSWER_DAYS", 2)
