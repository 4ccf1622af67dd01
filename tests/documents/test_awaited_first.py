"""What a reader has open is printed before what nobody waits for, and its page asks until its pictures are there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Organisation, User
from documents import thumbnails
from documents.enums import RenderState
from documents.jobs import render_left_over, render_owed
from documents.models import Awaited, IssuedDocument
from documents.page_views import ASKED_AGAIN
from documents.services import await_listed, call_up, issue
from tests.factories.documents import OpenLetter

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def owed(office: Organisation, clerk: User) -> list[IssuedDocument]:
    """Four documents in the order of issue, none printed."""
    subjects = [f"竹山县关于第{place}号事项的函" for place in "甲乙丙丁"]
    return [
        issue(actor=clerk, paper=OpenLetter(subject=subject), dossier=None, issuer=office, signatory=clerk)
        for subject in subjects
    ]


def waiting() -> list[int]:
    return list(IssuedDocument.objects.owed().values_list("pk", flat=True))


def test_asked_for_first_comes_first_then_the_order_of_issue(owed: list[IssuedDocument], clerk: User) -> None:
    first, second, third, fourth = owed
    assert waiting() == [one.pk for one in owed]
    await_listed([third])
    call_up(document=fourth, reader=clerk)
    call_up(document=second, reader=clerk)
    assert waiting() == [third.pk, fourth.pk, second.pk, first.pk]
    await_listed([second])
    call_up(document=second, reader=clerk)
    assert waiting() == [third.pk, fourth.pk, second.pk, first.pk], "asking again overtakes nobody"


def test_who_is_not_signed_in_moves_nothing(client: Client, owed: list[IssuedDocument], clerk: User) -> None:
    before = waiting()
    for view in ("document", "pdf"):
        client.get(reverse(f"documents:{view}", args=[owed[-1].pk]))
    assert not Awaited.objects.exists()
    assert waiting() == before
    IssuedDocument.objects.filter(pk=owed[-1].pk).update(render_state=RenderState.DEFERRED)
    assert "正在排版" in client.get(reverse("documents:document", args=[owed[-1].pk])).content.decode()
    assert waiting() == before, "what was put off is owed, in its place"


def test_what_was_asked_for_while_it_was_printed_is_swept(owed: list[IssuedDocument], clerk: User) -> None:
    stale = IssuedDocument.objects.get(pk=owed[0].pk)
    render_owed()
    call_up(document=stale, reader=clerk)
    assert Awaited.objects.exists()
    render_left_over()
    assert not Awaited.objects.exists()


def test_a_page_that_is_open_is_served_first_with_its_pictures(
    client: Client, owed: list[IssuedDocument], clerk: User
) -> None:
    client.force_login(clerk, backend=BACKEND)
    last = owed[-1]
    page = client.get(reverse("documents:document", args=[last.pk])).content.decode()
    assert "正在排版" in page
    assert render_owed(limit=1) == 1
    last.refresh_from_db()
    assert last.is_printed
    assert thumbnails.count(last.file_sha256)
    assert not Awaited.objects.exists()
    fragment = client.get(reverse("documents:file", args=[last.pk])).content.decode()
    assert reverse("documents:picture", args=[last.pk, 1]) in fragment
    assert "hx-get" not in fragment


def test_pictures_that_cannot_be_drawn_stop_neither_the_next_nor_the_page(
    client: Client, owed: list[IssuedDocument], clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(sha256: str, pdf: bytes) -> None:
        raise OSError

    monkeypatch.setattr(thumbnails, "keep", fails)
    call_up(document=owed[0], reader=clerk)
    assert render_owed(limit=2) == 2
    page = reverse("documents:file", args=[owed[0].pk])
    assert "打开PDF" in client.get(page).content.decode()
    assert "hx-get" not in client.get(page, {"asked": str(ASKED_AGAIN)}).content.decode()


def test_what_is_printed_is_awaited_by_nobody(owed: list[IssuedDocument], clerk: User) -> None:
    render_owed()
    done = IssuedDocument.objects.get(pk=owed[0].pk)
    assert done.render_state == RenderState.DONE
    call_up(document=done, reader=clerk)
    await_listed([done])
    assert not Awaited.objects.exists()
