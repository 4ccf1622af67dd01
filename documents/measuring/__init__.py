"""Measures a finished PDF against GB/T 9704-2012: what lies on its pages, not what was meant to.

Nothing here knows how documents are set: glyphs, rules and pixels are read back from the file, and the frozen
content inside it only says which document it ought to be. Every fault names the clause, the page and what was found.
"""

from documents.measuring.faults import Fault
from documents.measuring.measure import measure

__all__ = ["Fault", "measure"]
