"""Reads glyphs and painted paths out of a PDF's content, following its text and graphics state (ISO 32000 8 and 9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pikepdf

from documents.measuring.sheet import PT_MM, Colour, Glyph, Rule, Sheet

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
THINNEST_MM = 0.01


def sheets(pdf: pikepdf.Pdf) -> list[Sheet]:
    """Every page of a file."""
    fonts: dict[tuple[int, int], _Face] = {}
    found = []
    for number, page in enumerate(pdf.pages, 1):
        left, bottom, right, top = (float(edge) for edge in page.mediabox)
        sheet = Sheet(number, (right - left) * PT_MM, (top - bottom) * PT_MM, int(page.get("/Rotate", 0)))
        _Reader(sheet, fonts, (1, 0, 0, 1, -left, -bottom)).read(page, page.Resources)
        found.append(sheet)
    return found


def _times(a: Matrix, b: Matrix) -> Matrix:
    """What comes of `a`, then `b`."""
    return (
        a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5],
    )  # fmt: skip


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]


@dataclass(frozen=True)
class _State:
    """What q saves and Q brings back."""

    matrix: Matrix
    face: _Face | None = None
    size: float = 0.0
    fill: Colour = (0, 0, 0)
    stroke: Colour = (0, 0, 0)
    thickness: float = 1.0


class _Face:
    """One embedded font: its name, what its codes mean, and how far they advance in thousandths of an em."""

    def __init__(self, font: Any) -> None:
        descendant = font.DescendantFonts[0]
        self.name = re.sub(r"^/?[A-Z]{6}\+", "", str(font.BaseFont))
        self.default = float(descendant.get("/DW", 1000))
        self.widths = dict(_widths(list(descendant.get("/W", []))))
        self.meanings = _meanings(font.ToUnicode.read_bytes().decode("latin-1"))


def _widths(array: list[Any]) -> Iterator[tuple[int, float]]:
    at = 0
    while at < len(array):
        first, second = int(array[at]), array[at + 1]
        if isinstance(second, pikepdf.Array):
            yield from ((first + step, float(width)) for step, width in enumerate(second))
            at += 2
        else:
            yield from ((code, float(array[at + 2])) for code in range(first, int(second) + 1))
            at += 3


def _meanings(cmap: str) -> dict[int, str]:
    return {
        int(code, 16): bytes.fromhex(text).decode("utf-16-be")
        for part in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL)
        for code, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", part)
    }


def _grey(values: list[float]) -> Colour:
    return (values[0], values[0], values[0])


def _cmyk(values: list[float]) -> Colour:
    cyan, magenta, yellow, black = values
    return ((1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black))


def _colour(values: list[float]) -> Colour:
    if len(values) == 3:
        return (values[0], values[1], values[2])
    return _cmyk(values) if len(values) == 4 else _grey(values)


class _Reader:
    """Reads one page, and the forms it shows."""

    def __init__(self, sheet: Sheet, fonts: dict[tuple[int, int], _Face], matrix: Matrix) -> None:
        self.sheet, self.fonts = sheet, fonts
        self.state = _State(matrix)
        self.saved: list[_State] = []
        self.text = self.line = IDENTITY
        self.path: list[tuple[float, float]] = []
        self.marks: list[str] = []

    def read(self, content: Any, resources: Any) -> None:
        for instruction in pikepdf.parse_content_stream(content):
            name, operands = str(instruction.operator), list(instruction.operands)
            if name in _PAINT:
                self._paint(*_PAINT[name])
            elif name in _READERS:
                _READERS[name](self, operands, resources)

    def concatenate(self, operands: list[Any], resources: Any) -> None:
        self.state = replace(self.state, matrix=_times(_numbers(operands), self.state.matrix))

    def save(self, operands: list[Any], resources: Any) -> None:
        self.saved.append(self.state)

    def restore(self, operands: list[Any], resources: Any) -> None:
        self.state = self.saved.pop()

    def begin_text(self, operands: list[Any], resources: Any) -> None:
        self.text = self.line = IDENTITY

    def place_text(self, operands: list[Any], resources: Any) -> None:
        self.text = self.line = _numbers(operands)

    def move_text(self, operands: list[Any], resources: Any) -> None:
        self.text = self.line = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), self.line)

    def set_font(self, operands: list[Any], resources: Any) -> None:
        font = resources.Font[str(operands[0])]
        if font.objgen not in self.fonts:
            self.fonts[font.objgen] = _Face(font)
        self.state = replace(self.state, face=self.fonts[font.objgen], size=float(operands[1]))

    def fill_colour(self, operands: list[Any], resources: Any) -> None:
        if _are_numbers(operands):
            self.state = replace(self.state, fill=_colour([float(value) for value in operands]))

    def stroke_colour(self, operands: list[Any], resources: Any) -> None:
        if _are_numbers(operands):
            self.state = replace(self.state, stroke=_colour([float(value) for value in operands]))

    def thickness(self, operands: list[Any], resources: Any) -> None:
        self.state = replace(self.state, thickness=float(operands[0]))

    def begin_mark(self, operands: list[Any], resources: Any) -> None:
        self.marks.append(str(operands[0]))

    def end_mark(self, operands: list[Any], resources: Any) -> None:
        self.marks.pop()

    def show(self, operands: list[Any], resources: Any) -> None:
        parts = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
        for part in parts:
            if isinstance(part, (int, float, Decimal)):
                self._advance(-float(part) / 1000 * self.state.size)
            else:
                self._show(bytes(part))

    def _show(self, codes: bytes) -> None:
        face, size = self.state.face, self.state.size
        if face is None:
            return
        for at in range(0, len(codes) - 1, 2):
            code = int.from_bytes(codes[at : at + 2], "big")
            width = face.widths.get(code, face.default) / 1000 * size
            whole = _times(self.text, self.state.matrix)
            x0, y0 = _at(whole, 0, 0)
            x1, y1 = _at(whole, width, 0)
            shown = abs(whole[3] or whole[2]) * size
            self.sheet.glyphs.append(Glyph(
                face.meanings.get(code, "\ufffd"), face.name, shown, x0 * PT_MM, x1 * PT_MM,
                self.sheet.height - y0 * PT_MM, self.state.fill, abs(y1 - y0) > abs(x1 - x0), "/Artifact" in self.marks,
            ))  # fmt: skip
            self._advance(width)

    def _advance(self, width: float) -> None:
        self.text = _times((1, 0, 0, 1, width, 0), self.text)

    def rectangle(self, operands: list[Any], resources: Any) -> None:
        x, y, width, height = (float(value) for value in operands)
        self._reach((x, y), (x + width, y), (x, y + height), (x + width, y + height))

    def point(self, operands: list[Any], resources: Any) -> None:
        numbers = [float(value) for value in operands]
        self._reach(*zip(numbers[::2], numbers[1::2], strict=True))

    def _reach(self, *points: tuple[float, float]) -> None:
        self.path += [_at(self.state.matrix, x, y) for x, y in points]

    def drop_path(self, operands: list[Any], resources: Any) -> None:
        self.path = []

    def _paint(self, is_filled: bool, is_stroked: bool) -> None:
        if self.path and (is_filled or is_stroked):
            scale = abs(self.state.matrix[0] or self.state.matrix[1])
            half = self.state.thickness * scale / 2 * PT_MM if is_stroked else 0
            across = [x * PT_MM for x, _y in self.path]
            down = [self.sheet.height - y * PT_MM for _x, y in self.path]
            colour = self.state.fill if is_filled else self.state.stroke
            self.sheet.rules.append(
                Rule(min(across) - half, min(down) - half, max(across) + half, max(down) + half, colour)
            )
        self.path = []

    def form(self, operands: list[Any], resources: Any) -> None:
        shown = resources.XObject[str(operands[0])]
        if shown.get("/Subtype") != "/Form":
            return
        self.saved.append(self.state)
        matrix = _numbers(list(shown.get("/Matrix", pikepdf.Array([1, 0, 0, 1, 0, 0]))))
        self.state = replace(self.state, matrix=_times(matrix, self.state.matrix))
        self.read(shown, shown.get("/Resources", resources))
        self.state = self.saved.pop()


def _numbers(operands: Iterable[Any]) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in operands)
    return (a, b, c, d, e, f)


def _are_numbers(operands: list[Any]) -> bool:
    return bool(operands) and all(isinstance(value, (int, float, Decimal)) for value in operands)


_PAINT = {
    "f": (True, False), "F": (True, False), "f*": (True, False), "S": (False, True), "s": (False, True),
    "B": (True, True), "B*": (True, True), "b": (True, True), "b*": (True, True),
}  # fmt: skip
_READERS = {
    "q": _Reader.save, "Q": _Reader.restore, "cm": _Reader.concatenate, "BT": _Reader.begin_text,
    "Tm": _Reader.place_text, "Td": _Reader.move_text, "TD": _Reader.move_text, "Tf": _Reader.set_font,
    "Tj": _Reader.show, "TJ": _Reader.show, "rg": _Reader.fill_colour, "g": _Reader.fill_colour,
    "k": _Reader.fill_colour, "sc": _Reader.fill_colour, "scn": _Reader.fill_colour, "RG": _Reader.stroke_colour,
    "G": _Reader.stroke_colour, "K": _Reader.stroke_colour, "SC": _Reader.stroke_colour,
    "SCN": _Reader.stroke_colour, "w": _Reader.thickness, "re": _Reader.rectangle, "m": _Reader.point,
    "l": _Reader.point, "c": _Reader.point, "v": _Reader.point, "y": _Reader.point, "n": _Reader.drop_path,
    "BDC": _Reader.begin_mark, "BMC": _Reader.begin_mark, "EMC": _Reader.end_mark, "Do": _Reader.form,
}  # fmt: skip
