"""A site's licensed face wins as soon as its file lies in the site's folder, and the measuring agrees with it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
from fontTools.ttLib import TTFont

from documents import fonts, specimens
from documents.enums import Layout
from documents.measuring import measure
from documents.papers import Paragraph

PRINT = """
import json, sys, django
django.setup()
from documents import rendering
sys.stdout.buffer.write(rendering.render(json.load(sys.stdin)))
"""


def licensed(folder: Path, face: str, family: str) -> None:
    """A free face under the name of a licensed one, as a site would put it there."""
    with TTFont(fonts.folder() / fonts.FACES[face][0], recalcBBoxes=False) as font:  # its outlines stay as they are
        for record in font["name"].names:
            if record.nameID in {1, 4, 6, 16}:
                record.string = family
        if "CFF " in font:
            font["CFF "].cff.fontNames = [family.replace(" ", "")]
        folder.mkdir(exist_ok=True)
        font.save(folder / f"{family}.otf")


def test_the_face_of_a_site_is_embedded_and_measured(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    for name in fonts.files():
        (tmp_path / "fonts" / name).symlink_to(fonts.folder() / name)
    licensed(tmp_path / "site-fonts", "fang", "FangSong_GB2312")
    content = specimens.content(Layout.LETTER, (Paragraph("现就有关事项函告如下，请予支持。"),))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", PRINT]
    done = subprocess.run(command, input=json.dumps(content).encode(), env=environment, capture_output=True, check=True)
    assert any("FangSong" in name and "Fandol" not in name for name in embedded(done.stdout))
    assert [str(fault) for fault in measure(done.stdout)] == []


def embedded(pdf: bytes) -> set[str]:
    with pikepdf.Pdf.open(io.BytesIO(pdf)) as file:
        return {str(item.FontName) for item in file.objects
                if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"}  # fmt: skip
