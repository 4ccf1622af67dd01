"""The event log: what happened at every step of every proceeding, for process mining (IEEE 1849 XES, and CSV).

`reading` tells the traces in portions, `xes` and `csv_file` write them; nothing holds more than one portion at a time.
Organisations are named. Persons bear pseudonyms, always the same within one installation, so that one can tell hands
apart and never whose they are.
"""

from oversight.event_log.csv_file import CSV_TYPE, as_csv
from oversight.event_log.reading import Asked, Event, Trace, everywhere, pseudonym, real_name, traces
from oversight.event_log.xes import XES_TYPE, as_xes

__all__ = [
    "CSV_TYPE", "XES_TYPE", "Asked", "Event", "Trace", "as_csv", "as_xes", "everywhere", "pseudonym", "real_name",
    "traces",
]  # fmt: skip
