"""A document that everyone reads carries nobody's own numbers (S17)."""

from __future__ import annotations

import pytest
from django.test import Client

from core.enums import OrganisationKind
from core.errors import Invalid
from core.models import Organisation
from documents import services
from documents.models import IssuedDocument
from documents.privacy import personal_numbers
from tests.access.sheets import ClosedSheet, OpenSheet
from tests.factories import roles as make


@pytest.mark.parametrize(
    "text",
    ["身份证420323199001011234", "42032319900101123X", "账号6222021234567890123", "6222 0212 3456 7890 123", "电话13812345678",
     "138 1234 5678", "138-1234-5678"],
)  # fmt: skip
def test_a_persons_number_is_seen(text: str) -> None:
    assert list(personal_numbers(OpenSheet(text=text).content()))


@pytest.mark.parametrize(
    "text",
    ["电话0719-4220000", "12317", "代码420323100201", "2026年3月2日至2026年3月12日", "1161456.99", "931.409198万元",
     "竹政发〔2026〕3号", "sha256 " + "0123456789abcdef" * 4],
)  # fmt: skip
def test_what_is_nobodys_number_is_not(text: str) -> None:
    assert not list(personal_numbers(OpenSheet(text=text).content()))


@pytest.mark.django_db
class TestIssuing:
    @pytest.fixture
    def county(self) -> Organisation:
        return make.place(
            "420323", "竹山县", OrganisationKind.COUNTY, make.place("42", "湖北省", OrganisationKind.PROVINCE)
        )

    def test_an_open_document_with_one_is_refused_and_leaves_nothing(self, county: Organisation) -> None:
        with pytest.raises(Invalid, match="身份证号（420…）"):
            services.issue(
                actor=None, paper=OpenSheet(text="户主身份证420323199001011234"), dossier=None, issuer=county
            )
        assert not IssuedDocument.objects.exists()

    def test_a_closed_one_may_carry_it_and_no_stranger_reads_it(self, county: Organisation) -> None:
        paper = ClosedSheet(text="户主身份证420323199001011234")
        issued = services.issue(actor=None, paper=paper, dossier=None, issuer=county)
        page = Client().get(f"/documents/{issued.pk}/")
        assert page.status_code == 302
        assert "420323199001011234" not in page.content.decode()
