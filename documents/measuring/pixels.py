"""What a printer would put on paper: ink and the thickness of rules, read from the pixels of a page."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass
from functools import cached_property

from PIL import Image, ImageChops

MM_INCH = 25.4
FINE = 600
DARK = 128


@dataclass(frozen=True)
class Window:
    """A part of a page, in mm from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Bitmap:
    """A rendered window; `dots` an inch."""

    image: Image.Image
    window: Window
    dots: int

    def red_ink(self) -> Window | None:
        """The box of everything red."""
        red, green, _blue = self.image.split()
        return self._box(ImageChops.subtract(red, green))

    def dark_ink(self) -> Window | None:
        """The box of everything dark."""
        return self._box(ImageChops.invert(self.grey))

    @cached_property
    def grey(self) -> Image.Image:
        return self.image.convert("L")

    def _box(self, ink: Image.Image) -> Window | None:
        box = ink.point(lambda value: 255 if value >= DARK // 2 else 0).getbbox()
        if box is None:
            return None
        scale = MM_INCH / self.dots
        left, top, right, bottom = (edge * scale for edge in box)
        at = self.window
        return Window(at.left + left, at.top + top, at.left + right, at.top + bottom)

    def thickness(self) -> float:
        """Of the one horizontal rule that crosses the window, in mm: the ink of a column, grey edges by their share."""
        width, height = self.image.size
        column = self.grey.crop((width // 2, 0, width // 2 + 1, height)).tobytes()
        return sum(255 - value for value in column) / 255 * MM_INCH / self.dots


class Printer:
    """Renders windows of a file's pages. The rules look at the same columns again and again, so each is rendered once,
    from the top of the page to its foot, and windows are cut out of it."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self._columns: dict[tuple[int, int, int, int], Image.Image] = {}

    def bitmap(self, page: int, window: Window, dots: int = FINE) -> Bitmap:
        """The window's pixels; what lies beyond the foot of the page is left out."""

        def pixels(length: float) -> int:
            return round(length / MM_INCH * dots)

        column = self._column(page, pixels(window.left), pixels(window.right - window.left), dots)
        top, height = pixels(window.top), pixels(window.bottom - window.top)
        image = column.crop((0, top, column.width, min(top + height, column.height)))
        return Bitmap(image, window, dots)

    def _column(self, page: int, left: int, width: int, dots: int) -> Image.Image:
        """In pixels."""
        asked = (page, left, width, dots)
        if asked not in self._columns:
            done = subprocess.run(
                ["pdftoppm", "-r", str(dots), "-f", str(page), "-l", str(page), "-x", str(left), "-W", str(width), "-"],
                input=self.pdf, capture_output=True, check=True,
            )  # fmt: skip
            self._columns[asked] = Image.open(io.BytesIO(done.stdout)).convert("RGB")
        return self._columns[asked]
