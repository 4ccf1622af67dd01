"""The job prints what is owed, once; the file is kept by its hash; bytes repeat."""

from __future__ import annotations

import hashlib

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from core import jobs
from core.models import Organisation, User
from documents import archive, preflight, rendering
from documents import jobs as printing
from documents.drafts import Draft
from documents.enums import RenderState
from documents.jobs import DRAW_JOB, draw_left_over, render_left_over, render_owed, render_rung
from documents.models import IssuedDocument
from documents.services import RENDER_JOB, issue
from tests.factories.documents import Letter


def issued(office: Organisation, clerk: User, text: str = "现函告如下。") -> IssuedDocument:
    return issue(actor=clerk, paper=Letter(text=text), dossier=None, issuer=office, signatory=clerk)


def test_what_is_owed_is_printed_once(office: Organisation, clerk: User) -> None:
    document = issued(office, clerk)
    assert render_owed() == 1
    assert render_owed() == 0
    document.refresh_from_db()
    assert (document.render_state, document.pages) == (RenderState.DONE, 1)
    pdf = archive.read(document.file_sha256)
    assert pdf.startswith(b"%PDF")
    assert hashlib.sha256(pdf).hexdigest() == document.file_sha256


def test_a_job_prints_a_few_and_the_tick_none(
    office: Organisation, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much is owed, other duties wait for no more than a few pages."""
    rung: list[str] = []
    for number in range(3):
        issued(office, clerk, f"第{number}件。")
    monkeypatch.setattr(jobs, "ring", lambda name, **_asked: rung.append(name))
    monkeypatch.setattr(printing, "PORTION", 2)
    render_left_over()
    assert (IssuedDocument.objects.owed().count(), rung) == (3, [RENDER_JOB])
    render_rung()
    assert IssuedDocument.objects.owed().count() == 1
    assert rung.count(RENDER_JOB) == 2
    render_rung()
    render_left_over()
    assert IssuedDocument.objects.owed().count() == 0
    assert rung.count(RENDER_JOB) == 2  # nobody rings for nothing


def test_nobody_rings_where_a_ring_waits(
    office: Organisation, clerk: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        issued(office, clerk)
    assert jobs.is_rung(RENDER_JOB)
    assert not jobs.is_rung(DRAW_JOB)
    with django_capture_on_commit_callbacks(execute=True) as rings:
        render_left_over()
    assert rings == []
    with django_capture_on_commit_callbacks(execute=True):
        render_owed()
    assert jobs.is_rung(DRAW_JOB)
    with django_capture_on_commit_callbacks(execute=True) as rings:
        draw_left_over()
    assert rings == []


def test_a_bad_document_is_marked_and_does_not_stop_the_next(
    office: Organisation, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflight, "refuse", lambda *texts: None)  # numbered while another face was installed
    bad, good = issued(office, clerk, "高\ue170村"), issued(office, clerk)
    assert render_owed() == 2
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.render_state, good.render_state) == (RenderState.FAILED, RenderState.DONE)
    assert "正文第1段" in bad.render_error


def test_a_printed_file_cannot_be_exchanged(office: Organisation, clerk: User) -> None:
    document = issued(office, clerk)
    render_owed()
    with pytest.raises(IntegrityError, match="不得更换"), transaction.atomic():
        IssuedDocument.objects.filter(pk=document.pk).update(file_sha256="0" * 64)


def test_a_changed_file_is_noticed(office: Organisation, clerk: User) -> None:
    document = issued(office, clerk)
    render_owed()
    document.refresh_from_db()
    archive.path_of(document.file_sha256).write_bytes(b"forged")
    with pytest.raises(OSError, match="不符"):
        archive.read(document.file_sha256)


def test_the_same_content_gives_the_same_bytes(office: Organisation, clerk: User) -> None:
    content = issued(office, clerk).content
    assert rendering.render(content) == rendering.render(content)


def test_a_preview_has_no_number() -> None:
    assert Draft.of(Letter(), issuer_name="竹山县财政局").pdf().startswith(b"%PDF")
