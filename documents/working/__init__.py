"""工作稿: editable copies of a document for WPS. They have the document's words and nearly its looks, no seal, no
signature and no code; every page says 工作稿. What counts is the PDF."""

from __future__ import annotations

from documents.working.sheet import workbook
from documents.working.word import document

__all__ = ["MARK", "document", "workbook"]

MARK = "工作稿　以印发的PDF文件为准"
