"""Who receives money for another: with the other's written consent, masked wherever people read of it (B24)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import OrganisationKind, Sector
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, Organisation
from plans.models import PayeeConsent, Project
from plans.services import payees
from roles.duties import Duty
from tests.plans.services.test_compliance import BACKEND
from tests.plans.services.test_refusals import clerk, drafter, proposed
from workflows.flows.rehearsal.people import holder

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63680000008200"
    "81cfe4c1d10000000049454e44ae426082"
)


def paper(name: str = "同意书.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def asked(**changed: Any) -> payees.Asked:
    said: dict[str, Any] = {
        "beneficiary": "王小明", "household_kind": "five_guarantees", "payee": "李四海", "relation": "寄养户",
        "consented_on": clock.today(), "consent": paper(), **changed,
    }  # fmt: skip
    return payees.Asked(**said)


@pytest.fixture
def project(county: Organisation) -> Project:
    found: Project = proposed(county).projects.get()
    return found


def test_nothing_is_recorded_without_the_paper(project: Project) -> None:
    with pytest.raises(Invalid, match="没有同意书不能登记"):
        payees.record(actor=clerk(), project=project.pk, asked=asked(consent=None))
    with pytest.raises(Invalid, match="扫描件或照片"):
        payees.record(actor=clerk(), project=project.pk, asked=asked(consent=paper("说明.txt", "同意".encode())))
    assert not PayeeConsent.objects.exists()


def test_the_whole_name_is_kept_nowhere_but_on_the_paper(project: Project) -> None:
    made = payees.record(actor=clerk(), project=project.pk, asked=asked())
    assert (made.beneficiary, made.county_id) == ("王**", project.county_id)
    told = LedgerEntry.objects.get(action="payee.recorded").detail
    assert (told["beneficiary"], told["payee"], told["sha256"]) == ("王**", "李**", made.consent_sha256)
    assert "小明" not in json.dumps(told, ensure_ascii=False)
    with pytest.raises(Conflict, match="已登记过"):
        payees.record(actor=clerk(), project=project.pk, asked=asked())


def test_only_the_proposers_clerk_records_and_takes_back(project: Project, county: Organisation) -> None:
    with pytest.raises(Refused):
        payees.record(actor=drafter(county), project=project.pk, asked=asked())
    made = payees.record(actor=clerk(), project=project.pk, asked=asked())
    with pytest.raises(Refused):
        payees.revoke(actor=drafter(county), consent=made.pk, reason="误")
    with pytest.raises(Invalid, match="撤销理由"):
        payees.revoke(actor=clerk(), consent=made.pk, reason=" ")
    with pytest.raises(Invalid, match="不要写出代领人姓名"):
        payees.revoke(actor=clerk(), consent=made.pk, reason="李四海已外出")
    payees.revoke(actor=clerk(), consent=made.pk, reason="已能自理，由本人领取")
    with pytest.raises(Conflict, match="已经撤销"):
        payees.revoke(actor=clerk(), consent=made.pk, reason="再撤")


def test_the_database_lets_no_row_without_paper_nor_a_whole_name_in(project: Project) -> None:
    made = payees.record(actor=clerk(), project=project.pk, asked=asked())
    said = {f.attname: getattr(made, f.attname) for f in PayeeConsent._meta.fields if f.attname != "id"}
    for wrong in ({"consent_sha256": ""}, {"beneficiary": "王小明"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PayeeConsent.objects.create(**said | wrong)
    for act in (lambda: PayeeConsent.objects.update(payee="别人"), made.delete):
        with pytest.raises(IntegrityError, match="只能撤销"), transaction.atomic():
            act()


def test_names_are_shown_to_who_records_and_who_pays(project: Project, county: Organisation, client: Client) -> None:
    address = reverse("plans:project_payees", args=[project.pk])
    client.force_login(clerk(), backend=BACKEND)
    typed = {
        "beneficiary": "王小明", "household_kind": "five_guarantees", "payee": "李四海", "relation": "寄养户",
        "consented_on": clock.today().isoformat(),
    }  # fmt: skip
    assert client.post(address, typed).status_code == 422
    assert client.post(address, typed | {"consent": paper()}).status_code == 302
    made = PayeeConsent.objects.get()
    shown = client.get(address).content.decode()
    assert "王**" in shown
    assert "李四海" in shown
    assert "小明" not in shown
    consent = reverse("plans:payee_consent", args=[made.pk])
    assert client.get(consent).content == PNG
    finance = Organisation.objects.get(county=county, kind=OrganisationKind.DEPARTMENT, sector=Sector.FINANCE)
    client.force_login(holder(Duty.MANAGE_SOURCES, finance), backend=BACKEND)
    assert client.get(consent).status_code == 200
    client.force_login(drafter(county), backend=BACKEND)
    page = client.get(reverse("plans:project", args=[project.pk])).content.decode()
    assert "李**" in page
    assert "李四海" not in page
    assert client.get(consent).status_code == 403
    assert client.get(address).status_code == 403
