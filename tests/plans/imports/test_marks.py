"""The hidden sheet comes from whoever sends the file: it is read under limits, and what is spoilt is refused in plain words."""

from __future__ import annotations

import datetime
import io
import json
import time
import zipfile
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from core import clock
from core.errors import Invalid
from core.models import Organisation
from plans import jobs
from plans.enums import ImportState
from plans.imports import marks, preparing
from plans.models import PreparedImport
from tests.plans.imports.tables import PROJECTS, projects_sent

HEAD = {
    "dataset": "library", "organisation": "420323", "year": 2027, "exported_at": "2026-11-30T08:00:00+08:00",
    "fields": ["name", "villages"],
}  # fmt: skip


def _marked(head: object = HEAD, rows: Sequence[Sequence[str]] = (("A-1", '["甲",["1"]]'),)) -> bytes:
    """A table of projects with a hidden sheet, the second of the workbook."""
    book = Workbook()
    page = book.worksheets[0]
    for row in PROJECTS:
        page.append(row)
    hidden = book.create_sheet(marks.SHEET)
    hidden.sheet_state = "veryHidden"
    for line in [("tongchou", json.dumps(head)), *rows]:
        hidden.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _tampered(old: bytes, new: bytes) -> bytes:
    """The same with the XML of the hidden sheet changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_marked())) as source, zipfile.ZipFile(out, "w") as package:
        for part in source.infolist():
            content = source.read(part)
            package.writestr(part, content.replace(old, new) if "sheet2" in part.filename else content)
    return out.getvalue()


def test_what_was_exported_is_read_again() -> None:
    mark = marks.read(_marked(), "a.xlsx")
    assert mark is not None
    assert (mark.organisation, mark.year) == ("420323", 2027)
    assert mark.exported_at == datetime.datetime.fromisoformat("2026-11-30T08:00:00+08:00")
    assert mark.rows == {"A-1": {"name": "甲", "villages": ["1"]}}


SPOILT = {
    "endless": (_tampered(b'<row r="2"', b'<row r="1000000000000"'), "远在下方|超出"),
    "far below": (_tampered(b"</sheetData>", b'<row r="900000"><c r="A900000"><v>1</v></c></row></sheetData>'), "远在"),
    "torn": (_tampered(b"</row>", b"</rwo>"), "完好"),
    "no list": (_marked([1]), "已损坏"),
    "no zone": (_marked({**HEAD, "exported_at": "2026-11-30"}), "已损坏"),
    "year one": (_marked({**HEAD, "exported_at": "0001-01-01T00:00:00+14:00"}), "已损坏"),
    "deep": (_marked(rows=[("A-1", "[" * 20_000)]), "已损坏"),
    "nought": (_marked(rows=[("A-1", '["\\u0000",[]]')]), "已损坏"),
    "half": (_marked(rows=[("A-1", '["\\ud800",[]]')]), "已损坏"),
    "short": (_marked(rows=[("A-1", '["甲"]')]), "已损坏"),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_a_spoilt_mark_is_refused_soon(kind: str) -> None:
    content, reason = SPOILT[kind]
    began = time.perf_counter()
    with pytest.raises(Invalid, match=reason):
        marks.read(content, "a.xlsx")
    assert time.perf_counter() - began < 2


def test_a_fault_of_the_reader_leaves_nothing_to_be_taken_up_again(
    county: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def falls(*_given: object) -> None:
        raise LookupError("a fault nobody thought of")

    monkeypatch.setattr(preparing, "load", falls)
    with pytest.raises(LookupError):
        projects_sent(county)
    assert not PreparedImport.objects.exists()
    monkeypatch.setattr(preparing, "LARGE", 0)
    waiting = projects_sent(county)
    with pytest.raises(LookupError):
        jobs.prepare_import(prepared=waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.told[:4]) == (ImportState.REFUSED, "读取这个")
    assert waiting.made_at <= clock.now()
