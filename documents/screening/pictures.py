"""Pictures: opened, measured before they are unpacked, and drawn anew in small."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from core.errors import Invalid
from documents.screening.kinds import Kind

MOST_PIXELS = 60_000_000
"""A sheet of A3 at 600 dots an inch has 70 million, a telephone's photograph 12 to 50."""
SMALL = 640
"""Pixels of the longer side of the small picture."""
FORMATS = {Kind.JPEG: ("JPEG", "MPO"), Kind.PNG: ("PNG",)}
_ALONE = threading.Lock()


def examine(content: bytes, kind: Kind) -> bytes:
    """A small picture of it (PNG). Raises Invalid for one that is damaged or far too large."""
    try:
        with warnings.catch_warnings(), _whole_only():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is lower
            return _small(content, kind)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise Invalid(_("图片已损坏，无法打开，请重新导出后上传")) from error


@contextmanager
def _whole_only() -> Iterator[None]:
    """Within the block a picture that breaks off is an error: WeasyPrint tells Pillow, for the whole process, to draw it
    half."""
    with _ALONE:
        told = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = told


def _small(content: bytes, kind: Kind) -> bytes:
    with Image.open(io.BytesIO(content), formats=FORMATS[kind]) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise Invalid(
                _("图片有%(width)d×%(height)d个像素，过大，请缩小后上传") % {"width": width, "height": height}
            )
        picture.draft("RGB", (SMALL, SMALL))
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((SMALL, SMALL))
        clear = upright.convert("RGBA")
        paper = Image.new("RGB", clear.size, "white")
        paper.paste(clear, mask=clear)
        drawn = io.BytesIO()
        paper.save(drawn, "PNG")
        return drawn.getvalue()
