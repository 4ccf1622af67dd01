"""Each role's guide is a page of help, rendered from docs/guide and from nothing that it may hold of HTML."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from core.pages import guides

pytestmark = pytest.mark.django_db


def test_every_guide_of_the_folder_is_offered_and_opens(client: Client) -> None:
    assert {guide.file for guide in guides.GUIDES} == {path.name for path in guides.FOLDER.glob("*.md")}
    page = client.get(reverse("help")).content.decode()
    for guide in guides.GUIDES:
        address = reverse("guide", args=[guide.slug])
        assert f'href="{address}"' in page
        shown = client.get(address).content.decode()
        assert str(guide.title) in shown
        assert "**" not in shown
        assert "<li>" in shown or "<td>" in shown
    assert client.get("/help/none/").status_code == 404


def test_what_is_written_in_a_guide_stays_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guides, "FOLDER", tmp_path)
    written = "# 题\n\n<script>alert(1)</script>\n\n[外链](https://elsewhere.example/) ![图](x.png) **粗**\n\n| 一 |\n|---|\n| 二 |\n"
    (tmp_path / "某.md").write_text(written, encoding="utf-8")
    shown = guides.page.__wrapped__("某.md")
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "elsewhere" not in shown
    assert "<img" not in shown
    assert "<strong>粗</strong>" in shown
    assert "<td>二</td>" in shown
    assert "<h2>题</h2>" in shown
