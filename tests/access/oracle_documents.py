"""Who reads and handles which document, written from the text alone and importing nothing of the project.

Sources:
  A1..A17  the table of actors with its column "object scope" (procedure a.1)
  steps    16: A8 checks, registers, prints and releases (复核–登记–印制–核发); 31: A8 archives "all"
  VOID     "Supersede/void document: A8 with A9 consent; the number is not reused" (procedure a.3)
  STATES   an official document is drafted, reviewed, signed, numbered, issued, or void; what replaces it leaves it as it
           is, "the older version stays in force for what was spent" (procedure 0.4 and e)
  PUBLIC   "public only on 主动公开 after issue"; "Filing.acknowledge only the addressee organisation"; "auditors get view
           on everything in area" (procedure e)
  SENT     "whoever the letter was sent to may read" what it carries (documents.md); what comes in is signed for,
           registered, examined, handled and passed round by the agency it came to (procedure d.1)
  DENY     "reads follow the organisation tree, acts need the duty at that very organisation … default deny"
  DECIDED  what the text leaves open and `docs/architecture.md` decides (Permissions, documents)

Readings: an open document is issued once it is numbered, frozen and hashed, printed or not; a void one is issued no more.
Where nothing is said the answer is None, and the matrix counts it apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.access.oracle import ADMINISTRATORS, COUNTY_WIDE_SEATS, Object, Seat

OPEN, IS_VOID = "open", "void"
WHOLE_AREA = {"county", "working_group", "leading_group", "government_office", "supervision_office", "audit_office"}
"""A6, A7 and A9; A8, who archives everything (step 31); A13 (DECIDED: every dossier of the area) and A14."""
OFFICE_KEEPS_FOR = {"county", "leading_group", "working_group", "government_office"}
CLERKS = {
    "township": "report_projects",
    "department": "propose_department_projects",
    "provincial department": "acknowledge_filing",
    "supervision_office": "supervise",
    "audit_office": "audit",
}
"""经办: A2's, A3's and A11's clerk keeps the register of his agency, as A8 does the county's (SENT, DECIDED); A14's its
own numbers (D35: 审〔Y〕n号)."""
HEADS = {
    "county": "sign_off",
    "government_office": "sign_off",
    "leading_group": "chair_leading_group",
    "working_group": "supervise",
    "township": "sign_township_report",
    "department": "countersign_plan",
    "provincial department": "sign_filing",
}
"""A9 for the county's documents (VOID); who heads the issuing agency for its own (DECIDED)."""


@dataclass(frozen=True)
class Document:
    """An issued document: whose, how it is disclosed, what became of it, of which dossier and to whom it was sent.

    `state`: waiting (numbered, no file yet), printed, superseded, void. Paths as in `Seat`.
    """

    issuer: str
    disclosure: str
    state: str
    dossier: Object | None
    addressees: frozenset[str] = frozenset()

    @property
    def owner(self) -> str:
        """Whose affair it is."""
        return self.dossier.owner if self.dossier else self.issuer

    @property
    def county(self) -> str:
        """The place whose affair it is."""
        return self.dossier.county if self.dossier else self.issuer


@dataclass(frozen=True)
class Agency:
    """Whoever issues or receives: of which kind, where in the tree."""

    kind: str
    path: str

    @property
    def place(self) -> str:
        """The place that the organ serves."""
        return Seat(frozenset(), self.kind, self.path).place

    @property
    def rank(self) -> str:
        """The kind, a department's with its level: those of a prefecture only read (A10)."""
        level = {1: "provincial ", 2: "prefectural "}.get(self.place.count("/"), "")
        return level + self.kind if self.kind == "department" else self.kind


def reads_document(seat: Seat | None, document: Document) -> bool | None:
    """An open document that is not void is everyone's (A16, PUBLIC); another whose own or sent to him it is, or whose
    scope has it."""
    if document.disclosure == OPEN and document.state != IS_VOID:
        return True
    if seat is None or seat.duties & ADMINISTRATORS:
        return False
    if seat.path in document.addressees or seat.path == document.issuer:
        return None if _only_evaluates(seat) else True
    return _has_in_scope(seat, document)


def _only_evaluates(seat: Seat) -> bool:
    """A15 outside the working group: assigned evaluations, and no agency's papers."""
    return seat.duties == {"evaluate"} and seat.kind != "working_group"


def _has_in_scope(seat: Seat, document: Document) -> bool:
    """A1 to A15 on papers that their own organisation neither issued nor received."""
    if seat.kind in {"village", "township"}:
        return document.owner.startswith(seat.path) or document.issuer.startswith(seat.path)
    if seat.kind == "department":
        return _department_has(seat, document)
    if seat.kind in WHOLE_AREA:
        return document.county.startswith(seat.place) or document.issuer.startswith(seat.place)
    return False


def _department_has(seat: Seat, document: Document) -> bool:
    """A4 and A5 have the county (DECIDED: the posts that keep sources and library), A10 its counties; A3, A11 and A12
    what was laid before them."""
    if _only_evaluates(seat):
        return False
    if seat.duties & COUNTY_WIDE_SEATS or "read_territory" in seat.duties:
        return document.county.startswith(seat.place)
    return document.dossier is not None and seat.path in document.dossier.tasks


def is_told_of(document: Document) -> bool:
    """Of what lies under a code everyone learns number, issuer, day, hashes and standing ("shows hash, number, date,
    issuer, and says valid, superseded or void"); title and why it was voided only of an open one (PUBLIC, DECIDED)."""
    return document.disclosure == OPEN


def takes_package(seat: Seat | None, dossier: Object) -> bool | None:
    """Who reads the dossier's closed papers, of them the county's own (县里导出的归档包) and A14; each side keeps its own."""
    if seat is None:
        return False
    reads = reads_document(seat, Document(dossier.owner, "closed", "printed", dossier))
    return reads and ("audit" in seat.duties or seat.path.startswith(dossier.county))


def keeps_register(seat: Seat | None, agency: Agency) -> bool:
    """Who numbers, reserves, gives up, asks to void, signs for and enters papers of the agency (A8, SENT, DECIDED)."""
    if seat is None:
        return False
    if agency.kind in OFFICE_KEEPS_FOR:
        return "register_document" in seat.duties and seat.kind == "government_office" and seat.place == agency.place
    return CLERKS.get(agency.rank) in seat.duties and seat.path == agency.path


def consents_to_void(seat: Seat | None, agency: Agency) -> bool:
    """A9 for the county, the head of any other agency for its own: never whoever keeps the register."""
    return seat is not None and HEADS.get(agency.rank) in seat.duties and seat.path == agency.path


def prints_again(seat: Seat | None, agency: Agency) -> bool | None:
    """印制 is the business of who keeps the register (step 16); of the agency's other posts nothing is said."""
    if seat is None or seat.duties & ADMINISTRATORS:
        return False
    if keeps_register(seat, agency):
        return True
    is_of_office = agency.kind in OFFICE_KEEPS_FOR and seat.kind == "government_office" and seat.place == agency.place
    return None if is_of_office or seat.path == agency.path else False
