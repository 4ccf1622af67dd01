"""Every template of the project compiles: a filter or tag that went away is told by its file."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2] / "templates"
NAMES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles(name: str) -> None:
    get_template(name)


def test_there_are_some() -> None:
    assert len(NAMES) > 100
