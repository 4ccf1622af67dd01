"""样章: a red ring with the office's name and the words 样章 and 无法律效力. It bears neither star nor emblem, is set in
黑体, and so imitates no real seal."""

from __future__ import annotations

from django.utils.safestring import SafeString

from documents.outlines import picture, placed

RED = "#e60012"
FACE = "hei"
WORDS, WARNING = "样章", "无法律效力"
NAME_RADIUS, LARGEST, WIDEST = 16.2, 4.6, 288.0


def seal(issuer_name: str) -> SafeString:
    """The sample seal of an office, filling the square it is put into; name and date stay readable in its middle."""
    drawn = "".join((_ring(), *_name(issuer_name), *_line(WORDS, 6.0, -8.6), *_line(WARNING, 2.6, 13.0)))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-21 -21 42 42"><g fill="{RED}">{drawn}</g></svg>'
    return picture(svg, f"{issuer_name}{WORDS}（{WARNING}）")


def _ring() -> str:
    return f'<circle r="20.3" fill="none" stroke="{RED}" stroke-width="1.2"/>'


def _name(name: str) -> list[str]:
    """The name along the upper arc, smaller where it is long."""
    step = min(WIDEST / max(len(name), 1), 24.0)
    size = min(LARGEST, NAME_RADIUS * step * 3.1416 / 180 * 0.95)
    first = -step * (len(name) - 1) / 2
    return [placed(FACE, char, size=size, y=-NAME_RADIUS, turn=first + step * n) for n, char in enumerate(name)]


def _line(words: str, size: float, y: float) -> list[str]:
    first = -size * (len(words) - 1) / 2
    return [placed(FACE, char, size=size, x=first + size * n, y=y) for n, char in enumerate(words)]
