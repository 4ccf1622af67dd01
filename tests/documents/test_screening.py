"""What people bring: the content tells what it is, and whatever runs, fetches, hides or swells stays outside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pikepdf
import pytest
from PIL import Image, ImageFile

from core.errors import Invalid
from documents.screening import packed, pictures
from documents.screening.kinds import Kind
from documents.screening.names import LONGEST, tidy
from documents.screening.screen import screen

NO_MEMBERS: dict[str, bytes] = {}


def pdf(change: Callable[[pikepdf.Pdf], object] | None = None, **kept: object) -> bytes:
    made, out = pikepdf.Pdf.new(), io.BytesIO()
    made.add_blank_page(page_size=(595, 842))
    if change:
        change(made)
    made.save(out, **kept)  # type: ignore[arg-type]
    return out.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (900, 300)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form)
    return out.getvalue()


def word() -> bytes:
    out = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("村民代表会议记录")
    made.save(out)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "项目"
    book.save(out)
    return out.getvalue()


def archive(members: dict[str, bytes], base: bytes = b"") -> bytes:
    """An archive of these members, over those of another."""
    held = dict(members)
    if base:
        with zipfile.ZipFile(io.BytesIO(base)) as opened:
            held = {name: opened.read(name) for name in opened.namelist()} | held
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in held.items():
            made.writestr(name, content)
    return out.getvalue()


def related(target: str, kind: str = "attachedTemplate") -> bytes:
    """A Word document with one relation to the outside."""
    told = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="x1"'
        f' Type="http://x/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return archive({"word/_rels/settings.xml.rels": told.encode()}, word())


def ofd() -> bytes:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return archive(
        {"OFD.xml": f"<ofd:OFD {space}/>".encode(), "Doc_0/Document.xml": f"<ofd:Document {space}/>".encode()}
    )


GOOD = {
    "纪要.pdf": (pdf, Kind.PDF),
    "发票.ofd": (ofd, Kind.OFD),
    "说明.docx": (word, Kind.WORD),
    "附表.XLSX": (sheet, Kind.SHEET),
    "照片.jpeg": (lambda: picture("JPEG"), Kind.JPEG),
    "截图.png": (picture, Kind.PNG),
    "名单.txt": (lambda: "张湾村\r\n李家沟".encode("gb18030"), Kind.TEXT),
    "名单.csv": ("\ufeff村,户数\r\n".encode, Kind.TABLE),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_let_in(name: str) -> None:
    made, kind = GOOD[name]
    assert screen(name, made()).kind == kind


def test_of_a_picture_a_small_one_is_drawn_anew() -> None:
    small = screen("照片.jpg", picture("JPEG", (4000, 3000)) + b"<script>").small
    assert small
    assert b"<script>" not in small
    with Image.open(io.BytesIO(small)) as drawn:
        assert drawn.format == "PNG"
        assert drawn.size == (pictures.SMALL, 480)


def javascript(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launching(made: pikepdf.Pdf) -> None:
    annotation = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))
    made.pages[0].Annots = pikepdf.Array([annotation])


def carrying(made: pikepdf.Pdf) -> None:
    made.attachments["x.exe"] = b"MZ"


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "an empty file": ("a.pdf", lambda: b"", "空的"),
    "another ending": ("a.exe", lambda: b"MZ\x90\x00", "只收"),
    "no ending": ("a", pdf, "只收"),
    "a program called text": ("a.txt", lambda: b"MZ\x90\x00\x03", "不是可读的文字"),
    "a PDF called a picture": ("a.png", pdf, "内容是PDF文件，文件名却说是PNG图片"),
    "a table called a document": ("a.docx", sheet, "内容是Excel表格"),
    "text called PDF": ("a.pdf", lambda: b"hello", "内容不是PDF文件"),
    "an old document": ("a.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式"),
    "an archive": ("a.docx", lambda: archive({"a.txt": b"x"}), "压缩包"),
    "a damaged archive": ("a.docx", lambda: word()[:-40], "已损坏"),
    "a damaged part": ("a.xlsx", lambda: archive({"xl/workbook.xml": b"<workbook>"}, sheet()), "内部结构有误"),
    "an entity": (
        "a.docx",
        lambda: archive({"word/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, word()),
        "内部",
    ),
    "a macro": ("a.docx", lambda: archive({"word/vbaProject.bin": b"x"}, word()), "宏"),
    "a type with macros": (
        "a.docx",
        lambda: archive(
            {"word/x.xml": b'<a ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'}, word()
        ),
        "宏",
    ),
    "a packed file": ("a.xlsx", lambda: archive({"xl/embeddings/oleObject1.bin": b"x"}, sheet()), "宏、控件"),
    "another workbook": ("a.xlsx", lambda: archive({"xl/externalLinks/externalLink1.xml": b"<a/>"}, sheet()), "链接"),
    "a template from elsewhere": ("a.docx", lambda: related("http://evil/t.dotm"), "链接"),
    "a share of the network": ("a.docx", lambda: related("file://evil/share", "hyperlink"), "链接"),
    "a password": ("a.pdf", lambda: pdf(encryption=pikepdf.Encryption(user="u", owner="o")), "密码"),
    "an owner's password": ("a.pdf", lambda: pdf(encryption=pikepdf.Encryption(user="", owner="o")), "密码"),
    "a script": ("a.pdf", lambda: pdf(javascript), "脚本"),
    "a program to start": ("a.pdf", lambda: pdf(launching), "脚本"),
    "a file in the file": ("a.pdf", lambda: pdf(carrying), "夹带"),
    "half a PDF": ("a.pdf", lambda: b"%PDF-1.7\n1 0 obj <<", "损坏"),
    "half a picture": ("a.png", lambda: picture()[:60], "损坏"),
    "a script called OFD": ("a.ofd", lambda: archive({"Doc_0/x.js": b"x"}, ofd()), "脚本"),
    "no OFD inside": ("a.ofd", lambda: archive({"OFD.xml": b"<a/>"}), "内部结构有误"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_stays_outside(what: str) -> None:
    name, made, said = REFUSED[what]
    with pytest.raises(Invalid, match=said) as refusal:
        screen(name, made())
    assert refusal.value.message.startswith(f"“{name}”没有收下")


@pytest.mark.parametrize(("name", "form"), [("a.png", "PNG"), ("a.jpg", "JPEG")])
@pytest.mark.parametrize("lenient", [True, False])
def test_half_a_picture_stays_outside_whatever_another_library_told_pillow(
    monkeypatch: pytest.MonkeyPatch, name: str, form: str, lenient: bool
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    whole = picture(form)
    assert screen(name, whole).small
    with pytest.raises(Invalid, match="损坏"):
        screen(name, whole[: len(whole) * 2 // 3])
    assert lenient == ImageFile.LOAD_TRUNCATED_IMAGES


def test_a_plain_address_is_no_link_that_fetches() -> None:
    assert screen("a.docx", related("https://www.gov.cn/", "hyperlink")).kind == Kind.WORD


def test_what_swells_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Invalid, match="展开后过大"):
        screen("a.docx", archive({"word/media/image1.png": bytes(20 * 1024 * 1024)}, word()))
    monkeypatch.setattr(packed, "MOST_PARTS", 5)
    with pytest.raises(Invalid, match="展开后过大"):
        screen("a.docx", word())


def test_a_picture_is_measured_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 900 * 300 - 1)
    with pytest.raises(Invalid, match="900×300个像素，过大"):
        screen("a.png", picture())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\fakepath\\会议 纪要.pdf", "会议 纪要.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("a\u0000b\nc.txt", "ab c.txt"),
        ("  . ", ""),
        ("e\u0301.txt", "\u00e9.txt"),
        (f"{'长' * 300}.pdf", f"{'长' * (LONGEST - 4)}.pdf"),
    ],
)
def test_names_are_data(given: str, kept: str) -> None:
    assert tidy(given) == kept
