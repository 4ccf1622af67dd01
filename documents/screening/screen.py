"""Letting a file in: its kind by content, what its name promises, and what a parser of that kind says of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import Invalid
from documents.screening import ofd, office, packed, texts
from documents.screening.kinds import ENDINGS, OLD_OFFICE, PACKED, PICTURES, WRITTEN, Kind, beginnings
from documents.screening.names import ending


@dataclass(frozen=True)
class Screened:
    """What was let in: its kind, and of a picture a small one of it (PNG), drawn anew."""

    kind: Kind
    small: bytes | None = None


def screen(name: str, content: bytes) -> Screened:
    """What the file is; `name` is tidied. Raises Invalid, naming the file, for anything that may not come in."""
    try:
        return _screened(ending(name), content)
    except Invalid as refusal:
        raise Invalid(_("“%(name)s”没有收下：%(why)s") % {"name": name, "why": refusal.message}) from refusal


def _screened(promised: str, content: bytes) -> Screened:
    if not content:
        raise Invalid(_("文件是空的"))
    if content.startswith(OLD_OFFICE):
        raise Invalid(_("这是旧格式（doc、xls、wps）或加了密码的文件，请另存为docx、xlsx或PDF，不设密码"))
    if promised not in ENDINGS:
        raise Invalid(_("只收PDF、OFD、docx、xlsx、jpg、png、txt、csv文件"))
    kind = _kind(beginnings(content), ENDINGS[promised], content)
    if kind in PICTURES:
        from documents.screening import pictures  # only when a picture comes: both readers are slow to load

        return Screened(kind, pictures.examine(content, kind))
    if kind == Kind.PDF:
        from documents.screening import pdfs

        pdfs.examine(content)
    elif kind in WRITTEN:
        texts.examine(content)
    return Screened(kind)


def _kind(possible: frozenset[Kind], promised: Kind, content: bytes) -> Kind:
    """The kind by content, which must be the promised one."""
    if possible == PACKED:
        with packed.opened(content) as parts:
            found = ofd.kind(parts) or office.kind(parts)
            if found is None:
                raise Invalid(_("这是压缩包，请把里面的文件分别上传"))
            _require_kept(found, promised)
            (ofd if found == Kind.OFD else office).examine(parts)
            return found
    found = promised if promised in possible else min(possible)
    if possible == WRITTEN and promised not in WRITTEN:
        raise Invalid(_("内容不是%(kind)s，请检查是否选错文件或文件已损坏") % {"kind": promised.label})
    _require_kept(found, promised)
    return found


def _require_kept(found: Kind, promised: Kind) -> None:
    if found != promised:
        told = {"found": found.label, "promised": promised.label}
        raise Invalid(_("内容是%(found)s，文件名却说是%(promised)s，请改正文件名后重新上传") % told)
