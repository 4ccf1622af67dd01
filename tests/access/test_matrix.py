"""Everyone x everything: what the policy answers beside what the text says (S1)."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from core.enums import DossierKind, OrganisationKind
from core.models import Dossier, Organisation, User
from documents import readers, verification
from documents.enums import RenderState
from documents.models import Carried, IncomingDocument, IssuedDocument
from roles import policies
from tests.access import oracle, oracle_documents
from tests.access.conftest import World
from workflows.desk import packages

pytestmark = pytest.mark.django_db

DUTIES = [
    "propose_projects",
    "review_proposals",
    "report_projects",
    "sign_township_report",
    "propose_department_projects",
    "appraise_projects",
    "countersign_plan",
    "manage_sources",
    "manage_library",
    "compile_plan",
    "convene_meeting",
    "decide_library",
    "chair_leading_group",
    "attend_leading_group",
    "chair_executive_meeting",
    "attend_executive_meeting",
    "edit_check",
    "sign_off",
    "pre_issue_check",
    "register_document",
    "announce",
    "send_filing",
    "answer_filing",
    "acknowledge_filing",
    "sign_filing",
    "handle_objection",
    "supervise",
    "audit",
    "read_territory",
    "evaluate",
    "administer_system",
    "administer_security",
    "administer_audit",
]


class Tally:
    """Counts answers beside the text's; a mismatch is kept with who, what and what was expected."""

    def __init__(self) -> None:
        self.asked, self.silent, self.wrong = 0, Counter[str](), list[str]()

    def hold(self, told: bool | None, found: bool, kind: str, *what: object) -> None:
        """One answer about `kind`; the words of `what` are put together only where they are wanted."""
        if told is None:
            self.silent[kind] += 1
            return
        self.asked += 1
        if told != found:
            self.wrong.append(f"{kind}: {' '.join(map(str, what))}: the text says {told}, the policy {found}")

    def judge(self, name: str, least: int) -> None:
        print(f"{name}: {self.asked} triples, {len(self.wrong)} mismatches; the text is silent on {dict(self.silent)}")
        assert not self.wrong, "\n".join(self.wrong[:40])
        assert self.asked >= least


def everyone(world: World) -> Iterator[tuple[User, oracle.Seat | None, str]]:
    """All who have an account, each with what he is called; the last has no post."""
    for user in User.objects.order_by("pk"):
        seat = world.seats.get(user.pk)
        yield user, seat, _name(user, seat)


def test_the_world_has_every_relation(world: World) -> None:
    """Own, sibling, parent, child, other county, other province; every kind of dossier; every standard duty."""
    assert {dossier.kind for dossier in world.objects.values()} == {str(kind) for kind in DossierKind}
    assert len({dossier.county for dossier in world.objects.values()}) == 4
    assert len({path.split("/")[0] for path in (seat.path for seat in world.seats.values())}) == 2
    held = frozenset().union(*(seat.duties for seat in world.seats.values()))
    assert held == set(DUTIES)
    assert {seat.kind for seat in world.seats.values()} == {str(k) for k in OrganisationKind} - {
        "province",
        "prefecture",
    }


def test_who_reads_which_dossier(world: World) -> None:
    tally, chance = Tally(), random.Random(63)  # noqa: S311
    dossiers = {dossier.pk: dossier for dossier in Dossier.objects.select_related("county")}
    for user, seat, name in everyone(world):
        readable = set(policies.readable(user, Dossier.objects.all()).values_list("pk", flat=True))
        for pk, thing in world.objects.items():
            told = oracle.reads_dossier(seat, thing)
            tally.hold(told, pk in readable, thing.kind, name, "reads", pk, "of", thing.owner)
        one = chance.choice(list(dossiers.values()))
        assert policies.may_read(user, one) == (one.pk in readable)
    tally.judge("dossiers", 10_000)


EVERY_STATE = {
    *((disclosure, state) for disclosure in ("open", "on_request", "closed") for state in ("waiting", "printed")),
    *((disclosure, "superseded") for disclosure in ("open", "on_request", "closed")),
    ("open", "void"),
    ("closed", "void"),
}


def state(paper: IssuedDocument) -> str:
    """What became of it."""
    if paper.is_void:
        return "void"
    if IssuedDocument.objects.filter(replaces=paper).exists():
        return "superseded"
    return "printed" if paper.render_state == RenderState.DONE else "waiting"


