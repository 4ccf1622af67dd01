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

    def _at(self, reference: bytes) -> pydyf.Dictionary:
        return self.pdf.objects[int(reference.split()[0])]

    def next_mark(self, page: int) -> int:
        """The first free number for marked content on a page."""
        return len(self._marked[2 * page + 1])

    def mark(self, page: int, references: list[bytes]) -> None:
        self._marked[2 * page + 1].extend(references)

    def table(self, page: int) -> pydyf.Dictionary:
        """A new Table in the empty place that the page's layout kept for it."""
        place = self._place(self._document, self.pages[page])
        table = pydyf.Dictionary({"Type": "/StructElem", "S": "/Table", "K": pydyf.Array(), "P": place.reference})
        self.pdf.add_object(table)
        place["K"].append(table.reference)
        return table

    def _place(self, parent: pydyf.Dictionary, page: bytes) -> pydyf.Dictionary:
        return next(self._places(parent, page), self._document)

    def _places(self, parent: pydyf.Dictionary, page: bytes) -> Iterator[pydyf.Dictionary]:
        """The empty divisions of a page, in reading order."""
        for kid in parent["K"]:
            child = self._at(kid) if isinstance(kid, bytes) else None
            if child is None or child.get("Pg", page) != page:
                continue
            if child["S"] == "/Div" and not child["K"]:
                yield child
            yield from self._places(child, page)

    def group(self, table: pydyf.Dictionary, name: str) -> pydyf.Dictionary:
        """A THead or TBody."""
        group = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{name}", "K": pydyf.Array(), "P": table.reference})
        self.pdf.add_object(group)
        table["K"].append(group.reference)
        return group

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
