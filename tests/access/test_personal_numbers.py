"""No identity, mobile or bank number on any page that the public sees (S17): they are planted, and looked for."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.errors import Invalid
from core.models import Dossier, Organisation, User
from documents import services as documents
from documents.models import IssuedDocument
from plans.models import Notice, Objection, ProjectReview
from tests.access.addresses import RULES
from tests.access.conftest import World
from tests.access.sheets import OpenSheet
from tests.access.things import Things

pytestmark = pytest.mark.django_db

MOBILE, IDENTITY, ACCOUNT = "13812345678", "420323199001011234", "6222021234567890123"


def plant() -> None:
    """Where people's numbers are kept or get into: accounts, objections, reviewers' remarks."""
    User.objects.update(phone=MOBILE)
    for notice in Notice.objects.order_by("pk"):
        Objection.objects.create(
            notice=notice, name="张某", contact=f"{MOBILE} {IDENTITY}", text=f"账号{ACCOUNT}", received_at=clock.now()
        )
    ProjectReview.objects.update(note=f"户主{IDENTITY}，账号{ACCOUNT}")


def test_no_public_page_shows_a_number(world: World) -> None:
    plant()
    browser, things = Client(), Things()
    pages = [reverse(name, kwargs=things.arguments(name)) for name, (method, rule) in RULES.items()
             if (method, rule) == ("GET", "public") and name != "source_archive"]  # fmt: skip
    pages += [reverse("disclosure:notice", args=[pk]) for pk in Notice.objects.values_list("pk", flat=True)]
    readable = IssuedDocument.objects.open_to_public()
    pages += [reverse("documents:document", args=[pk]) for pk in readable.values_list("pk", flat=True)]
    pages += [f"{reverse('disclosure:notices')}?q={word}" for word in ("", "村", MOBILE)]
    shown = {page: b"".join(browser.get(page)).decode(errors="replace") for page in pages}
    found = [(page, number) for page, text in shown.items() for number in (IDENTITY, ACCOUNT, MOBILE)
             if number in text and f"q={number}" not in page]  # fmt: skip
    print(f"{len(pages)} public pages, {len(found)} numbers")
    assert found == []
    assert len(pages) > 20
    assert Organisation.objects.exists()


@pytest.mark.parametrize("number", [IDENTITY, ACCOUNT, MOBILE])
def test_no_open_document_with_one_is_issued(world: World, number: str) -> None:
    dossier = Dossier.objects.select_related("owner").order_by("pk")[0]
    with pytest.raises(Invalid):
        documents.issue(
            actor=None, paper=OpenSheet(text=f"户主{number}。"), dossier=dossier, issuer=dossier.owner,
            signed_on=clock.today(),
        )  # fmt: skip