def test_who_reads_which_document(world: World) -> None:
    tally, chance = Tally(), random.Random(63)  # noqa: S311
    papers = list(IssuedDocument.objects.select_related("issuer").defer("content").order_by("pk"))
    states = dict(zip((paper.pk for paper in papers), map(state, papers), strict=True))
    assert {(paper.disclosure, states[paper.pk]) for paper in papers} == EVERY_STATE
    sent = defaultdict[int, set[str]](set)
    for document, path in IncomingDocument.objects.values_list("document", "organisation__path"):
        sent[document].add(path)
    for letter, document in Carried.objects.order_by("pk").values_list("letter", "document"):
        sent[document] |= sent[letter]
    for user, seat, name in everyone(world):
        readable = set(readers.readable(user).values_list("pk", flat=True))
        for paper in papers:
            thing = world.objects.get(paper.dossier_id or 0)
            asked = oracle_documents.Document(
                paper.issuer.path, paper.disclosure, states[paper.pk], thing, frozenset(sent[paper.pk])
            )
            told = oracle_documents.reads_document(seat, asked)
            what = (name, "reads", paper.kind, asked.state, "of", paper.issuer.path)
            tally.hold(told, paper.pk in readable, paper.disclosure, *what)
        one = chance.choice(papers)
        assert readers.may_read(user, one) == (one.pk in readable)
    tally.judge("documents", 50_000)


def test_what_the_public_learns_by_a_code(world: World) -> None:
    """Of a paper of every disclosure in every state."""
    tally = Tally()
    for paper in IssuedDocument.objects.select_related("issuer").defer("content").order_by("pk"):
        answer, what = verification.answer(paper.verification_code), (state(paper), "of", paper.issuer.path)
        assert answer
        asked = oracle_documents.Document(paper.issuer.path, paper.disclosure, what[0], None)
        told = oracle_documents.is_told_of(asked)
        tally.hold(told, bool(answer.title), paper.disclosure, "title", *what)
        tally.hold(told and paper.is_void, bool(answer.void_reason), paper.disclosure, "why void", *what)
        tally.hold(what[0] == "void", answer.standing == "void", paper.disclosure, "standing", *what)
    tally.judge("public checks", 300)


def test_who_acts_where(world: World) -> None:
    """Every duty at an organisation of every kind in every county: its holders there and nobody else."""
    tally = Tally()
    sample: dict[tuple[str, str], Organisation] = {}
    for organisation in Organisation.objects.order_by("path"):
        sample.setdefault((organisation.kind, organisation.path[:14]), organisation)
    people = list(everyone(world))
    for organisation in sample.values():
        for duty in DUTIES:
            may = {person.pk for person in policies.who_may(duty, organisation)}
            for user, seat, name in people:
                told = oracle.acts(seat, duty, organisation.path)
                tally.hold(told, user.pk in may, duty, name, "at", organisation.path)
    tally.judge("acts", 100_000)


def some(world: World) -> list[tuple[User, oracle.Seat | None, str]]:
    """Everybody who audits, and eighty others."""
    people = list(everyone(world))
    auditing = [one for one in people if one[1] and one[1].duties & {"audit", "administer_audit"}]
    others = [one for one in people if one not in auditing]
    return auditing + random.Random(63).sample(others, 80)  # noqa: S311


def test_who_reads_whose_ledger(world: World) -> None:
    tally = Tally()
    for county in Organisation.objects.filter(kind=OrganisationKind.COUNTY).order_by("path"):
        for user, seat, name in some(world):
            found = policies.may_read_ledger(user, county)
            tally.hold(oracle.reads_ledger(seat, county.path), found, "ledger", name, "of", county.path)
    tally.judge("ledgers", 300)


def test_who_takes_a_package(world: World) -> None:
    """Of the dossiers of the home county's year, one of each kind, and of the last abroad."""
    tally = Tally()
    dossiers = Dossier.objects.select_related("county", "owner").order_by("kind", "pk").distinct("kind")
    chosen = [*dossiers, Dossier.objects.select_related("county", "owner").order_by("pk").last()]
    for dossier in filter(None, chosen):
        thing = world.objects[dossier.pk]
        for user, seat, name in some(world):
            found = packages.may_take(user, dossier)
            tally.hold(oracle_documents.takes_package(seat, thing), found, thing.kind, name, "of", thing.owner)
    tally.judge("packages", 300)


def _name(user: User, seat: oracle.Seat | None) -> str:
    return f"{user.name} ({'/'.join(sorted(seat.duties)) if seat else 'no post'} at {seat.path if seat else '-'})"
