"""Files that are archives inside (docx, xlsx, ofd): opened only as far as they say honestly how large they are.

The reader of archives gives no part more bytes than its entry claims, so adding the claims up bounds everything.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml import sax as defused_sax
from django.utils.translation import gettext as _

from core.errors import Invalid

MOST_PARTS = 3000
LARGEST = 120 * 1024 * 1024
"""Bytes of all parts, unpacked."""
LARGEST_XML = 60 * 1024 * 1024
"""Bytes of all parts that are read as XML."""
DENSEST = 150
"""Times that a part may grow when it is unpacked, once it is larger than SMALL; text of tables grows 10 to 40 times."""
SMALL = 1024 * 1024
H = TypeVar("H", bound=ContentHandler)
DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Parts:
    """The parts of an opened archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = frozenset(archive.namelist())

    def read(self, name: str) -> bytes:
        """A part's content; raises Invalid where its bytes are damaged."""
        try:
            return self._archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise Invalid(_("文件已损坏，无法打开，请重新导出后上传")) from error

    def each_xml(self, handler: type[H]) -> Iterator[tuple[str, H]]:
        """Every XML part, read through by a handler of its own; raises Invalid for one that is not well-formed or that
        declares entities."""
        named = sorted(name for name in self.names if name.lower().endswith((".xml", ".rels", ".vml")))
        if sum(self._archive.getinfo(name).file_size for name in named) > LARGEST_XML:
            raise _far_larger()
        for name in named:
            told = handler()
            try:
                defused_sax.parseString(self.read(name), told, forbid_dtd=True)
            except (SAXException, DefusedXmlException, ValueError) as error:
                raise Invalid(_("文件内部结构有误，无法打开，请重新导出后上传")) from error
            yield name, told


@contextmanager
def opened(content: bytes) -> Iterator[Parts]:
    """The archive's parts. Raises Invalid for a damaged or encrypted archive and for one that is too large unpacked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Invalid(_("文件已损坏，无法打开，请重新导出后上传")) from error
    with archive:
        entries = archive.infolist()
        if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST:
            raise _far_larger()
        for entry in entries:
            _examine(entry)
        if len({entry.filename.lower() for entry in entries}) != len(entries):
            raise Invalid(_("文件内部结构有误，无法打开，请重新导出后上传"))
        yield Parts(archive)


def _examine(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise Invalid(_("文件加了密码，请取消密码后重新上传"))
    if entry.compress_type not in DEFLATED or entry.filename.startswith("/") or ".." in entry.filename.split("/"):
        raise Invalid(_("文件内部结构有误，无法打开，请重新导出后上传"))
    if entry.file_size > SMALL and entry.file_size > DENSEST * max(entry.compress_size, 1):
        raise _far_larger()


def _far_larger() -> Invalid:
    return Invalid(_("文件展开后过大，请删减内容或改为PDF后上传"))
