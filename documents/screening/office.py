"""Word documents and Excel tables: no macros, nothing embedded, nothing fetched from elsewhere when they are opened."""

from __future__ import annotations

from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from django.utils.translation import gettext as _

from core.errors import Invalid
from documents.screening.kinds import Kind
from documents.screening.packed import Parts

CONTENT_TYPES = "[Content_Types].xml"
MAIN = {"word/document.xml": Kind.WORD, "xl/workbook.xml": Kind.SHEET}
RUNS = ("vbaproject", "vbadata", "macrosheets/", "activex/", "/ctrlprops/", "embeddings/", "customui")
"""In a part's name: macros and their kin, controls, and files packed into the file."""
LINKS = ("externallinks/", "xl/connections.xml", "querytables/", "word/webextensions", "webextensions/")
"""In a part's name: other workbooks, databases and services."""
BY_HAND = "/hyperlink"
"""The one relation to the outside that fetches nothing by itself: somebody must press it."""
SAFE_ADDRESSES = ("http://", "https://", "mailto:", "#")


class Relations(ContentHandler):
    """What of a part is of interest: relations to the outside, types with macros, and fields that fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.outside: list[str] = []
        self.has_macros = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  the reader's own name for it
        if name.rpartition(":")[2] == "Relationship" and attrs.get("TargetMode", "").lower() == "external":
            by_hand = attrs.get("Type", "").endswith(BY_HAND)
            if not (by_hand and attrs.get("Target", "").lower().startswith(SAFE_ADDRESSES)):
                self.outside.append(attrs.get("Target", ""))
        self.has_macros |= "macroenabled" in attrs.get("ContentType", "").lower()


def kind(parts: Parts) -> Kind | None:
    """Word or Excel by its main part; None for any other archive."""
    if CONTENT_TYPES not in parts.names:
        return None
    found = [kind for name, kind in MAIN.items() if name in parts.names]
    return found[0] if len(found) == 1 else None


def examine(parts: Parts) -> None:
    """Raises Invalid, saying what to take out."""
    names = [name.lower() for name in parts.names]
    if any(mark in name for name in names for mark in RUNS):
        raise Invalid(_("含有宏、控件或嵌入的文件，请去掉后另存，或改为PDF"))
    if any(mark in name for name in names for mark in LINKS):
        raise _links()
    for _name, told in parts.each_xml(Relations):
        if told.has_macros:
            raise Invalid(_("含有宏、控件或嵌入的文件，请去掉后另存，或改为PDF"))
        if told.outside:
            raise _links()


def _links() -> Invalid:
    return Invalid(_("链接了外部文件、图片、模板或数据源，请断开链接后另存，或改为PDF"))
