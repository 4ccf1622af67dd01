"""Numbers reserved ahead, and voiding with the head's consent."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import LedgerEntry, Organisation, User
from documents import numbers, voiding
from documents.enums import CodeUse
from documents.models import DocumentCode, IssuedDocument, NumberReservation
from documents.services import issue
from roles.duties import Duty
from roles.services import appoint, make_post
from tests.factories.documents import Letter, give_code
from tests.factories.roles import dossier as new_dossier
from tests.factories.roles import give, person


@pytest.fixture
def code(county: Organisation) -> DocumentCode:
    return give_code(county, CodeUse.LETTER, "竹政函")


@pytest.fixture
def keeper(county: Organisation, clerk: User) -> User:
    """Who registers for the county at its office."""
    path = f"{county.path}420323-office/"
    government_office = Organisation.objects.create(
        code="420323-office", name="县政府办", official_name="竹山县人民政府办公室", path=path,
        kind=OrganisationKind.GOVERNMENT_OFFICE, parent=county, county=county,
    )  # fmt: skip
    give(clerk, Duty.REGISTER_DOCUMENT, government_office)
    return clerk


@pytest.fixture
def head(county: Organisation) -> User:
    mayor = person("张明")
    post = make_post(actor=None, organisation=county, title="县长", duties=(Duty.SIGN_OFF,), is_head=True)
    appoint(actor=None, user=mayor, post=post, starts_on=clock.today(), ends_on=None, basis="任命通知")
    return mayor


def letter(code: DocumentCode, actor: User, **given: object) -> IssuedDocument:
    return issue(actor=actor, paper=Letter(), issuer=code.organisation, **({"dossier": None} | given), signatory=actor)  # type: ignore[arg-type]


def test_a_reserved_number_goes_to_the_dossiers_document(code: DocumentCode, keeper: User) -> None:
    mine = new_dossier(code.organisation)
    reserved = numbers.reserve(actor=keeper, code=code, purpose="省里来电预告", dossier=mine)
    assert letter(code, keeper).seq == 2
    document = letter(code, keeper, dossier=mine)
    reserved.refresh_from_db()
    assert (document.seq, reserved.document) == (1, document)
    assert letter(code, keeper, dossier=mine).seq == 3
    assert numbers.unexplained(code, document.year or 0) == []


def test_a_reservation_that_is_not_used_is_explained(code: DocumentCode, keeper: User) -> None:
    reserved = numbers.reserve(actor=keeper, code=code, purpose="预留")
    numbers.give_up(actor=keeper, reservation=reserved, reason="不再行文")
    assert letter(code, keeper).seq == 2
    assert LedgerEntry.objects.get(action="number.given_up").detail["reason"] == "不再行文"
    with pytest.raises(Conflict, match="已注销"):
        numbers.give_up(actor=keeper, reservation=reserved, reason="再次")


def test_a_used_number_cannot_be_given_up(code: DocumentCode, keeper: User) -> None:
    mine = new_dossier(code.organisation)
    reserved = numbers.reserve(actor=keeper, code=code, purpose="预留", dossier=mine)
    letter(code, keeper, dossier=mine)
    with pytest.raises(Conflict, match="已使用"):
        numbers.give_up(actor=keeper, reservation=reserved, reason="不再行文")


@pytest.mark.parametrize("words", ["", "  "])
def test_reserving_and_giving_up_need_a_reason(code: DocumentCode, keeper: User, words: str) -> None:
    with pytest.raises(Invalid, match="事由"):
        numbers.reserve(actor=keeper, code=code, purpose=words)
    reserved = numbers.reserve(actor=keeper, code=code, purpose="预留")
    with pytest.raises(Invalid, match="注销原因"):
        numbers.give_up(actor=keeper, reservation=reserved, reason=words)


def test_only_the_keeper_reserves(code: DocumentCode, head: User) -> None:
    with pytest.raises(Refused, match="收发文经办人"):
        numbers.reserve(actor=head, code=code, purpose="预留")
    assert not NumberReservation.objects.exists()


def test_the_database_keeps_a_reservation_as_it_was(code: DocumentCode, keeper: User) -> None:
    numbers.give_up(actor=keeper, reservation=numbers.reserve(actor=keeper, code=code, purpose="预留"), reason="不用")
    for change in ({"seq": 9}, {"purpose": "改"}, {"reason": "改"}):
        with pytest.raises(IntegrityError, match="登记不得更改"), transaction.atomic():
            NumberReservation.objects.update(**change)


def test_a_void_needs_the_heads_consent(code: DocumentCode, keeper: User, head: User) -> None:
    document = letter(code, keeper)
    asked = voiding.request(actor=keeper, document=document, reason="重复行文")
    with pytest.raises(Conflict, match="已有待审批"):
        voiding.request(actor=keeper, document=document, reason="再次")
    with pytest.raises(Refused, match="主要负责人"):
        voiding.decide(actor=keeper, void_request=asked, consents=True)
    voiding.decide(actor=head, void_request=asked, consents=True)
    document.refresh_from_db()
    assert (document.is_void, document.void_reason) == (True, "重复行文")
    assert letter(code, keeper).seq == 2
    with pytest.raises(Stale, match="张明"):
        voiding.decide(actor=head, void_request=asked, consents=True)
    with pytest.raises(Conflict, match="已作废"):
        voiding.request(actor=keeper, document=document, reason="再次")


def test_a_refused_void_leaves_the_document_in_force(code: DocumentCode, keeper: User, head: User) -> None:
    document = letter(code, keeper)
    asked = voiding.request(actor=keeper, document=document, reason="重复行文")
    with pytest.raises(Invalid, match="写明意见"):
        voiding.decide(actor=head, void_request=asked, consents=False)
    voiding.decide(actor=head, void_request=asked, consents=False, opinion="并未重复")
    document.refresh_from_db()
    assert not document.is_void
    assert voiding.request(actor=keeper, document=document, reason="另有原因").pk != asked.pk


def test_only_the_keeper_asks_for_a_void(code: DocumentCode, keeper: User, head: User) -> None:
    with pytest.raises(Refused, match="收发文经办人"):
        voiding.request(actor=head, document=letter(code, keeper), reason="重复行文")
