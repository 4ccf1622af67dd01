"""Tables at the back of a document, of any length: composed by us, cut into pages by us, drawn straight onto them.

The renderer lays out each page with its head and number and leaves the table's place empty; its own table layout
takes a hundred times as long. `lay_out` decides what stands on which page, `drawing.Tables` puts it there and tags it.
"""

from documents.annexes.pages import Laid, lay_out, with_a_page_more

__all__ = ["Laid", "lay_out", "with_a_page_more"]
