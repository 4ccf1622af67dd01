"""What anyone may learn of a document by its code: whether it holds, and nothing about persons."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents import codes, outcomes
from documents.enums import Disclosure
from documents.models import IssuedDocument


class Standing(models.TextChoices):
    """Whether a document holds."""

    VALID = "valid", _("有效")
    SUPERSEDED = "superseded", _("已被替代")
    VOID = "void", _("已作废")
    ENDED = "ended", _("已终止")


@dataclass(frozen=True)
class Answer:
    """All that the page shows; `title` and `void_reason` are empty unless the document is open to the public."""

    code: str
    standing: Standing
    number: str
    issuer_name: str
    document_date: datetime.date
    title: str
    content_sha256: str
    file_sha256: str
    signed_by: str
    superseded_by: str
    void_reason: str
    ended: str
    """How what it says has ended, of one that would be valid otherwise."""


def answer(code: str) -> Answer | None:
    """What there is to say of a code, however it was typed; None where no document bears it."""
    wanted = codes.typed(code)
    found = IssuedDocument.objects.under_code(wanted).first() if codes.is_code(wanted) else None
    if found is None:
        return None
    successor, is_open = _successor(found), found.disclosure == Disclosure.OPEN
    ended = "" if found.is_void or successor else outcomes.ended(found)
    return Answer(
        code=codes.spoken(found.verification_code),
        standing=_standing(found, successor, ended),
        number=found.number,
        issuer_name=found.issuer_name,
        document_date=found.document_date,
        title=found.title if is_open else "",
        content_sha256=found.content_sha256,
        file_sha256=found.file_sha256,
        signed_by=found.signed_by,
        superseded_by=(successor.number or codes.spoken(successor.verification_code)) if successor else "",
        void_reason=found.void_reason if is_open else "",
        ended=ended,
    )


def _successor(document: IssuedDocument) -> IssuedDocument | None:
    """The latest document in force that replaces this one."""
    standing = [other for other in document.replaced_by.all() if not other.is_void]
    return max(standing, key=lambda other: other.pk, default=None)


def _standing(document: IssuedDocument, successor: IssuedDocument | None, ended: str) -> Standing:
    if document.is_void:
        return Standing.VOID
    if successor:
        return Standing.SUPERSEDED
    return Standing.ENDED if ended else Standing.VALID
