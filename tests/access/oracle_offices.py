"""Who reads the meetings, registers, bulletins and watchers' lists, and who keeps codes, limits and the calendar, written
from the text alone and importing nothing of the project.

Sources:
  A1..A17   the table of actors with its column "object scope" (procedure a.1)
  MEETING   "approval is by meeting": agenda, attendance, votes and minutes are the county's (procedure 0.12, e); A7
            "meeting decisions: county", A10 "its counties, read", A14 "read everything"
  D37       备案登记簿, 发文登记簿, 收文登记簿: 各级, each agency its own
  D30       督办情况通报, 支出进度通报: 县政府办, 财政局 → 全县, signed by the director; a document once it is issued
  A17       "users, orgs, calendars; no business approvals: config"
  LIMITS    every deadline is a setting; 四(六): the working group makes the county's rules (制定规划、方案)
  DECIDED   what the text leaves open and `docs/architecture.md` decides (Permissions)

"Reads follow the organisation tree, acts need the duty at that very organisation … default deny."
"""

from __future__ import annotations

from tests.access.oracle import ADMINISTRATORS, Object, Seat, reads_dossier
from tests.access.oracle_documents import OFFICE_KEEPS_FOR, Agency, keeps_register

WATCHERS = {"supervise", "audit"}
PROVINCE = "42/"
BULLETIN_POSTS = {"supervise", "manage_sources", "edit_check", "sign_off", "register_document", "audit"}


def reads_meeting(seat: Seat | None, body: str, county: str, *, took_part: bool) -> bool:
    """MEETING, at every state: whoever's scope has the body or its county, and whoever sat in it."""
    return took_part or reads_dossier(seat, Object("meeting", body, county, frozenset()))


def reads_register(seat: Seat | None, agency: Agency) -> bool | None:
    """D37, DECIDED: the agency's own people, the office that keeps it, A13 and A14 of the area; villages and A17 keep none.
    Of A15, who has assigned evaluations alone, nothing is said."""
    if seat is None or seat.duties & ADMINISTRATORS or agency.kind in {"village", "administration"}:
        return False
    if seat.duties & WATCHERS and agency.path.startswith(seat.place):
        return True
    if seat.path == agency.path:
        return None if seat.duties == {"evaluate"} else True
    is_of_office = agency.kind in OFFICE_KEEPS_FOR and seat.kind == "government_office"
    return is_of_office and seat.place == agency.place


def keeps_codes(seat: Seat | None, agency: Agency) -> bool:
    """DECIDED: whoever keeps the agency's papers, and A17 ("orgs") of its place."""
    if seat is None:
        return False
    return keeps_register(seat, agency) or _configures(seat, agency.path)


def _configures(seat: Seat, path: str) -> bool:
    return "administer_system" in seat.duties and path.startswith(seat.place)


def sets_bounds(seat: Seat | None) -> bool:
    """DECIDED: A17 of the province."""
    return seat is not None and "administer_system" in seat.duties and seat.place == PROVINCE


def sets_limits(seat: Seat | None, county: str) -> bool:
    """LIMITS, DECIDED: the county's own A17 and whoever compiles its plan; nobody above it, nobody beside it."""
    if seat is None or seat.place != county:
        return False
    compiles = seat.kind == "working_group" and "compile_plan" in seat.duties
    return compiles or "administer_system" in seat.duties


def keeps_calendar(seat: Seat | None) -> bool:
    """A17 "calendars"; there is one for the province (DECIDED)."""
    return sets_bounds(seat)


def reads_bulletin(seat: Seat | None, county: str) -> bool:
    """D30, DECIDED, while it is drafted: who drafts, checks, signs or numbers it, A13 and A14 of the area."""
    return seat is not None and bool(seat.duties & BULLETIN_POSTS) and county.startswith(seat.place)


def watches(seat: Seat | None, county: str) -> bool:
    """A13 all tasks in area: the wall and the lists of what waits."""
    return seat is not None and "supervise" in seat.duties and county.startswith(seat.place)


def exports_events(seat: Seat | None, county: str) -> bool:
    """A13 all tasks in area, A14 everything in area."""
    return seat is not None and bool(seat.duties & WATCHERS) and county.startswith(seat.place)


def reads_deviations(seat: Seat | None, county: str) -> bool | None:
    """The same; of the audit administrator, as with the ledger, the table is silent."""
    if seat is not None and "administer_audit" in seat.duties:
        return None if county.startswith(seat.place) else False
    return exports_events(seat, county)
