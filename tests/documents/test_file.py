"""The file itself: what it declares, what lies inside it, and that its bytes repeat."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pikepdf
import pytest

from documents import rendering
from documents.papers import Block, Heading, Paragraph
from tests.factories.documents import Letter, with_issue
from workflows.engine.bpmn import bpmn
from workflows.flows.filing import Filing2015

BYTES = """
import json, sys, django
django.setup()
from documents import rendering
*before, last = json.load(sys.stdin)
for content in before:
    rendering.render(content)
sys.stdout.buffer.write(rendering.render(last))
"""


@dataclass(frozen=True, kw_only=True)
class Headed(Letter):
    """A letter in chapters."""

    def body(self) -> tuple[Block, ...]:
        return (
            Heading(1, "一、申报范围"), Paragraph("到村到户项目。"),
            Heading(1, "二、有关要求"), Heading(2, "（一）如实申报。", "不得虚报。"),
        )  # fmt: skip


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    return with_issue(Letter())


@pytest.fixture(scope="module")
def file(content: dict[str, Any]) -> pikepdf.Pdf:
    return pikepdf.Pdf.open(io.BytesIO(rendering.render(content)))


def test_it_declares_pdf_a_3a(file: pikepdf.Pdf) -> None:
    with file.open_metadata() as declared:
        assert declared.pdfa_status == "3A"


def test_it_is_tagged_in_chinese_and_bookmarked(file: pikepdf.Pdf, content: dict[str, Any]) -> None:
    assert file.Root.MarkInfo.Marked
    assert {"/Document", "/H1", "/P"} <= set(tags(file.Root.StructTreeRoot))
    assert str(file.Root.Lang) == "zh-CN"
    with file.open_outline() as outline:
        assert [item.title for item in outline.root] == [content["title"]]


def test_its_headings_are_tagged_and_bookmarked_below_the_title() -> None:
    paper = Headed()
    printed = pikepdf.Pdf.open(io.BytesIO(rendering.render(with_issue(paper))))
    assert {"/H1", "/H2"} <= set(tags(printed.Root.StructTreeRoot))
    with printed.open_outline() as outline:
        [title] = outline.root
        assert title.title == paper.title
        assert [item.title for item in title.children] == ["一、申报范围", "二、有关要求"]


def test_its_metadata_name_title_issuer_number_and_date(file: pikepdf.Pdf, content: dict[str, Any]) -> None:
    assert str(file.docinfo.Title) == content["title"]
    assert str(file.docinfo.Author) == content["issue"]["issuer_name"]
    assert str(file.docinfo.Subject) == content["issue"]["number"]
    assert str(file.docinfo.CreationDate) == str(file.docinfo.ModDate) == "D:20260302000000+08'00"


def test_the_frozen_content_lies_inside_as_its_source(file: pikepdf.Pdf, content: dict[str, Any]) -> None:
    attached = file.attachments[rendering.SOURCE_NAME]
    source = attached.get_file()
    midnight = datetime.datetime(2026, 3, 1, 16, tzinfo=datetime.UTC)
    assert str(attached.relationship) == "/Source"
    assert json.loads(source.read_bytes()) == content
    assert hashlib.sha256(source.read_bytes()).hexdigest() == rendering.digest(content)
    assert (source.creation_date, source.mod_date) == (midnight, midnight)
    assert {str(spec.AFRelationship) for spec in file.Root.AF} == {"/Source"}


def test_every_face_is_embedded(file: pikepdf.Pdf) -> None:
    faces = [
        item for item in file.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
    ]
    assert faces
    assert all({"/FontFile2", "/FontFile3"} & set(face.keys()) for face in faces)


def test_two_other_processes_give_the_same_bytes(content: dict[str, Any]) -> None:
    here = rendering.render(content)
    assert [elsewhere([content], seed) for seed in ("1", "2")] == [here, here]


def test_what_a_process_printed_before_leaves_no_trace() -> None:
    """The faces remember glyphs; a document has the same bytes with and without that memory."""
    texts = ("垱上村“一事一议”——WPS Office 3.5%，㙍上村……", "（一）漖河、塆里：GB/T 9704—2012；2016年3月5日！")
    first, second = (with_issue(Letter(text=text)) for text in texts)
    assert elsewhere([first, second], "1") == elsewhere([second], "1") == elsewhere([second, first, second], "2")


def test_a_process_that_told_a_flow_gives_the_same_bytes(content: dict[str, Any]) -> None:
    """Names of XML are registered for the whole process; the flow's may take none from the document's metadata."""
    bpmn(Filing2015)
    assert rendering.render(content) == elsewhere([content], "1")


def elsewhere(contents: list[dict[str, Any]], hash_seed: str) -> bytes:
    """The file of the last as another process makes it after the others; its sets are in another order."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", BYTES]
    done = subprocess.run(
        command, input=json.dumps(contents).encode(), env=environment, capture_output=True, check=True
    )
    return done.stdout


def tags(element: pikepdf.Object) -> list[str]:
    """The structure types below an element, in reading order."""
    children = element.get("/K", pikepdf.Array())
    found: list[str] = []
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found += [str(child.S), *tags(child)]
    return found
