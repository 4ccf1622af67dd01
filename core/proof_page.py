"""The tables of figures in docs/proof.md, and the same figures as sentences."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings
from django.db import connection

from core import clock
from core.benches import Asked, Bench, CannotMeasure, Figure

PAGE = Path(settings.BASE_DIR) / "docs" / "proof.md"
HEADINGS = ("case", "measure", "ours", "peer", "the peer's", "ratio", "bar", "")


def write(bench: Bench, asked: Asked, figures: Sequence[Figure], page: Path | None = None) -> None:
    """Put a bench's table between its marks. Raises CannotMeasure when the page has no place for it."""
    page = page or PAGE
    text = page.read_text(encoding="utf-8")
    opening, closing = f"<!-- figures of {bench.name} -->", f"<!-- end of {bench.name} -->"
    before, found, rest = text.partition(opening)
    _old, ended, after = rest.partition(closing)
    if not found or not ended:
        raise CannotMeasure(f"{page.name} has no place between “{opening}” and “{closing}”")
    told = f"`{command_of(bench, asked)}`, {clock.real_now():%Y-%m-%d}, {versions(bench)}"
    page.write_text(f"{before}{opening}\n\n{told}\n\n{table(figures)}\n\n{closing}{after}", encoding="utf-8")


def table(figures: Sequence[Figure]) -> str:
    """Figures as a Markdown table, with the reasons of the bars that are not met under it."""
    rows = [HEADINGS, tuple("---" for _heading in HEADINGS), *map(_cells, figures)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    reasons = dict.fromkeys(f"{f.case}: {f.reason}" for f in figures if f.reason and f.is_met is False)
    return "\n".join(lines + ([""] if reasons else []) + [f"- {reason}" for reason in reasons])


def sentence(figure: Figure) -> str:
    """One figure in one line."""
    parts = [f"{figure.case}, {figure.measure}: {number(figure.ours)}"]
    if figure.peer:
        parts.append(f"{figure.peer} {_theirs(figure)}")
    if figure.ratio is not None:
        parts.append(f"{figure.ratio:.2f} x")
    if figure.bar:
        parts.append(f"bar {figure.bar.text}: {_verdict(figure)}")
    return "; ".join(parts)


def command_of(bench: Bench, asked: Asked) -> str:
    """The command that measures this again."""
    size = f" --size {','.join(map(str, asked.sizes))}" if asked.sizes else ""
    return f"manage.py bench {bench.name}{size} --runs {asked.runs} --seconds {asked.seconds:g}"


def versions(bench: Bench) -> str:
    """What was measured, on what."""
    connection.ensure_connection()
    server = getattr(connection, "pg_version", 0) // 10_000
    packages = ", ".join(f"{package} {_version(package)}" for package in ("Django", *bench.packages))
    return f"Python {platform.python_version()}, PostgreSQL {server}, {packages}"


def number(figure: float) -> str:
    """1,234 · 12.3 · 0.123"""
    if figure == int(figure) or abs(figure) >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.1f}" if abs(figure) >= 10 else f"{figure:.3g}"


def _cells(figure: Figure) -> tuple[str, ...]:
    return (
        figure.case,
        figure.measure,
        number(figure.ours),
        figure.peer,
        _theirs(figure),
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        figure.bar.text if figure.bar else "",
        _verdict(figure),
    )


def _theirs(figure: Figure) -> str:
    if figure.theirs is not None:
        return number(figure.theirs)
    return "missing" if figure.peer else ""


def _verdict(figure: Figure) -> str:
    return {True: "met", False: "**not met**", None: ""}[figure.is_met]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
