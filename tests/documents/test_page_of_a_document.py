"""The page of one document: pictures of its pages, how far its printing is, and printing a failed one again."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from core import jobs
from core.errors import Conflict, Refused
from core.models import LedgerEntry, Organisation, User
from documents import preflight, thumbnails
from documents.enums import RenderState
from documents.jobs import draw_left_over, draw_pages, render_owed
from documents.models import IssuedDocument
from documents.services import issue, print_again
from roles.duties import Duty
from tests.factories.documents import Letter, OpenLetter
from tests.factories.roles import give

PNG = b"\x89PNG\r\n\x1a\n"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def opened(office: Organisation, clerk: User) -> IssuedDocument:
    return issue(actor=clerk, paper=OpenLetter(), dossier=None, issuer=office, signatory=clerk)


@pytest.fixture
def failed(office: Organisation, clerk: User, monkeypatch: pytest.MonkeyPatch) -> IssuedDocument:
    """Numbered while a face was installed that is gone."""
    monkeypatch.setattr(preflight, "refuse", lambda *texts: None)
    document = issue(actor=clerk, paper=Letter(text="高\ue170村"), dossier=None, issuer=office, signatory=clerk)
    render_owed()
    document.refresh_from_db()
    return document


@pytest.fixture
def officer(office: Organisation, clerk: User) -> User:
    """Someone of the issuing office."""
    give(clerk, Duty.SIGN_OFF, office)
    return clerk


def printed(document: IssuedDocument) -> IssuedDocument:
    render_owed()
    document.refresh_from_db()
    draw_pages(document.file_sha256)
    return document


def test_pictures_lost_with_their_ring_are_drawn_by_the_duty(
    opened: IssuedDocument, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    render_owed()
    opened.refresh_from_db()
    assert not thumbnails.count(opened.file_sha256)
    with jobs.inline(), django_capture_on_commit_callbacks(execute=True):
        draw_left_over()
    assert thumbnails.count(opened.file_sha256)
    with django_capture_on_commit_callbacks() as rung:
        draw_left_over()
    assert rung == []


def test_while_it_is_printed_the_page_asks_again(client: Client, opened: IssuedDocument) -> None:
    page = client.get(reverse("documents:document", args=[opened.pk])).content.decode()
    assert "正在排版" in page
    assert f'hx-get="{reverse("documents:file", args=[opened.pk])}?asked=1"' in page
    printed(opened)
    fragment = client.get(reverse("documents:file", args=[opened.pk])).content.decode()
    assert "打开PDF" in fragment
    assert "hx-get" not in fragment


def test_a_printed_file_without_pictures_has_them_drawn_and_asks_for_a_minute(
    client: Client, opened: IssuedDocument, clerk: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    render_owed()
    opened.refresh_from_db()
    file = reverse("documents:file", args=[opened.pk])
    fragment = client.get(file, {"asked": "7"}).content.decode()
    assert "各页缩略图正在绘制" in fragment
    assert f'hx-get="{file}?asked=8"' in fragment
    assert "hx-get" not in client.get(file, {"asked": "20"}).content.decode()
    client.force_login(clerk, backend=BACKEND)
    with jobs.inline(), django_capture_on_commit_callbacks(execute=True):
        client.get(reverse("documents:document", args=[opened.pk]))
    assert "page-pictures" in client.get(file).content.decode()


def test_its_pages_have_pictures(client: Client, opened: IssuedDocument) -> None:
    printed(opened)
    address = reverse("documents:picture", args=[opened.pk, 1])
    assert address in client.get(reverse("documents:document", args=[opened.pk])).content.decode()
    response = client.get(address)
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(PNG)
    assert client.get(reverse("documents:picture", args=[opened.pk, 2])).status_code == 404


def test_drawn_once_and_not_without_end(opened: IssuedDocument, monkeypatch: pytest.MonkeyPatch) -> None:
    printed(opened)
    monkeypatch.setattr(thumbnails, "keep", None)  # a second drawing would fail
    draw_pages(opened.file_sha256)
    assert thumbnails.count(opened.file_sha256) == 1
    assert thumbnails.count("") == 0


def test_strangers_see_no_picture(client: Client, office: Organisation, clerk: User) -> None:
    closed = printed(issue(actor=clerk, paper=Letter(), dossier=None, issuer=office, signatory=clerk))
    addresses = [reverse("documents:picture", args=[closed.pk, 1]), reverse("documents:file", args=[closed.pk])]
    assert [client.get(address).status_code for address in addresses] == [302, 302]
    client.force_login(clerk, backend=BACKEND)
    assert [client.get(address).status_code for address in addresses] == [403, 403]


def test_a_failure_says_what_and_where_and_can_be_tried_again(
    client: Client, failed: IssuedDocument, officer: User
) -> None:
    client.force_login(officer, backend=BACKEND)
    page = client.get(reverse("documents:document", args=[failed.pk])).content.decode()
    assert "排版失败：正文第1段中的" in page
    again = reverse("documents:print_again", args=[failed.pk])
    assert again in page
    assert client.post(again)["Location"] == reverse("documents:document", args=[failed.pk])
    failed.refresh_from_db()
    assert (failed.render_state, failed.render_error) == (RenderState.OWED, "")
    assert LedgerEntry.objects.filter(action="document.print_asked").count() == 1


def test_others_cannot_have_it_printed_again(client: Client, failed: IssuedDocument, clerk: User) -> None:
    with pytest.raises(Refused):
        print_again(actor=clerk, document=failed)
    again = reverse("documents:print_again", args=[failed.pk])
    assert client.post(again)["Location"].startswith("/login/")
    client.force_login(clerk, backend=BACKEND)
    assert client.post(again).status_code == 403
    failed.refresh_from_db()
    assert failed.render_state == RenderState.FAILED


def test_what_did_not_fail_is_not_printed_again(opened: IssuedDocument, officer: User) -> None:
    with pytest.raises(Conflict, match="没有排版失败"):
        print_again(actor=officer, document=printed(opened))
