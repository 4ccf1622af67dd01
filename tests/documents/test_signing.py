"""What is signed is what is numbered; agencies sign together under the number of the lead."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from core.enums import OrganisationKind
from core.errors import Conflict, Invalid
from core.models import Dossier, Organisation, User
from documents.models import CoIssuer, IssuedDocument, NumberSeries, SubmittedDraft
from documents.services import issue
from documents.signing import CoSignature, submit
from tests.factories.documents import Letter, give_code
from tests.factories.roles import dossier as new_dossier
from tests.factories.roles import person

SIGNED = datetime.date(2026, 2, 27)
LATER = datetime.date(2026, 3, 2)


@pytest.fixture
def dossier(office: Organisation) -> Dossier:
    return new_dossier(office)


def numbered(office: Organisation, clerk: User, paper: Letter, dossier: Dossier) -> IssuedDocument:
    return issue(actor=clerk, paper=paper, dossier=dossier, issuer=office, signatory=clerk, signed_on=SIGNED)


def test_an_edit_after_signing_is_refused_with_its_place(office: Organisation, clerk: User, dossier: Dossier) -> None:
    signed = Letter()
    submit(actor=clerk, paper=signed, dossier=dossier)
    with pytest.raises(Conflict, match="送签后主送机关、正文有改动") as refused:
        numbered(office, clerk, replace(signed, text="改为二百万元。", to=("县林业局",)), dossier)
    assert "第二十五条" in refused.value.clause
    assert not IssuedDocument.objects.exists()
    assert not NumberSeries.objects.exists()


def test_it_passes_once_it_was_signed_again(office: Organisation, clerk: User, dossier: Dossier) -> None:
    changed = Letter(text="改为二百万元。")
    submit(actor=clerk, paper=Letter(), dossier=dossier)
    submit(actor=clerk, paper=changed, dossier=dossier)
    assert numbered(office, clerk, changed, dossier).number == "竹财函〔2026〕1号"
    with pytest.raises(Conflict, match="正文"):
        numbered(office, clerk, Letter(), dossier)


def test_the_draft_that_was_signed_never_changes(office: Organisation, clerk: User, dossier: Dossier) -> None:
    submit(actor=clerk, paper=Letter(), dossier=dossier)
    with pytest.raises(IntegrityError, match="不得更改"), transaction.atomic():
        SubmittedDraft.objects.update(content={})


@pytest.fixture
def bureau(office: Organisation) -> Organisation:
    return organ(office, "finance", "财政局")


def organ(county: Organisation, slug: str, name: str) -> Organisation:
    code = f"{county.code}-{slug}"
    return Organisation.objects.create(
        code=code, name=f"县{name}", official_name=f"竹山县{name}", kind=OrganisationKind.DEPARTMENT,
        parent=county, county=county, path=f"{county.path}{code}/",
    )  # fmt: skip


def test_a_joint_letter_has_the_lead_agencys_number_and_the_last_signatures_day(bureau: Organisation) -> None:
    give_code(bureau, code="竹财联函")
    second, head, other = organ(bureau.parent or bureau, "poverty", "扶贫办"), person("马俊"), person("吴刚")
    give_code(second, code="竹扶函")
    document = issue(
        actor=head, paper=Letter(), dossier=None, issuer=bureau, signatory=head, signed_on=SIGNED,
        co_signatures=(CoSignature(second, other, LATER),),
    )  # fmt: skip
    assert document.number == "竹财联函〔2026〕1号"
    assert document.document_date == LATER
    assert document.content["issue"]["co_issuers"] == [
        {"name": "竹山县扶贫办", "signatory_name": "吴刚", "signed_on": "2026-03-02"}
    ]
    assert list(document.co_issuers.values_list("seq", "name", "signatory_name")) == [(1, "竹山县扶贫办", "吴刚")]
    with pytest.raises(IntegrityError, match="不得更改"), transaction.atomic():
        CoIssuer.objects.update(name="改")


@pytest.mark.parametrize("signed", [None, SIGNED])
def test_a_co_issuer_that_has_not_signed_stops_it(bureau: Organisation, signed: datetime.date | None) -> None:
    give_code(bureau, code="竹财联函")
    second, head = organ(bureau.parent or bureau, "poverty", "扶贫办"), person("马俊")
    missing = CoSignature(second, None if signed else head, signed)
    with pytest.raises(Invalid, match="尚缺：竹山县扶贫办"):
        issue(
            actor=head, paper=Letter(), dossier=None, issuer=bureau, signatory=head, signed_on=SIGNED,
            co_signatures=(missing,),
        )  # fmt: skip
    assert not NumberSeries.objects.exists()


def test_a_department_and_the_government_are_of_different_rank(bureau: Organisation) -> None:
    give_code(bureau, code="竹财联函")
    government, head = bureau.parent, person("马俊")
    assert government is not None
    with pytest.raises(Invalid, match="与主办机关不同级"):
        issue(
            actor=head, paper=Letter(), dossier=None, issuer=bureau, signatory=head, signed_on=SIGNED,
            co_signatures=(CoSignature(government, head, SIGNED),),
        )  # fmt: skip
