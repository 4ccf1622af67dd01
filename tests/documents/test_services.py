"""Issuing: numbers, frozen content, refusals, voiding."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from core.enums import DossierUrgency
from core.errors import Conflict, Invalid
from core.models import Dossier, LedgerEntry, Organisation, User
from documents import reliances, rendering
from documents.models import IssuedDocument, NumberSeries
from documents.services import issue, void
from tests.factories.documents import Letter

DAY = datetime.date(2026, 3, 2)


def issued(office: Organisation, actor: User, paper: Letter | None = None) -> IssuedDocument:
    return issue(actor=actor, paper=paper or Letter(), dossier=None, issuer=office, document_date=DAY, signatory=actor)


def test_numbers_run_on_from_one(office: Organisation, clerk: User) -> None:
    assert [issued(office, clerk).number for _ in range(3)] == [f"竹财函〔2026〕{n}号" for n in (1, 2, 3)]


def test_each_year_begins_again(office: Organisation, clerk: User) -> None:
    issued(office, clerk)
    later = issue(
        actor=clerk,
        paper=Letter(),
        dossier=None,
        issuer=office,
        document_date=datetime.date(2027, 1, 4),
        signatory=clerk,
    )
    assert later.number == "竹财函〔2027〕1号"


def test_a_rollback_leaves_no_gap(office: Organisation, clerk: User) -> None:
    with transaction.atomic():
        issued(office, clerk)
        transaction.set_rollback(True)
    assert issued(office, clerk).seq == 1


def test_the_content_is_frozen_with_its_hash_and_told_to_the_ledger(office: Organisation, clerk: User) -> None:
    document = issued(office, clerk)
    document.refresh_from_db()
    assert document.content["issue"]["number"] == document.number
    assert rendering.digest(document.content) == document.content_sha256
    entry = LedgerEntry.objects.get(action="document.issued")
    assert entry.detail["sha256"] == document.content_sha256


def test_the_head_bears_the_urgency_of_its_dossier_and_of_no_plain_one(office: Organisation, clerk: User) -> None:
    assert office.county_id
    told = {}
    for urgency in DossierUrgency:
        dossier = Dossier(
            kind="plan",
            title="方案",
            county_id=office.county_id,
            owner=office,
            year=2026,
            opened_by=clerk,
            urgency=urgency,
        )
        dossier.save()
        made = issue(actor=clerk, paper=Letter(), dossier=dossier, issuer=office, document_date=DAY, signatory=clerk)
        told[urgency.name] = made.content["issue"].get("urgency")
    assert told == {"PLAIN": None, "URGENT": "加急", "MOST": "特急"}


@pytest.mark.parametrize(
    ("text", "signatory", "where"),
    [
        ("请于县委会议室\u200b报到。", "张明", r"正文第1段第8个字符（U\+200B）"),
        ("请于县委会议室😀报到。", "张明", r"正文第1段第8个字符“😀”（U\+1F600）"),
        ("请报到。", "张\u200b明", r"签发人第2个字符（U\+200B）"),
    ],
)
def test_what_no_page_carries_takes_no_number(
    office: Organisation, clerk: User, text: str, signatory: str, where: str
) -> None:
    """It would be numbered and never printed."""
    clerk.name = signatory
    with pytest.raises(Invalid, match=where):
        issued(office, clerk, Letter(text=text))
    assert not NumberSeries.objects.exists()
    assert not IssuedDocument.objects.exists()


def test_a_broken_rule_issues_nothing(office: Organisation, clerk: User) -> None:
    with pytest.raises(Invalid, match="缺少主送机关"):
        issued(office, clerk, Letter(to=()))
    assert not IssuedDocument.objects.exists()
    assert not NumberSeries.objects.exists()


def test_an_office_without_a_code_cannot_number(county: Organisation, clerk: User) -> None:
    with pytest.raises(Conflict, match="没有用于“函”的机关代字"):
        issued(county, clerk)


def test_a_void_number_is_never_given_again(office: Organisation, clerk: User) -> None:
    document = issued(office, clerk)
    void(actor=clerk, document=document, reason="重复行文")
    assert issued(office, clerk).seq == 2
    with pytest.raises(Conflict, match="已作废"):
        void(actor=clerk, document=document, reason="再次")


def test_voiding_needs_a_reason(office: Organisation, clerk: User) -> None:
    with pytest.raises(Invalid, match="作废原因"):
        void(actor=clerk, document=issued(office, clerk), reason=" ")


def test_what_others_rest_on_is_not_voided(office: Organisation, clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    document, other = issued(office, clerk), issued(office, clerk)
    monkeypatch.setitem(reliances._reliances, "trial", lambda d: "方案正在执行" if d.pk == document.pk else "")
    with pytest.raises(Conflict, match="方案正在执行"):
        void(actor=clerk, document=document, reason="重复行文")
    document.refresh_from_db()
    assert not document.is_void
    assert void(actor=clerk, document=other, reason="重复行文").is_void


def test_without_a_signature_no_number_is_given(office: Organisation, clerk: User) -> None:
    with pytest.raises(Invalid, match="未经签发不得编号") as refused:
        issue(actor=clerk, paper=Letter(), dossier=None, issuer=office)
    assert refused.value.clause == "条例第二十二条"
    assert not IssuedDocument.objects.exists()
    assert not NumberSeries.objects.exists()
    assert issued(office, clerk).seq == 1


@pytest.mark.parametrize("column", ["content", "number", "title", "addressees", "issuer_name", "seq", "document_date"])
def test_the_database_refuses_a_change_of_what_was_issued(office: Organisation, clerk: User, column: str) -> None:
    document = issued(office, clerk)
    values = {"content": {}, "addressees": [], "seq": 9, "document_date": datetime.date(2026, 1, 1)}
    with pytest.raises(IntegrityError, match="不得更改"), transaction.atomic():
        IssuedDocument.objects.filter(pk=document.pk).update(**{column: values.get(column, "改")})


def test_the_database_refuses_to_delete_or_count_backwards(office: Organisation, clerk: User) -> None:
    document = issued(office, clerk)
    with pytest.raises(IntegrityError, match="不得删除"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_issueddocument WHERE id = %s", [document.pk])
    with pytest.raises(IntegrityError, match="只能向前"), transaction.atomic():
        NumberSeries.objects.update(last=0)


def test_an_agency_whose_name_cannot_be_printed_is_told_before_a_number_is_taken(
    office: Organisation, clerk: User
) -> None:
    """The division table spells one village of 宜城 with a private-use code (420684103229)."""
    for to, issuer in ((("高\ue170村村民委员会",), "竹山县人民政府"), (("县水利局",), "高\ue170村村民委员会")):
        Organisation.objects.filter(pk=office.pk).update(official_name=issuer)
        office.refresh_from_db()
        with pytest.raises(Invalid, match=r"高\ue170村.*U\+E170.*载入名称正确的行政区划表"):
            issue(actor=clerk, paper=Letter(to=to), dossier=None, issuer=office, signatory=clerk)
        assert not NumberSeries.objects.exists()
        assert not IssuedDocument.objects.exists()
    Organisation.objects.filter(pk=office.pk).update(official_name="高垱村村民委员会")
    office.refresh_from_db()
    assert issue(actor=clerk, paper=Letter(), dossier=None, issuer=office, signatory=clerk).number
