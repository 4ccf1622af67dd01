"""The registers as pages and as documents: who sees, signs, reserves, voids and prints, and at what cost."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import OrganisationKind
from core.errors import Invalid, Refused
from core.models import Organisation, User
from documents import books, intake, numbers, voiding
from documents.enums import CodeUse, Intake
from documents.jobs import render_owed
from documents.models import DocumentCode, IncomingDocument, IssuedDocument, NumberReservation
from documents.services import issue, void
from roles.duties import Duty
from roles.services import appoint, make_post
from tests.engine.statements import counted
from tests.factories.documents import Letter, give_code
from tests.factories.roles import dossier as new_dossier
from tests.factories.roles import give, person, place

YEAR = (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))


@pytest.fixture
def code(county: Organisation) -> DocumentCode:
    return give_code(county, CodeUse.LETTER, "竹政函")


@pytest.fixture
def keeper(county: Organisation) -> User:
    made = Organisation.objects.create(
        code="420323-office", name="县政府办", official_name="竹山县人民政府办公室", parent=county, county=county,
        path=f"{county.path}420323-office/", kind=OrganisationKind.GOVERNMENT_OFFICE,
    )  # fmt: skip
    clerk = person("柳青")
    give(clerk, Duty.REGISTER_DOCUMENT, made)
    return clerk


@pytest.fixture
def township(county: Organisation) -> Organisation:
    return place("420323100", "城关镇", OrganisationKind.TOWNSHIP, county)


@pytest.fixture
def receiver(township: Organisation) -> User:
    clerk = person("何芳")
    give(clerk, Duty.REPORT_PROJECTS, township)
    return clerk


@pytest.fixture
def head(county: Organisation) -> User:
    mayor = person("张明")
    post = make_post(actor=None, organisation=county, title="县长", duties=(Duty.SIGN_OFF,), is_head=True)
    appoint(actor=None, user=mayor, post=post, starts_on=clock.today(), ends_on=None, basis="任命通知")
    return mayor


def sent(code: DocumentCode, actor: User, subject: str = "竹山县人民政府关于报送材料的函") -> IssuedDocument:
    paper = Letter(to=("各乡镇人民政府",), subject=subject)
    return issue(actor=actor, paper=paper, dossier=None, issuer=code.organisation, signatory=actor)


def as_(client: Client, actor: User) -> Client:
    client.force_login(actor, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, actor: User, name: str, **asked: str | int) -> str:
    answer = as_(client, actor).get(reverse(f"documents:{name}"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_incoming_register_shows_and_signs(
    client: Client, code: DocumentCode, keeper: User, township: Organisation, receiver: User
) -> None:
    document = sent(code, keeper)
    row = township.incoming.get()
    assert 'value="accepted"' in page(client, receiver, "incoming")
    assert document.number in page(client, receiver, "incoming", waiting="on")
    answer = as_(client, receiver).post(reverse("documents:sign_for", args=[row.pk]), {"intake": "accepted"})
    assert answer["Location"] == reverse("documents:incoming")
    row.refresh_from_db()
    assert (row.seq, row.handler) == (1, "何芳")
    assert document.number not in page(client, receiver, "incoming", waiting="on")
    assert document.number in page(client, receiver, "incoming", year=2026, words="报送材料")
    assert document.number not in page(client, receiver, "incoming", year=2025)


def test_a_stranger_sees_and_signs_nothing(
    client: Client, code: DocumentCode, keeper: User, township: Organisation
) -> None:
    document, stranger = sent(code, keeper), person()
    other = place("420323101", "溢水镇", OrganisationKind.TOWNSHIP, code.organisation)
    give(stranger, Duty.REPORT_PROJECTS, other)
    assert document.number not in page(client, stranger, "incoming")
    row = township.incoming.get()
    assert as_(client, stranger).post(reverse("documents:sign_for", args=[row.pk])).status_code == 404
    auditor = person()
    audit = Organisation.objects.create(
        code="420323-audit", name="县审计局", official_name="竹山县审计局", parent=code.organisation,
        county=code.organisation, path=f"{code.organisation.path}420323-audit/", kind=OrganisationKind.AUDIT_OFFICE,
    )  # fmt: skip
    give(auditor, Duty.AUDIT, audit)
    assert document.number in page(client, auditor, "incoming")
    assert (
        as_(client, auditor).post(reverse("documents:sign_for", args=[row.pk]), {"intake": "accepted"}).status_code
        == 403
    )


@pytest.mark.parametrize("name", ["incoming", "numbers", "register"])
def test_the_registers_are_for_people_of_the_offices(client: Client, db: None, name: str) -> None:
    assert client.get(reverse(f"documents:{name}")).status_code == 302


@pytest.mark.parametrize("name", ["incoming", "numbers", "register"])
def test_a_register_costs_the_same_however_long(
    client: Client, code: DocumentCode, keeper: User, receiver: User, name: str
) -> None:
    actor = receiver if name == "incoming" else keeper
    sent(code, keeper)
    numbers.reserve(actor=keeper, code=code, purpose="预留")
    page(client, actor, name)
    with counted() as few:
        client.get(reverse(f"documents:{name}"))
    for _n in range(5):
        sent(code, keeper)
        numbers.reserve(actor=keeper, code=code, purpose="预留")
    with counted() as many:
        client.get(reverse(f"documents:{name}"))
    assert len(many) == len(few) <= 18, "\n".join(sql[:150] for sql in many)


def test_reserving_and_giving_up_by_page(client: Client, code: DocumentCode, keeper: User, head: User) -> None:
    asked = {"code": code.pk, "purpose": "省里来电预告"}
    assert as_(client, head).post(reverse("documents:reserve"), asked).status_code == 403
    assert as_(client, keeper).post(reverse("documents:reserve"), asked).status_code == 302
    reserved = NumberReservation.objects.get()
    assert "竹政函〔2026〕1号" in page(client, keeper, "numbers")
    unsaid = as_(client, keeper).post(reverse("documents:reserve"), {"code": code.pk, "purpose": " "})
    assert unsaid.status_code == 422
    kept = as_(client, keeper).post(reverse("documents:reserve"), {"code": "", "purpose": "省里来电预告"})
    assert (kept.status_code, "省里来电预告" in kept.content.decode()) == (422, True)
    assert NumberReservation.objects.count() == 1
    assert f"{reverse('documents:numbers')}#reserve" in page(client, keeper, "register")
    give_up = reverse("documents:give_up", args=[reserved.pk])
    assert as_(client, keeper).post(give_up, {"reason": ""}).status_code == 422
    assert as_(client, head).post(give_up, {"reason": "不用"}).status_code == 403
    assert as_(client, keeper).post(give_up, {"reason": "不再行文"}).status_code == 302
    assert "已注销：不再行文" in page(client, keeper, "numbers")


def test_a_number_is_reserved_for_the_next_paper_of_a_dossier_that_one_reads(
    client: Client, code: DocumentCode, keeper: User
) -> None:
    plan = new_dossier(code.organisation)
    other = new_dossier(place("420324", "竹溪县", OrganisationKind.COUNTY, code.organisation.parent))
    shown = page(client, keeper, "numbers")
    assert (f">{plan.title}<" in shown, f">{other.title}<" in shown) == (True, False)
    asked = {"code": code.pk, "purpose": "省里来电预告"}
    assert as_(client, keeper).post(reverse("documents:reserve"), asked | {"dossier": other.pk}).status_code == 422
    assert as_(client, keeper).post(reverse("documents:reserve"), asked | {"dossier": plan.pk}).status_code == 302
    assert NumberReservation.objects.get().dossier == plan


def test_voiding_by_page(client: Client, code: DocumentCode, keeper: User, head: User) -> None:
    document = sent(code, keeper)
    ask, reason = reverse("documents:request_void", args=[document.pk]), {"reason": "重复行文"}
    assert as_(client, head).post(ask, reason).status_code == 403
    assert as_(client, keeper).post(ask, reason).status_code == 302
    decide = reverse("documents:decide_void", args=[document.void_requests.get().pk])
    assert as_(client, keeper).post(decide, {"consents": "yes"}).status_code == 403
    assert "同意作废" in as_(client, head).get(reverse("documents:document", args=[document.pk])).content.decode()
    assert as_(client, head).post(decide, {"consents": "yes"}).status_code == 302
    document.refresh_from_db()
    assert document.is_void


def test_voiding_is_asked_and_refused_in_words(code: DocumentCode, keeper: User, head: User, receiver: User) -> None:
    document = sent(code, keeper)
    with pytest.raises(Invalid, match="请写明作废原因"):
        voiding.request(actor=keeper, document=document, reason=" ")
    with pytest.raises(Refused, match="收发文经办人"):
        voiding.request(actor=receiver, document=document, reason="重复行文")
    assert not document.void_requests.exists()
    asked = voiding.request(actor=keeper, document=document, reason="重复行文")
    with pytest.raises(Invalid, match="不同意须写明意见"):
        voiding.decide(actor=head, void_request=asked, consents=False)
    with pytest.raises(Refused, match="主要负责人"):
        voiding.decide(actor=keeper, void_request=asked, consents=True)
    document.refresh_from_db()
    assert not document.is_void


def test_a_year_of_a_register_is_issued_and_printed(
    client: Client, code: DocumentCode, keeper: User, township: Organisation, receiver: User
) -> None:
    first, second = sent(code, keeper), sent(code, keeper)
    void(actor=keeper, document=first, reason="重复行文")
    numbers.give_up(actor=keeper, reservation=numbers.reserve(actor=keeper, code=code, purpose="预留"), reason="不用")
    told = {"organisation": code.organisation_id, "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    address = reverse("documents:print_book", args=["sent"])
    assert as_(client, receiver).post(address, told).status_code == 422  # not a register of his
    answer = as_(client, keeper).post(address, told)
    book = IssuedDocument.objects.get(kind="D37")
    assert answer["Location"] == reverse("documents:document", args=[book.pk])
    assert book.title == "竹山县人民政府2026年发文登记簿"
    assert book.issuer_name == "竹山县人民政府办公室"
    rows = book.content["annexes"][0]["rows"]
    assert [(row[1], row[7]) for row in rows] == [
        ("竹政函〔2026〕1号", "作废：重复行文"), ("竹政函〔2026〕2号", ""), ("竹政函〔2026〕3号", "注销：不用"),
    ]  # fmt: skip
    assert render_owed() == 3
    book.refresh_from_db()
    assert (book.render_error, book.is_printed) == ("", True)
    assert second.number in as_(client, keeper).get(reverse("documents:register")).content.decode()


def test_the_incoming_register_is_printed_by_its_own_keeper(
    code: DocumentCode, keeper: User, township: Organisation, receiver: User
) -> None:
    sent(code, keeper)
    intake.sign_for(actor=receiver, incoming=IncomingDocument.objects.get(), intake=Intake.RETURNED, note="不属职责")
    with pytest.raises(Refused, match="收发文经办人"):
        books.print_book(actor=keeper, key="received", organisation=township, starts_on=YEAR[0], ends_on=YEAR[1])
    book = books.print_book(actor=receiver, key="received", organisation=township, starts_on=YEAR[0], ends_on=YEAR[1])
    assert book.content["annexes"][0]["rows"][0][1:3] == ["1", "竹政函〔2026〕1号"]
    assert book.content["annexes"][0]["rows"][0][8] == "退回 不属职责"


def test_a_register_of_no_kind_or_of_days_backwards_is_refused(code: DocumentCode, keeper: User) -> None:
    for key, (first, last) in (("none", YEAR), ("sent", YEAR[::-1])):
        with pytest.raises(Invalid):
            books.print_book(actor=keeper, key=key, organisation=code.organisation, starts_on=first, ends_on=last)


def test_the_document_shows_who_has_signed_for_it(
    client: Client, code: DocumentCode, keeper: User, receiver: User
) -> None:
    document = sent(code, keeper)
    intake.sign_for(actor=receiver, incoming=IncomingDocument.objects.get(), intake=Intake.ACCEPTED)
    voiding.request(actor=keeper, document=document, reason="重复行文")
    shown = as_(client, keeper).get(reverse("documents:document", args=[document.pk])).content.decode()
    for words in ("送达与签收", "城关镇", "何芳", "受理", "待审批", "重复行文"):
        assert words in shown


def test_whom_a_letter_was_sent_to_may_read_it_and_nobody_else(
    client: Client, code: DocumentCode, keeper: User, township: Organisation, receiver: User
) -> None:
    other = person()
    give(
        other,
        Duty.PROPOSE_DEPARTMENT_PROJECTS,
        place("420324", "竹溪县", OrganisationKind.COUNTY, code.organisation.parent),
    )
    address = reverse("documents:document", args=[sent(code, keeper).pk])
    for reader, status in ((keeper, 200), (receiver, 200), (other, 403)):
        assert as_(client, reader).get(address).status_code == status
    assert "关于报送材料" in page(client, receiver, "register")
    assert "关于报送材料" not in page(client, other, "register")
