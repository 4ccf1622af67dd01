"""PDF: whole, without a password, and without anything that runs or that is packed into it."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from django.utils.translation import gettext as _

from core.errors import Invalid

MOST_OBJECTS = 100_000
MOST_PAGES = 2_000
LONGEST_SIDE = 14_400
"""Points: 200 inches, beyond which no page may go by the standard."""
RUNS = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent"})
"""Keys of what runs, in any dictionary of the file."""
ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Movie", "/Sound", "/Rendition"}
)
"""Actions that run, send or open something."""
PACKED = frozenset({"/EmbeddedFiles", "/EF"})
DEEPEST = 100
"""Levels of objects that lie in each other."""


def examine(content: bytes) -> None:
    """Raises Invalid, saying what is wrong."""
    try:
        with pikepdf.Pdf.open(io.BytesIO(content)) as pdf:
            _examine(pdf)
    except pikepdf.PasswordError as error:
        raise Invalid(_("文件加了密码，请取消密码后重新上传")) from error
    except (pikepdf.PikepdfError, LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Invalid(_("文件已损坏，无法打开，请重新导出后上传")) from error


def _examine(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise Invalid(_("文件加了密码，请取消密码后重新上传"))
    if len(pdf.objects) > MOST_OBJECTS or len(pdf.pages) > MOST_PAGES:
        raise Invalid(_("文件展开后过大，请拆成几个文件上传"))
    if not len(pdf.pages):
        raise Invalid(_("文件已损坏，无法打开，请重新导出后上传"))
    for page in pdf.pages:
        if any(abs(float(side)) > LONGEST_SIDE for side in page.mediabox):
            raise Invalid(_("页面过大，请按正常纸张重新导出"))
    for held in pdf.objects:
        _examine_object(held, depth=0)


def _examine_object(held: Any, *, depth: int) -> None:
    """An object and whatever lies in it directly; what it refers to comes by itself."""
    if depth > DEEPEST:
        raise Invalid(_("文件内部结构有误，无法打开，请重新导出后上传"))
    if isinstance(held, pikepdf.Dictionary | pikepdf.Stream):
        _examine_keys(frozenset(held.keys()), str(held.get("/S", "")))
        inner = [held.get(key) for key in held.keys()]  # noqa: SIM118  no mapping, though it has keys
    else:
        inner = list(held) if isinstance(held, pikepdf.Array) else []
    for one in inner:
        if isinstance(one, pikepdf.Object) and not one.is_indirect:
            _examine_object(one, depth=depth + 1)


def _examine_keys(keys: frozenset[str], action: str) -> None:
    if keys & RUNS or action in ACTIONS:
        raise Invalid(_("含有脚本或自动执行的内容，请“打印”为PDF后重新上传"))
    if keys & PACKED:
        raise Invalid(_("里面夹带了别的文件，请把它们分别上传"))
