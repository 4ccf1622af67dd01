"""The tags of a drawn table: Table, THead, TBody, TR, TH with its scope, TD, each pointing at what it marks."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

import pydyf


class Written(pydyf.Object):
    """A small object whose text is known at once: a long table has a hundred thousand of them."""

    __slots__ = ("is_stream", "text")

    def __init__(self, text: bytes, *, is_stream: bool = False) -> None:
        super().__init__()
        self.text, self.is_stream = text, is_stream

    @property
    def compressible(self) -> bool:
        return not self.is_stream

    @property
    def data(self) -> bytes:
        return self.text


def settled(pdf: pydyf.PDF) -> None:
    """Spells every object once and for all: the writer asks each for its text several times, and compresses again."""
    for number, settling in enumerate(pdf.objects):
        if settling.free != "f" and not isinstance(settling, Written):
            written = Written(settling.data, is_stream=not settling.compressible)
            written.number, written.generation = settling.number, settling.generation
            pdf.objects[number] = written


def drawn(operators: Iterable[str]) -> Written:
    """A page's content, compressed once: the writer asks for it several times."""
    content = zlib.compress("\n".join(operators).encode())
    text = b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(content), content)
    return Written(text, is_stream=True)


class Tags:
    """The structure tree of one file, as the renderer left it."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.pages = pdf.page_references
        root = self._at(pdf.catalog["StructTreeRoot"])
        self._document = self._at(root["K"][0])
        self._marked = self._at(root["ParentTree"])["Nums"]
        self._texts: dict[int, pydyf.Dictionary] = {}

    def _at(self, reference: bytes) -> pydyf.Dictionary:
        return self.pdf.objects[int(reference.split()[0])]

    def next_mark(self, page: int) -> int:
        """The first free number for marked content on a page."""
        return len(self._marked[2 * page + 1])

    def mark(self, page: int, references: list[bytes]) -> None:
        self._marked[2 * page + 1].extend(references)

    def text(self, page: int, tag: str) -> pydyf.Dictionary:
        """A new element at the end of the text that stands on a page."""
        if page not in self._texts:
            self._texts[page] = self._place(self._document, "/Art", self.pages[page])
        return self._added(self._texts[page], tag)

    def passage(self, element: pydyf.Dictionary, page: int) -> int:
        """Adds marked content on a page to an element that may have begun on another; its number there."""
        mark, reference = self.next_mark(page), self.pages[page]
        element.setdefault("Pg", reference)
        is_here = element["Pg"] == reference
        element["K"].append(mark if is_here else b"<</Type/MCR/Pg %s/MCID %d>>" % (reference, mark))
        self.mark(page, [element.reference])
        return mark

    def table(self, page: int) -> pydyf.Dictionary:
        """A new Table in the empty place that the page's layout kept for it."""
        return self._added(self._place(self._document, "/Div", self.pages[page]), "Table")

    def _added(self, parent: pydyf.Dictionary, tag: str) -> pydyf.Dictionary:
        element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{tag}", "K": pydyf.Array(), "P": parent.reference})
        self.pdf.add_object(element)
        parent["K"].append(element.reference)
        return element

    def _place(self, parent: pydyf.Dictionary, kind: str, page: bytes) -> pydyf.Dictionary:
        return next(self._places(parent, kind, page), self._document)

    def _places(self, parent: pydyf.Dictionary, kind: str, page: bytes) -> Iterator[pydyf.Dictionary]:
        """The places of text, or the empty divisions, of a page, in reading order."""
        for kid in parent["K"]:
            child = self._at(kid) if isinstance(kid, bytes) and kid[:1].isdigit() else None
            if child is None or isinstance(child, Written) or child.get("Pg", page) != page:
                continue
            if child["S"] == kind and (kind == "/Art" or not child["K"]):
                yield child
            yield from self._places(child, kind, page)

    def group(self, table: pydyf.Dictionary, name: str) -> pydyf.Dictionary:
        """A THead or TBody."""
        return self._added(table, name)

    def row(self, group: pydyf.Dictionary, page: int, first_mark: int, filled: list[bool], *, is_head: bool) -> None:
        """One TR whose filled cells are marked on `page` from `first_mark` on."""
        number, page_reference = len(self.pdf.objects), self.pages[page]
        kids = b" ".join(b"%d 0 R" % (number + 1 + order) for order in range(len(filled)))
        self.pdf.add_object(Written(b"<</Type/StructElem/S/TR/P %s/K[%s]>>" % (group.reference, kids)))
        group["K"].append(b"%d 0 R" % number)
        kind = b"TH/A<</O/Table/Scope/Column>>" if is_head else b"TD"
        marked, mark = [], first_mark
        for is_filled in filled:
            cell = Written(
                b"<</Type/StructElem/S/%s/P %d 0 R/Pg %s/K[%s]>>"
                % (kind, number, page_reference, b"%d" % mark if is_filled else b"")
            )
            self.pdf.add_object(cell)
            if is_filled:
                marked.append(cell.reference)
                mark += 1
        self.mark(page, marked)
