"""Seals: a sample that says so, the site's service where there is one, none on drafts and minutes."""

from __future__ import annotations

import base64
import io
import json
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader
from pytest_django import Settings

from core.enums import OrganisationKind
from core.errors import Conflict
from core.models import Organisation, User
from documents import archive, codes, finishing, rendering, seals
from documents.drafts import Draft
from documents.enums import RenderState
from documents.jobs import render_owed
from documents.models import IssuedDocument
from documents.seals import sample
from documents.services import issue
from tests.factories.documents import Letter
from tests.factories.roles import place


@dataclass
class SealService:
    """A seal service as a site would run it, and what it was asked."""

    status: int = 200
    answer: bytes = b""
    asked: list[tuple[str | None, dict[str, Any]]] = field(default_factory=list)


@pytest.fixture
def service(settings: Settings) -> Iterator[SealService]:
    told = SealService(answer=pixel())

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.asked.append((self.headers["Authorization"], json.loads(body)))
            self.send_response(told.status)
            self.end_headers()
            self.wfile.write(told.answer)

        def log_message(self, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Desk) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.SEAL_SERVICE = f"http://127.0.0.1:{server.server_port}/seal"
        settings.SEAL_SERVICE_TOKEN = "token"
        yield told
        server.shutdown()
        thread.join()


def pixel() -> bytes:
    """A PNG of one red pixel."""

    def chunk(kind: bytes, held: bytes) -> bytes:
        return len(held).to_bytes(4) + kind + held + zlib.crc32(kind + held).to_bytes(4)

    header = (1).to_bytes(4) * 2 + bytes([8, 2, 0, 0, 0])
    pixels = zlib.compress(b"\0\xe6\0\x12")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.fixture
def document(office: Organisation, clerk: User) -> IssuedDocument:
    return issue(actor=clerk, paper=Letter(), dossier=None, issuer=office, signatory=clerk)


def printed(document: IssuedDocument) -> IssuedDocument:
    render_owed()
    document.refresh_from_db()
    return document


def drawing(image: str) -> str:
    """The SVG inside an image's address."""
    return base64.b64decode(image.split("base64,")[1].split('"')[0]).decode()


def test_the_sample_says_that_it_is_one() -> None:
    image = sample.seal("竹山县财政局")
    assert 'alt="竹山县财政局样章（无法律效力）"' in image
    drawn = drawing(image)
    assert drawn.count("<path") == len("竹山县财政局" + "样章" + "无法律效力")
    assert "polygon" not in drawn, "no star"


def test_a_long_name_stays_inside_the_ring() -> None:
    assert "<path" in drawing(sample.seal("竹山县统筹整合使用财政涉农资金工作领导小组办公室"))


def test_the_file_is_the_same_each_time(document: IssuedDocument) -> None:
    adorned = finishing.issued(document)
    assert rendering.typeset(document.content, adorned) == rendering.typeset(
        document.content, finishing.issued(document)
    )


def test_an_issued_document_bears_seal_and_code(document: IssuedDocument) -> None:
    file = archive.read(printed(document).file_sha256)
    reader, alternatives = PdfReader(io.BytesIO(file)), alternative_texts(file)
    assert any("样章" in text for text in alternatives)
    assert "核验二维码" in alternatives
    assert codes.spoken(document.verification_code) in reader.pages[-1].extract_text()
    assert "草稿" not in reader.pages[0].extract_text()


def alternative_texts(file: bytes) -> list[str]:
    """What the file says of its pictures."""
    with pikepdf.Pdf.open(io.BytesIO(file)) as pdf:
        return [str(found.Alt) for found in pdf.objects if isinstance(found, pikepdf.Dictionary) and "/Alt" in found]


def test_a_draft_bears_neither_and_says_so_on_every_page() -> None:
    file = Draft.of(Letter(text="现函告如下。" * 400), issuer_name="竹山县财政局").pdf()
    reader = PdfReader(io.BytesIO(file))
    assert len(reader.pages) > 1
    assert all("草稿" in page.extract_text() for page in reader.pages)
    assert not any("样章" in text or "二维码" in text for text in alternative_texts(file))


def test_sizes_by_rank(document: IssuedDocument, county: Organisation) -> None:
    """国发〔1999〕25号: a county's government 45 mm, its offices and townships 42 mm, those of the province 45 mm."""
    assert finishing.issued(document).seal_mm == 45
    document.issuer = place("420323F", "竹山县财政局", OrganisationKind.DEPARTMENT, county)
    assert finishing.issued(document).seal_mm == 42
    document.issuer = place("42032399", "溢水镇人民政府", OrganisationKind.TOWNSHIP, county)
    assert finishing.issued(document).seal_mm == 42
    province = county.parent.parent if county.parent else None
    document.issuer = place("42F", "湖北省财政厅", OrganisationKind.DEPARTMENT, province)
    assert finishing.issued(document).seal_mm == 45


def test_the_sites_service_is_asked_and_its_seal_used(document: IssuedDocument, service: SealService) -> None:
    assert printed(document).render_state == RenderState.DONE
    authorization, asked = service.asked[0]
    assert authorization == "Bearer token"
    assert asked == {
        "issuer": document.issuer_name, "number": document.number, "document_date": "2026-03-02", "title": document.title,
        "content_sha256": document.content_sha256,
    }  # fmt: skip
    texts = alternative_texts(archive.read(document.file_sha256))
    assert f"{document.issuer_name}印章" in texts
    assert not any("样章" in text for text in texts)


def test_each_agency_of_a_joint_document_has_its_own(document: IssuedDocument, service: SealService) -> None:
    draw = seals.of(document)
    for name in ("竹山县财政局", "竹山县水利局"):
        assert f'alt="{name}印章"' in draw(name)
    assert [asked["issuer"] for _token, asked in service.asked] == ["竹山县财政局", "竹山县水利局"]


def test_its_refusal_is_shown(document: IssuedDocument, service: SealService) -> None:
    service.status, service.answer = 403, "未经用印审批".encode()
    assert printed(document).render_state == RenderState.FAILED
    assert "未经用印审批" in document.render_error


def test_what_is_no_picture_is_refused(document: IssuedDocument, service: SealService) -> None:
    service.answer = b"<svg onload='alert(1)'/>"
    with pytest.raises(Conflict, match="PNG"):
        seals.of(document)("竹山县")


def test_a_silent_service_says_what_to_check(document: IssuedDocument, settings: Settings) -> None:
    settings.SEAL_SERVICE = "http://127.0.0.1:9/seal"
    with pytest.raises(Conflict, match="SEAL_SERVICE"):
        seals.of(document)("竹山县")
