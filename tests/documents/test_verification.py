"""The public page behind a document's code."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from core.models import Organisation, User
from documents import archive, codes, digesting, outcomes, verification, verification_views
from documents.jobs import render_owed
from documents.models import IssuedDocument
from documents.services import issue, void
from documents.verification import Standing
from tests.factories.documents import Letter, OpenLetter


@pytest.fixture
def document(office: Organisation, clerk: User) -> IssuedDocument:
    issued = issue(actor=clerk, paper=Letter(), dossier=None, issuer=office, signatory=clerk)
    render_owed()
    issued.refresh_from_db()
    return issued


def address(document: IssuedDocument) -> str:
    return reverse("documents:verify", args=[document.verification_code])


def page(client: Client, document: IssuedDocument) -> str:
    response = client.get(address(document))
    assert response.status_code == 200
    return response.content.decode()


def compared(client: Client, document: IssuedDocument, file: bytes) -> str:
    response = client.post(address(document), {"file": SimpleUploadedFile("a.pdf", file)})
    assert response.status_code == 200
    return response.content.decode()


def test_codes_are_ten_letters_that_cannot_be_mistaken() -> None:
    code = codes.code_of("ab" * 32, 0)
    assert codes.is_code(code)
    assert not set(codes.ALPHABET) & set("0O1IL2Z5S8BU")
    assert codes.code_of("ab" * 32, 0) == code != codes.code_of("ab" * 32, 1)
    assert codes.typed(f" {codes.spoken(code).lower()} ") == code


def test_codes_follow_from_the_secret_key(settings: Settings) -> None:
    before = codes.code_of("ab" * 32, 0)
    settings.SECRET_KEY = "another"
    assert codes.code_of("ab" * 32, 0) != before


def test_every_copy_has_its_own_code(office: Organisation, clerk: User) -> None:
    documents = [issue(actor=clerk, paper=Letter(), dossier=None, issuer=office, signatory=clerk) for _ in range(20)]
    assert len({document.verification_code for document in documents}) == 20


def test_anyone_sees_that_a_document_holds(client: Client, document: IssuedDocument) -> None:
    shown = page(client, document)
    for expected in ("该公文有效", document.number, document.issuer_name, "2026年3月2日", document.content_sha256,
                     document.file_sha256, codes.spoken(document.verification_code)):  # fmt: skip
        assert expected in shown


def test_title_only_of_open_documents_and_never_a_person(
    client: Client, document: IssuedDocument, office: Organisation, clerk: User
) -> None:
    opened = issue(
        actor=clerk, paper=OpenLetter(subject="竹山县关于公开事项的函"), dossier=None, issuer=office, signatory=clerk
    )
    assert opened.title in page(client, opened)
    shown = page(client, document)
    assert document.title not in shown
    for person in (clerk.name, clerk.username):
        assert person not in shown


def test_a_superseded_one_names_its_successor(
    client: Client, document: IssuedDocument, office: Organisation, clerk: User
) -> None:
    later = issue(
        actor=clerk, paper=Letter(text="更正如下。"), dossier=None, issuer=office, replaces=document, signatory=clerk
    )
    assert f"该公文已被{later.number}替代" in page(client, document)
    void(actor=clerk, document=later, reason="重复行文")
    assert "该公文有效" in page(client, document)


def test_a_void_one_says_so_and_an_open_one_why(
    client: Client, document: IssuedDocument, office: Organisation, clerk: User
) -> None:
    opened = issue(actor=clerk, paper=OpenLetter(), dossier=None, issuer=office, signatory=clerk)
    for voided, is_said in ((document, False), (opened, True)):
        void(actor=clerk, document=voided, reason="重复行文")
        shown = page(client, voided)
        assert "该公文已作废" in shown
        assert ("重复行文" in shown) == is_said
        assert "该公文有效" not in shown


def test_the_three_standings(document: IssuedDocument, office: Organisation, clerk: User) -> None:
    def standing() -> Standing:
        found = verification.answer(document.verification_code)
        assert found is not None
        return found.standing

    assert standing() == Standing.VALID
    issue(actor=clerk, paper=Letter(text="更正如下。"), dossier=None, issuer=office, replaces=document, signatory=clerk)
    assert standing() == Standing.SUPERSEDED
    void(actor=clerk, document=document, reason="重复行文")
    assert standing() == Standing.VOID


def test_what_has_ended_is_not_called_valid(
    client: Client, document: IssuedDocument, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"tests": lambda _asked: "所载事项已终止"}
    monkeypatch.setattr(outcomes, "_outcomes", said)
    shown = page(client, document)
    assert "所载事项已终止" in shown
    assert "该公文有效" not in shown
    void(actor=clerk, document=document, reason="重复行文")
    assert "所载事项已终止" not in page(client, document)  # a void sheet says nothing at all


@pytest.mark.parametrize("code", ["AAAAAAAAAA", "0", "x" * 40, "%00"])
def test_an_unknown_code_is_said_to_be_unknown(client: Client, document: IssuedDocument, code: str) -> None:
    response = client.get(reverse("documents:verify", args=[code]))
    assert response.status_code == 404
    assert "没有这个验证码" in response.content.decode()


def test_a_typed_code_leads_there(client: Client, document: IssuedDocument) -> None:
    typed = codes.spoken(document.verification_code).lower()
    response = client.get(reverse("documents:ask"), {"code": typed})
    assert response["Location"] == address(document)
    assert client.get(reverse("documents:ask")).status_code == 200


def test_the_same_file_is_found_the_same(
    client: Client, document: IssuedDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digesting.Digesting, "chunk_size", 1000)  # the file comes in many pieces
    assert "完全一致" in compared(client, document, archive.read(document.file_sha256))


def test_a_changed_byte_and_another_file_are_not(
    client: Client, document: IssuedDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digesting.Digesting, "chunk_size", 1000)  # the file comes in many pieces
    whole = archive.read(document.file_sha256)
    for place in (0, len(whole) // 2, len(whole) - 1):
        file = bytearray(whole)
        file[place] ^= 1
        assert "不一致" in compared(client, document, bytes(file)), place
    assert "不一致" in compared(client, document, b"%PDF-1.7 another")


def test_no_file_is_no_answer(client: Client, document: IssuedDocument) -> None:
    assert client.post(address(document)).status_code == 422


def test_too_large_a_file_is_refused_before_it_is_read(
    client: Client, document: IssuedDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digesting, "LARGEST", 1000)
    response = client.post(address(document), {"file": SimpleUploadedFile("a.pdf", b"x" * 2000)})
    assert response.status_code == 413
    assert "不能核对" in response.content.decode()


def test_whoever_asks_too_often_waits(
    client: Client, document: IssuedDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification_views, "QUESTIONS_AN_HOUR", 3)
    statuses = [client.get(address(document)).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 403]
    monkeypatch.setattr(verification_views, "QUESTIONS_AN_HOUR", 100)
    monkeypatch.setattr(verification_views, "FILES_AN_HOUR", 1)
    uploads = [client.post(address(document), {"file": SimpleUploadedFile("a.pdf", b"x")}) for _ in range(2)]
    assert [upload.status_code for upload in uploads] == [200, 403]


def test_an_upload_needs_the_page_it_came_from(document: IssuedDocument) -> None:
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(address(document), {"file": SimpleUploadedFile("a.pdf", b"x")}).status_code == 403
    shown = careful.get(address(document)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)
    assert token is not None
    sent = {"file": SimpleUploadedFile("a.pdf", b"x"), "csrfmiddlewaretoken": token[1]}
    assert careful.post(address(document), sent).status_code == 200


def test_the_question_costs_few_statements(
    client: Client, document: IssuedDocument, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        client.get(address(document))


def test_documents_issued_before_there_were_codes_get_theirs(office: Organisation, clerk: User) -> None:
    """The migration gives each the code that issuing would have given it, and freezes them again."""
    alike = [issue(actor=clerk, paper=Letter(), dossier=None, issuer=office, signatory=clerk) for _copy in range(2)]
    wanted = [document.verification_code for document in alike]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE documents_issueddocument DISABLE TRIGGER documents_frozen")
        IssuedDocument.objects.update(verification_code="")
        cursor.execute("ALTER TABLE documents_issueddocument ENABLE TRIGGER documents_frozen")
    with connection.schema_editor(atomic=False) as editor:
        import_module("documents.migrations.0008_codes_for_all").give_codes(apps, editor)
    assert list(IssuedDocument.objects.order_by("id").values_list("verification_code", flat=True)) == wanted
    with pytest.raises(IntegrityError, match="不得更改"), transaction.atomic():
        IssuedDocument.objects.update(verification_code="")
