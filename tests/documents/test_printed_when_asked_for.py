"""A document whose printing was put off is printed when somebody who may see it first asks."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Organisation, User
from documents.enums import RenderState
from documents.jobs import render_owed
from documents.models import IssuedDocument
from documents.services import issue
from tests.factories.documents import Letter, OpenLetter


def put_off(document: IssuedDocument) -> str:
    IssuedDocument.objects.filter(pk=document.pk).update(render_state=RenderState.DEFERRED)
    return reverse("documents:pdf", args=[document.pk])


@pytest.mark.django_db
def test_it_is_not_printed_until_it_is_asked_for(client: Client, office: Organisation, clerk: User) -> None:
    document = issue(
        actor=clerk, paper=OpenLetter(subject="竹山县关于公开事项的函"), dossier=None, issuer=office, signatory=clerk
    )
    address = put_off(document)
    assert render_owed() == 0
    assert client.get(reverse("documents:document", args=[document.pk])).status_code == 200
    assert client.get(address).status_code == 409
    assert render_owed() == 1
    assert client.get(address).content.startswith(b"%PDF")


@pytest.mark.django_db
def test_who_may_not_see_it_has_nothing_printed(client: Client, office: Organisation, clerk: User) -> None:
    address = put_off(issue(actor=clerk, paper=Letter(), dossier=None, issuer=office, signatory=clerk))
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 403
    assert render_owed() == 0
