"""What no page holds is refused before a number is taken, with what to do."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pytest

from core.enums import OrganisationKind
from core.errors import Invalid
from core.models import Organisation, User
from documents import bounds
from documents.enums import Layout
from documents.models import IssuedDocument, NumberSeries
from documents.services import issue
from tests.factories.documents import Letter, give_code, with_issue
from tests.factories.roles import place

DAY = datetime.date(2026, 3, 2)


@dataclass(frozen=True, kw_only=True)
class Upward(Letter):
    layout = Layout.UPWARD


@dataclass(frozen=True, kw_only=True)
class Copied(Letter):
    """To very many."""

    layout = Layout.DOCUMENT
    many: int

    @property
    def cc(self) -> tuple[str, ...]:
        return tuple(f"竹山县第{number}乡镇人民政府财政所" for number in range(self.many))


def test_an_issuer_of_48_characters_is_refused_and_no_number_taken(office: Organisation, clerk: User) -> None:
    long = place(
        "42032398", "竹山县" + "统筹整合财政涉农资金" * 4 + "领导小组", OrganisationKind.DEPARTMENT, office.county
    )
    give_code(long, code="竹统函")
    with pytest.raises(Invalid, match="超过27字"):
        issue(actor=clerk, paper=Letter(), dossier=None, issuer=long, document_date=DAY, signatory=clerk)
    assert not IssuedDocument.objects.exists()
    assert not NumberSeries.objects.exists()


def test_a_signatory_beside_the_number_has_a_name_that_fits() -> None:
    content = with_issue(Upward())
    bounds.require(content, ["竹山县财政局"], ["买买提江·艾合麦提"])
    with pytest.raises(Invalid, match="签发人姓名"):
        bounds.require(content, ["竹山县财政局"], ["买买提江·艾合麦提·阿卜杜拉·热合曼"])
    bounds.require(with_issue(Letter()), ["竹山县财政局"], ["买买提江·艾合麦提·阿卜杜拉·热合曼"])


def test_seals_of_nine_fit_and_of_twelve_do_not() -> None:
    offices = [f"竹山县第{number}局" for number in range(12)]
    content = with_issue(Upward())
    bounds.require(content, offices[:9], [])
    with pytest.raises(Invalid, match="联合发文机关12个"):
        bounds.require(content, offices, [])


@pytest.mark.parametrize(("many", "fits"), [(20, True), (150, False)])
def test_receivers_take_at_most_half_a_page(many: int, fits: bool) -> None:
    content = with_issue(Copied(many=many), printed_by="竹山县财政局办公室")
    if fits:
        return bounds.require(content, ["竹山县财政局"], [])
    with pytest.raises(Invalid, match="抄送机关过多"):
        bounds.require(content, ["竹山县财政局"], [])
    return None
