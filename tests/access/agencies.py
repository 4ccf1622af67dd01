"""Who issues and receives in the home county and the province, each with a paper of its own and what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core import clock
from core.models import Dossier, Organisation, User
from documents import intake, numbers, outside, voiding
from documents import services as documents
from documents.enums import Intake
from documents.models import DocumentCode, IncomingDocument, IssuedDocument
from roles.models import Appointment
from tests.access.oracle_documents import CLERKS, HEADS, OFFICE_KEEPS_FOR, Agency
from tests.access.sheets import LooseSheet
from tests.access.things import HOME

PATHS = {
    "county": HOME,
    "government_office": f"{HOME}420323-government-office/",
    "leading_group": f"{HOME}420323-leading-group/",
    "working_group": f"{HOME}420323-working-group/",
    "department": f"{HOME}420323-transport/",
    "township": f"{HOME}420323100/",
    "village": f"{HOME}420323100/420323100201/",
    "supervision_office": f"{HOME}420323-supervision/",
    "prefectural department": "42/4203/4203-finance/",
    "provincial department": "42/42-finance/",
}
Act = Callable[[User], object]


@dataclass(frozen=True)
class Asked:
    """One act at one agency: what is asked of the oracle, and the service that does it."""

    what: str
    agency: Agency
    act: Act


def acts(home: Dossier) -> Iterator[Asked]:
    """Every act on papers in and out, at every agency that there is such a thing of."""
    for rank, path in PATHS.items():
        organisation = Organisation.objects.get(path=path)
        agency = Agency(organisation.kind, path)
        assert agency.rank == rank
        yield from _of_papers_out(agency, organisation, home)
        yield from _of_papers_in(agency, organisation, home)
        yield from _of_numbers(agency, organisation)


def _of_papers_out(agency: Agency, organisation: Organisation, dossier: Dossier) -> Iterator[Asked]:
    paper = documents.issue(
        actor=None, paper=LooseSheet(), dossier=dossier, issuer=organisation, signed_on=clock.today()
    )
    yield Asked("keeps_register", agency, lambda actor: voiding.request(actor=actor, document=paper, reason="有误"))
    IssuedDocument.objects.filter(pk=paper.pk).update(render_state="failed", render_error="缺字")
    yield Asked("prints_again", agency, lambda actor: documents.print_again(actor=actor, document=paper))
    if agency.rank in HEADS:
        asked = voiding.request(actor=_keeper(agency), document=paper, reason="有误")
        yield Asked(
            "consents_to_void",
            agency,
            lambda actor: voiding.decide(actor=actor, void_request=asked, consents=True, opinion="同意"),
        )


def _of_papers_in(agency: Agency, organisation: Organisation, dossier: Dossier) -> Iterator[Asked]:
    paper = outside.Outside(sender="省水利厅", title="关于报送材料的通知", received_on=clock.today())
    yield Asked(
        "keeps_register", agency, lambda actor: outside.register(actor=actor, organisation=organisation, paper=paper)
    )
    letter = documents.issue(actor=None, paper=LooseSheet(), dossier=dossier, issuer=dossier.owner)
    sent = IncomingDocument.objects.create(
        document=letter, organisation=organisation, county=dossier.county, sent_at=clock.now()
    )
    yield Asked(
        "keeps_register", agency, lambda actor: intake.sign_for(actor=actor, incoming=sent, intake=Intake.ACCEPTED)
    )
    if agency.rank in {*CLERKS, *OFFICE_KEEPS_FOR}:
        entered = outside.register(actor=_keeper(agency), organisation=organisation, paper=paper)
        yield Asked(
            "keeps_register",
            agency,
            lambda actor: outside.examine(actor=actor, incoming=entered, found=Intake.ACCEPTED),
        )


def _of_numbers(agency: Agency, organisation: Organisation) -> Iterator[Asked]:
    code = DocumentCode.objects.filter(organisation=organisation).order_by("pk").first()
    if code is None:
        return
    yield Asked("keeps_register", agency, lambda actor: numbers.reserve(actor=actor, code=code, purpose="纪要"))
    reserved = numbers.reserve(actor=_keeper(agency), code=code, purpose="会议纪要")
    yield Asked(
        "keeps_register", agency, lambda actor: numbers.give_up(actor=actor, reservation=reserved, reason="不用")
    )


def _keeper(agency: Agency) -> User:
    """Whom the text names."""
    of_office = agency.kind in OFFICE_KEEPS_FOR
    path = PATHS["government_office"] if of_office else agency.path
    duty = "register_document" if of_office else CLERKS[agency.rank]
    return Appointment.objects.filter(post__organisation__path=path, post__duties__duty=duty).order_by("pk")[0].user
