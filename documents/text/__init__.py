"""The text of an official document: set in lines, cut into pages of 22 by us, drawn straight onto them.

A page's place is an empty `article` in the print template; what stands in it is decided here before the renderer is
asked, so no heading ends a page, the signature takes a line of text along, and a table in the text keeps to the grid.
"""

from documents.text.pages import Sheet, Sheets, lay_out, with_a_page_more

__all__ = ["Sheet", "Sheets", "lay_out", "with_a_page_more"]
