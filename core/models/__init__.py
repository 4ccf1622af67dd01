"""The tables that every other room points at."""

from core.models.anchors import LedgerAnchor
from core.models.calendar import CalendarDay, CalendarEdition, ClockOffset
from core.models.dossier import Dossier
from core.models.generated import GeneratedProvince
from core.models.jobs import Heartbeat, ThrottleTally
from core.models.ledger import LedgerEntry
from core.models.message_settings import MessageChoice, MessageSettings
from core.models.messages import Delivery, Message, Occurrence
from core.models.organisation import Organisation, OrganisationName
from core.models.search import SearchEntry
from core.models.user import User

__all__ = [
    "CalendarDay",
    "CalendarEdition",
    "ClockOffset",
    "Delivery",
    "Dossier",
    "GeneratedProvince",
    "Heartbeat",
    "LedgerAnchor",
    "LedgerEntry",
    "Message",
    "MessageChoice",
    "MessageSettings",
    "Occurrence",
    "Organisation",
    "OrganisationName",
    "SearchEntry",
    "ThrottleTally",
    "User",
]
