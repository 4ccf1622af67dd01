"""OFD (GB/T 33190): an archive whose root names its documents."""

from __future__ import annotations

from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from django.utils.translation import gettext as _

from core.errors import Invalid
from documents.screening.kinds import Kind
from documents.screening.packed import Parts

ROOT = "OFD.xml"


class Outermost(ContentHandler):
    """The name of a part's outermost element."""

    def __init__(self) -> None:
        super().__init__()
        self.name = ""

    def startElement(self, name: str, _attrs: AttributesImpl) -> None:  # noqa: N802
        self.name = self.name or name.rpartition(":")[2]


def kind(parts: Parts) -> Kind | None:
    """OFD by its root part; None for any other archive."""
    return Kind.OFD if ROOT in parts.names else None


def examine(parts: Parts) -> None:
    """Raises Invalid for what is no OFD document, or holds scripts."""
    roots = {name: told.name for name, told in parts.each_xml(Outermost)}
    if roots.get(ROOT) != "OFD" or "Document" not in roots.values():
        raise Invalid(_("文件内部结构有误，无法打开，请重新导出后上传"))
    if any(name.lower().endswith((".js", ".exe", ".dll")) for name in parts.names):
        raise Invalid(_("含有脚本或程序，请去掉后另存"))
