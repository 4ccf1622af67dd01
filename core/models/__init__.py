"""The tables that every other room points at."""

from core.models.anchors import LedgerAnchor
from core.models.calendar import CalendarDay, CalendarEdition, ClockOffset
from core.models.dossier import Dossier
from core.models.generated import GeneratedProvince
from core.models.jobs import Heartbeat, ThrottleTally
from core.models.ledger import LedgerEntry
from core.models.organisation import Organisation, OrganisationName
from core.models.search import SearchEntry
from core.models.user import User

__all__ = [
    "CalendarDay",
    "CalendarEdition",
    "ClockOffset",
    "Dossier",
    "GeneratedProvince",
    "Heartbeat",
    "LedgerAnchor",
    "LedgerEntry",
    "Organisation",
    "OrganisationName",
    "SearchEntry",
    "ThrottleTally",
    "User",
]
