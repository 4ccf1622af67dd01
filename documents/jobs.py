"""The job that prints what is owed."""

from __future__ import annotations

import datetime
import logging
import subprocess

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import jobs
from core.jobs import job, periodic
from documents import archive, finishing, rendering, thumbnails
from documents.enums import RenderState
from documents.models import Awaited, IssuedDocument
from documents.services import RENDER_JOB

DRAW_JOB = "draw_document_pages"
PORTION = 5
"""Documents that one job prints; each takes about a second."""
NEWEST = 200
"""How many documents are looked after for their pictures."""
PRINTING = ("file_sha256", "printed_sha256", "signed_by", "pages", "render_state", "render_error")

logger = logging.getLogger(__name__)


@job(RENDER_JOB)
def render_rung() -> None:
    """Prints a few, so that the scheduler ticks in between, and rings again while there may be more."""
    if render_owed(PORTION) == PORTION:
        jobs.ring(RENDER_JOB)


def render_owed(limit: int = 50) -> int:
    """Prints up to `limit` owed documents and returns how many; safe to run twice and side by side."""
    done = 0
    while done < limit and (printed := _render_one()):
        done += 1
        _draw_at_once(printed)
    return done


@job(DRAW_JOB)
def draw_pages(sha256: str) -> None:
    """Draws the pages of a printed file; a file without pictures is no worse for it."""
    if not thumbnails.count(sha256):
        thumbnails.keep(sha256, archive.read(sha256))


def _oldest_owed() -> datetime.datetime | None:
    return IssuedDocument.objects.owed().order_by("issued_at").values_list("issued_at", flat=True).first()


@periodic(
    "render_documents_left_over",
    every=datetime.timedelta(minutes=1),
    title=_("补排未生成的公文"),
    oldest=_oldest_owed,
)
def render_left_over() -> None:
    """Rings again where something is owed, for a ring that was lost, and sweeps what was asked for while it was being
    printed. Printing itself is a job's: it would keep every other duty waiting."""
    if IssuedDocument.objects.owed().exists() and not jobs.is_rung(RENDER_JOB):
        jobs.ring(RENDER_JOB)
    Awaited.objects.exclude(document__render_state=RenderState.OWED).delete()


@periodic("draw_documents_left_over", every=datetime.timedelta(minutes=10), title=_("补绘公文页面"))
def draw_left_over() -> None:
    """Rings again for those of the newest printed documents whose pictures were lost with their ring: once none waits."""
    if jobs.is_rung(DRAW_JOB):
        return
    printed = IssuedDocument.objects.filter(render_state=RenderState.DONE).order_by("-pk")
    for sha256 in printed.values_list("file_sha256", flat=True)[:NEWEST]:
        if not thumbnails.count(sha256):
            jobs.ring(DRAW_JOB, sha256=sha256)


@transaction.atomic
def _render_one() -> IssuedDocument | None:
    """Prints the first owed document nobody else is printing; None when there is none."""
    document = (
        IssuedDocument.objects.owed().select_related("issuer").select_for_update(skip_locked=True, of=("self",)).first()
    )
    if document is None:
        return None
    try:
        _print(document)
    except Exception as failure:  # a job runner's outermost loop: one bad document must not stop the others
        logger.exception("document %s could not be printed", document.pk)
        document.render_state, document.render_error = RenderState.FAILED, str(failure)[:2000]
    document.save(update_fields=PRINTING)
    if document.is_printed:
        jobs.ring(DRAW_JOB, sha256=document.file_sha256)
    return document


def _draw_at_once(document: IssuedDocument) -> None:
    """Draws the pages of a document that somebody waits for before the next is printed: its page shows them."""
    awaited = Awaited.objects.filter(document=document)
    if not awaited.exists():
        return
    try:
        if document.is_printed:
            draw_pages(document.file_sha256)
    except (OSError, subprocess.SubprocessError):
        logger.exception("the pages of document %s could not be drawn", document.pk)
    awaited.delete()


def _print(document: IssuedDocument) -> None:
    """Typesets a document, signs the file where the site has a certificate, and keeps it."""
    from documents import pades  # loads the library that signs, which no other command needs

    printed, identity = rendering.typeset(document.content, finishing.issued(document)), pades.current()
    file = pades.sign(printed.pdf, identity) if identity else printed.pdf
    document.printed_sha256, document.signed_by = archive.digest(printed.pdf), identity.name if identity else ""
    document.file_sha256, document.pages = archive.store(file), printed.pages
    document.render_state, document.render_error = RenderState.DONE, ""
