"""A numbered document is on its way to whom it names; each signs for it in a register of its own."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from documents import intake
from documents.enums import Intake
from documents.models import IncomingDocument, IssuedDocument
from documents.services import issue
from roles.duties import Duty
from tests.factories.documents import Letter, give_code
from tests.factories.roles import give, person, place


@pytest.fixture
def township(office: Organisation) -> Organisation:
    return place("420323100", "城关镇", OrganisationKind.TOWNSHIP, office)


@pytest.fixture
def bureau(office: Organisation) -> Organisation:
    return organ(office, "420323-water", "竹山县水利局")


def organ(parent: Organisation, code: str, name: str) -> Organisation:
    return Organisation.objects.create(
        code=code, name=name, official_name=name, kind=OrganisationKind.DEPARTMENT, parent=parent,
        county_id=parent.county_id, path=f"{parent.path}{code}/",
    )  # fmt: skip


def sent(office: Organisation, clerk: User, *to: str, cc: tuple[str, ...] = ()) -> IssuedDocument:
    class Copied(Letter):
        @property
        def cc(self) -> tuple[str, ...]:
            return cc

    return issue(actor=clerk, paper=Copied(to=to), dossier=None, issuer=office, signatory=clerk)


def receivers(document: IssuedDocument) -> set[str]:
    return set(document.deliveries.order_by("pk").values_list("organisation__official_name", flat=True))


def test_names_and_all_of_a_kind_are_found(
    office: Organisation, township: Organisation, bureau: Organisation, clerk: User
) -> None:
    place("420323100201", "塅里村", OrganisationKind.VILLAGE, township)
    province = Organisation.objects.get(code="42")
    finance = organ(province, "42-finance", "湖北省财政厅")
    other = place("420324", "竹溪县", OrganisationKind.COUNTY, Organisation.objects.get(code="4203"))
    organ(other, "420324-water", "竹溪县水利局")
    assert receivers(sent(office, clerk, "各乡镇人民政府", "县政府各部门")) == {"城关镇人民政府", "竹山县水利局"}
    assert receivers(sent(office, clerk, "湖北省财政厅", cc=("竹山县水利局",))) == {"湖北省财政厅", "竹山县水利局"}
    assert receivers(sent(office, clerk, "竹溪县水利局", "塅里村人民政府", "无此机关")) == set()
    assert finance.incoming.get().received_at is None


@pytest.mark.parametrize(
    ("place_name", "departments", "audit"),
    [
        ("恩施市", "市政府各部门", "市审计局"), ("郧阳区", "区直各有关单位", "区审计局"),
        ("神农架林区", "林区政府各部门", "林区审计局"), ("竹溪县", "县直各有关单位", "县审计局"),
    ],
)  # fmt: skip
def test_a_city_or_district_reaches_its_departments_too(
    office: Organisation, clerk: User, place_name: str, departments: str, audit: str
) -> None:
    """By the words of its own kind, and an organ by its short name; those of another kind reach nobody."""
    here = place("429999", place_name, OrganisationKind.COUNTY, Organisation.objects.get(code="4203"))
    give_code(here, code=f"{place_name[0]}政函")
    organ(here, "429999-water", f"{place_name}水利局")
    organ(here, "429999-audit", f"{place_name}审计局")
    arrived = {f"{place_name}水利局", f"{place_name}审计局"}
    assert receivers(sent(here, clerk, departments)) == arrived
    assert receivers(sent(here, clerk, audit)) == {f"{place_name}审计局"}
    wrong = "县直各有关单位" if not place_name.endswith("县") else "市直各有关单位"
    assert receivers(sent(here, clerk, wrong)) == set()


def test_each_agency_numbers_what_it_signs_for(
    office: Organisation, township: Organisation, bureau: Organisation, clerk: User
) -> None:
    first, second = (sent(office, clerk, "各乡镇人民政府", "县政府各部门") for _n in range(2))
    keeper = person("何芳")
    give(keeper, Duty.REPORT_PROJECTS, township)
    for document in (second, first):
        row = township.incoming.get(document=document)
        intake.sign_for(actor=keeper, incoming=row, intake=Intake.ACCEPTED)
    rows = township.incoming.order_by("seq").values_list("seq", "document", "handler", "intake")
    assert list(rows) == [(1, second.pk, "何芳", "accepted"), (2, first.pk, "何芳", "accepted")]
    assert bureau.incoming.awaiting().count() == 2
    with pytest.raises(Conflict, match="已签收"):
        intake.sign_for(actor=keeper, incoming=township.incoming.get(document=first), intake=Intake.ACCEPTED)


def test_only_the_agencys_own_clerk_signs(
    office: Organisation, township: Organisation, bureau: Organisation, clerk: User
) -> None:
    row = bureau.incoming.get(document=sent(office, clerk, "竹山县水利局"))
    stranger = person()
    give(stranger, Duty.REPORT_PROJECTS, township)
    with pytest.raises(Refused, match="收发文经办人"):
        intake.sign_for(actor=stranger, incoming=row, intake=Intake.ACCEPTED)
    assert bureau.incoming.awaiting().exists()


def test_returning_a_document_needs_its_reason(office: Organisation, bureau: Organisation, clerk: User) -> None:
    row = bureau.incoming.get(document=sent(office, clerk, "竹山县水利局"))
    keeper = person()
    give(keeper, Duty.PROPOSE_DEPARTMENT_PROJECTS, bureau)
    with pytest.raises(Invalid, match="理由"):
        intake.sign_for(actor=keeper, incoming=row, intake=Intake.RETURNED)
    intake.sign_for(actor=keeper, incoming=row, intake=Intake.RETURNED, note="不属本单位职责")
    row.refresh_from_db()
    assert (row.get_intake_display(), row.note, row.seq) == ("退回", "不属本单位职责", 1)


def test_what_was_signed_for_stays(office: Organisation, bureau: Organisation, clerk: User) -> None:
    row = bureau.incoming.get(document=sent(office, clerk, "竹山县水利局"))
    keeper = person()
    give(keeper, Duty.PROPOSE_DEPARTMENT_PROJECTS, bureau)
    intake.sign_for(actor=keeper, incoming=row, intake=Intake.ACCEPTED)
    for change in ({"handler": "改"}, {"seq": 7}, {"intake": "returned", "note": "改"}, {"organisation": office}):
        with pytest.raises(IntegrityError, match="登记不得更改"), transaction.atomic():
            IncomingDocument.objects.filter(pk=row.pk).update(**change)
