"""Who may read what, written from the text alone and importing nothing of the project.

Sources: the Permissions section of the architecture ("reads follow the organisation tree, acts need the duty at that
very organisation … default deny"; the three administrators exclude each other and approve nothing) and the table of
actors A1 to A17 with its column "object scope". Duties are spelt as strings. Where the text says nothing the answer is
None, and the matrix counts it apart.

Readings of the text, where it is short:
- A4 and A5 are the seats that hold the sources and the library; the other seats of those bureaux are A3.
- A8's scope is "county government documents", yet step 31 has it archive "all": it reads the county.
- A15 reads "assigned evaluations": an evaluator of the working group is A6 as well; any other reads no dossier until an
  evaluation is assigned (default deny).
"""

from __future__ import annotations

from dataclasses import dataclass

COUNTY_WIDE_ORGANS = {"county", "leading_group", "working_group", "government_office"}
COUNTY_WIDE_SEATS = {"manage_sources", "manage_library", "sign_off"}
ADMINISTRATORS = {"administer_system", "administer_security", "administer_audit"}


@dataclass(frozen=True)
class Seat:
    """A person's one post: which duties, at what kind of organisation, where in the tree (`42/4203/420323/…/`), and
    whether it is the one that answers for the organisation, where that was asked."""

    duties: frozenset[str]
    kind: str
    path: str
    is_head: bool = False

    @property
    def place(self) -> str:
        """The place that the organ serves: an organ's parent, a place itself."""
        is_place = self.kind in {"province", "prefecture", "county", "township", "village"}
        return self.path if is_place else self.path[: self.path.rstrip("/").rfind("/") + 1]


@dataclass(frozen=True)
class Object:
    """A dossier: whose it is, which county's, and at which organisations it has or had a task."""

    kind: str
    owner: str
    county: str
    tasks: frozenset[str]


def reads_dossier(seat: Seat | None, dossier: Object) -> bool:
    """The column "object scope" of the table of actors."""
    if seat is None or seat.duties & ADMINISTRATORS:
        return False  # A16 reads public objects; A17: no business
    if seat.duties & {"supervise", "audit", "read_territory"}:  # A13, A14, A10: the area
        return dossier.county.startswith(seat.place)
    if seat.duties == {"evaluate"} and seat.kind != "working_group":  # A15: assigned evaluations
        return False
    if seat.path == dossier.owner or seat.path in dossier.tasks:  # A3, A11, A12: tasks and filings addressed to it
        return True
    if seat.kind in {"township", "village"}:  # A1 own village, A2 own township and its villages
        return dossier.owner.startswith(seat.path)
    is_of_county = seat.kind in COUNTY_WIDE_ORGANS or bool(seat.duties & COUNTY_WIDE_SEATS)  # A4 to A9
    return is_of_county and seat.place == dossier.county


def reads_ledger(seat: Seat | None, county: str) -> bool | None:
    """A14 reads everything, the audit log included, in its area; of the audit administrator the table is silent."""
    if seat is None:
        return False
    if "administer_audit" in seat.duties:
        return None if county.startswith(seat.place) else False
    return "audit" in seat.duties and county.startswith(seat.place)


def acts(seat: Seat | None, duty: str, organisation: str) -> bool:
    """Acts need the duty at that very organisation."""
    return seat is not None and duty in seat.duties and seat.path == organisation


@dataclass(frozen=True)
class Slip:
    """A supervision slip: with whom it lies under which duty, how far it is, whether it is red and the matter open."""

    organisation: str
    duty: str
    state: str
    is_red: bool
    is_matter_open: bool


def acts_on_slip(seat: Seat | None, slip: Slip) -> set[str]:
    """f.3, of a slip whose day has not passed and that has no request for more time under way: the organisation signs for
    it, reports and asks for more time, its head signs what it sends; a red one its head signs for. The supervisor of the
    area verifies and files away, follows an unanswered one with a graver one (nothing is graver than red), and closes it
    where the matter is done."""
    if seat is None:
        return set()
    unanswered = slip.state in {"issued", "signed", "drafted"}
    return (_as_supervisor(slip, unanswered) if _supervises(seat, slip) else set()) | (
        _as_organisation(seat, slip) if unanswered else set()
    )


def _supervises(seat: Seat, slip: Slip) -> bool:
    """A slip is the supervision office's (D26: 督查室)."""
    is_office = seat.kind == "supervision_office" and "supervise" in seat.duties
    return is_office and slip.organisation.startswith(seat.place)


def _as_supervisor(slip: Slip, unanswered: bool) -> set[str]:
    if unanswered:
        if not slip.is_matter_open:
            return {"conclude"}
        return set() if slip.is_red else {"escalate"}
    return {"answered": {"close", "return"}, "closed": {"archive"}}.get(slip.state, set())


def _as_organisation(seat: Seat, slip: Slip) -> set[str]:
    leads = seat.is_head and seat.path == slip.organisation
    handles = leads or acts(seat, slip.duty, slip.organisation)
    found = {"ask_extension"} if handles else set()
    if slip.state == "issued" and (leads if slip.is_red else handles):
        found.add("sign")
    if slip.state == "signed" and handles:
        found.add("answer")
    if slip.state == "drafted" and leads:
        found |= {"sign_report", "give_back"}
    return found
