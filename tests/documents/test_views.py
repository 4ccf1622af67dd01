"""Who gets to see which document."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Organisation, User
from documents.jobs import render_owed
from documents.models import IssuedDocument
from documents.services import issue, void
from tests.factories.documents import Letter, OpenLetter


@pytest.fixture
def closed(office: Organisation, clerk: User) -> IssuedDocument:
    document = issue(actor=clerk, paper=Letter(), dossier=None, issuer=office, signatory=clerk)
    render_owed()
    document.refresh_from_db()
    return document


@pytest.fixture
def opened(office: Organisation, clerk: User) -> IssuedDocument:
    document = issue(
        actor=clerk, paper=OpenLetter(subject="竹山县关于公开事项的函"), dossier=None, issuer=office, signatory=clerk
    )
    render_owed()
    document.refresh_from_db()
    return document


def test_an_open_document_is_everyones(client: Client, opened: IssuedDocument) -> None:
    assert client.get(reverse("documents:document", args=[opened.pk])).status_code == 200
    response = client.get(reverse("documents:pdf", args=[opened.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_a_void_one_is_not(client: Client, opened: IssuedDocument, clerk: User) -> None:
    void(actor=clerk, document=opened, reason="重复行文")
    assert client.get(reverse("documents:pdf", args=[opened.pk])).status_code == 302


def test_a_stranger_is_sent_to_log_in(client: Client, closed: IssuedDocument) -> None:
    response = client.get(reverse("documents:pdf", args=[closed.pk]))
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


def test_someone_without_right_is_refused(client: Client, closed: IssuedDocument, clerk: User) -> None:
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("documents:pdf", args=[closed.pk])).status_code == 403


def test_the_register_lists_what_he_may_see(
    client: Client, opened: IssuedDocument, closed: IssuedDocument, clerk: User
) -> None:
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("documents:register"), {"words": "事项"}).content.decode()
    assert opened.number in page
    assert closed.number not in page
