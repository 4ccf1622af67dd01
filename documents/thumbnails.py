"""Pictures of pages, drawn by poppler's pdftoppm: for a document's page, kept beside its file, and for previews."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from django.conf import settings

PAGES, DPI = 12, 50
"""How many pages of a document are drawn, and how finely."""
SECONDS = 60


def drawn(pdf: bytes, *, pages: int = PAGES, dpi: int = DPI) -> list[bytes]:
    """The first pages as PNG; raises CalledProcessError where the file cannot be drawn."""
    with tempfile.TemporaryDirectory() as name:
        command = ["pdftoppm", "-png", "-r", str(dpi), "-l", str(pages), "-", f"{name}/page"]
        subprocess.run(command, input=pdf, check=True, capture_output=True, timeout=SECONDS)
        return [path.read_bytes() for path in sorted(Path(name).iterdir())]


def keep(sha256: str, pdf: bytes) -> None:
    """Draws the pages of a kept file and lays them beside it, the last picture last."""
    folder = _folder(sha256)
    folder.mkdir(parents=True, exist_ok=True)
    for number, picture in reversed(list(enumerate(drawn(pdf), 1))):
        (folder / f"{number}.png").write_bytes(picture)


def keep_picture(sha256: str, png: bytes) -> None:
    """Lays the one picture of a kept file beside it."""
    folder = _folder(sha256)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "1.png").write_bytes(png)


def count(sha256: str) -> int:
    """How many pages have a picture; none until the first, which is written last, is there."""
    folder = _folder(sha256)
    return len(list(folder.glob("*.png"))) if sha256 and (folder / "1.png").exists() else 0


def read(sha256: str, page: int) -> bytes | None:
    path = _folder(sha256) / f"{page}.png"
    return path.read_bytes() if path.is_file() else None


def _folder(sha256: str) -> Path:
    """MEDIA_ROOT/pages/ab/<sha256>"""
    return Path(settings.MEDIA_ROOT) / "pages" / sha256[:2] / sha256
