"""The measuring fails on files that are deliberately wrong, and says which rule was broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test.utils import override_settings
from django.utils.safestring import SafeString

from documents import colophons, pagination, rendering, specimens
from documents.adornments import Adornments
from documents.enums import Layout
from documents.measuring import measure
from tests.documents.measuring.test_right import dice, ring

Spoil = Callable[[str, str], None]
PRINT = Path("templates/documents/print")


@pytest.fixture
def css(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spoil]:
    """Prints with a stylesheet in which one text is another."""

    def spoil(old: str, new: str) -> None:
        text = pagination.STYLESHEET.read_text()
        assert old in text, old
        spoilt = tmp_path / "print.css"
        spoilt.write_text(text.replace(old, new))
        monkeypatch.setattr(pagination, "STYLESHEET", spoilt)
        pagination.typography.cache_clear()

    yield spoil
    pagination.typography.cache_clear()


def content(layout: Layout, paragraphs: int = 6, **more: Any) -> dict[str, Any]:
    annexes = (specimens.annex(dice(2), 12, is_wide=True),) if more.pop("annexed", False) else ()
    return specimens.content(layout, specimens.text(dice(8), paragraphs), annexes, **more)


def rules(printed: dict[str, Any]) -> set[str]:
    return {fault.rule for fault in measure(rendering.typeset(printed, Adornments(seal=ring)).pdf)}


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("F01", "size: A4;", "size: 216mm 279mm;"),
        ("F02", "margin: 34.6mm 26mm 32.6mm 28mm", "margin: 30mm 26mm 37.2mm 28mm"),
        ("F03", "margin: 34.6mm 26mm 32.6mm 28mm", "margin: 34.6mm 28.5mm 32.6mm 25.5mm"),
        ("F04", "margin: 34.6mm 26mm 32.6mm 28mm", "margin: 34.6mm 26mm 20mm 28mm"),
        ("F05", "10.445mm", "10.227mm"),
        ("F06", ".composed { white-space: nowrap; }", ".composed { white-space: nowrap; } .composed span { letter-spacing: 0 !important; }"),
        ("F07", '"FangSong_GB2312", "仿宋_GB2312", FandolFang', "FandolSong"),
        ("F08", "color: #000;", "color: #444;"),
        ("F15", ".number { position: absolute; left: 0; right: 0;", ".number { position: absolute; left: 0; right: 10mm;"),
        ("F18", ".red-line { position: absolute; left: 0; right: 0;", ".red-line { position: absolute; left: 0; right: 9mm;"),
        ("F18", ".red-line {", ".red-line { margin-top: 4mm;"),
        ("F12", ".mark {", ".mark { margin-top: 6mm;"),
        ("F19", "h1.title { font-size: 22pt;", "h1.title { font-size: 18pt;"),
        ("F20", ".to { margin-top: 10.445mm; }", ".to { margin-top: 0; }"),
        ("F23", 'SimHei, "黑体", FandolHei', "FandolSong"),
        ("F25", ".sign .block {", ".sign .block { left: -12mm;"),
        ("F26", ".seal, .stamp {", ".seal, .stamp { margin-top: 14mm;"),
        ("F30", ".sign .note {", ".sign .note { margin-left: -11.143mm;"),
        ("F32", "border-top: 0.35mm solid #000", "border-top: 0.5mm solid #000"),
        ("F32", "bottom: 2.4mm; border-top", "bottom: 9mm; border-top"),
        ("F33", ".colophon .copies { display: flex; padding: 0 14pt;", ".colophon .copies { display: flex; padding: 0 28pt;"),
        ("F36", "padding: 2.13mm 14pt 0 0", "padding: 6.93mm 14pt 0 0"),
        ("F36", "width: 100%; text-align: right;", "width: 100%; text-align: left;"),
    ],
)  # fmt: skip
def test_a_spoilt_document(css: Spoil, rule: str, old: str, new: str) -> None:
    css(old, new)
    assert rule in rules(content(Layout.DOCUMENT))


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("L01", ".mark {", ".mark { margin-top: 5mm;"),
        ("L02", ".double.upper { border-top: 0.9mm solid #e60012; border-bottom: 0.3mm", ".double.upper { border-top: 0.3mm solid #e60012; border-bottom: 0.9mm"),
        ("L02", "width: 170mm; height: 0.9mm", "width: 156mm; height: 0.9mm"),
        ("L03", ".double.lower {", ".double.lower { margin-top: -8mm;"),
        ("L05", "body.letter .number { text-align: right; }", "body.letter .number { text-align: center; }"),
        ("L07", "@page letter:first { @bottom-right { content: none; }", "@page letter:first { "),
    ],
)  # fmt: skip
def test_a_spoilt_letter(css: Spoil, rule: str, old: str, new: str) -> None:
    css(old, new)
    assert rule in rules(content(Layout.LETTER))


@pytest.mark.parametrize(
    ("layout", "rule", "old", "new"),
    [
        (Layout.UPWARD, "F16", ".number .left { position: absolute; left: 5.571mm; }", ".number .left { position: absolute; left: 0; }"),
        (Layout.UPWARD, "F17", "FandolKai", "FandolFang"),
        (Layout.MINUTES, "M01", ".mark {", ".mark { margin-top: 5mm;"),
        (Layout.MINUTES, "M02", ".attendance { display: flex; padding-left: 11.143mm;", ".attendance { display: flex; padding-left: 0;"),
        (Layout.ORDER, "C01", ".mark {", ".mark { margin-top: 5mm;"),
        (Layout.ORDER, "F28", ".sign .block {", ".sign .block { left: -12mm;"),
    ],
)  # fmt: skip
def test_the_other_layouts_spoilt(css: Spoil, layout: Layout, rule: str, old: str, new: str) -> None:
    css(old, new)
    assert rule in rules(content(layout))


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("F24", ".attachments { margin-top: 10.445mm;", ".attachments { margin-top: 0;"),
        ("F31", ".annex h1.title { margin-top: 10.445mm; }", ".annex h1.title { margin-top: 0; }"),
        ("F37", "font: 14pt/14pt SimSun", "font: 10pt/14pt SimSun"),
    ],
)
def test_spoilt_annexes(css: Spoil, rule: str, old: str, new: str) -> None:
    css(old, new)
    assert rule in rules(content(Layout.DOCUMENT, annexed=True))


def test_a_colophon_on_an_odd_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(colophons, "EVEN", frozenset())
    odd = next(c for c in (content(Layout.DOCUMENT, many) for many in range(1, 20)) if rendering.typeset(c).pages % 2)
    assert "F32" in rules(odd)


def test_a_first_page_without_text(tmp_path: Path) -> None:
    """F21, with a template that leaves too much room below the title."""
    (tmp_path / "documents/print").mkdir(parents=True)
    text = (PRINT / "base.html").read_text()
    (tmp_path / "documents/print/base.html").write_text(text.replace("<main>", '<main style="padding-top:150mm">'))
    spoilt = [settings.TEMPLATES[0] | {"DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    with override_settings(TEMPLATES=spoilt):
        assert "F21" in rules(content(Layout.DOCUMENT))


@pytest.mark.parametrize("number", ["青政发〔2016〕012号", "青政发[2016]12号", "青政发〔2016〕第12号"])
def test_a_badly_written_number(number: str) -> None:
    assert "F15" in rules(content(Layout.DOCUMENT, number=number))


def test_a_seal_on_minutes() -> None:
    sealed = content(Layout.MINUTES)
    pdf = rendering.typeset(sealed, Adornments(draft_mark=SafeString(f'<div style="width:42mm">{ring("")}</div>'))).pdf
    assert "M03" in {fault.rule for fault in measure(pdf)}
