"""What a rehearsal lacks it says before the year is travelled, not after."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

DATA = Path(__file__).resolve().parents[1] / "data"


def test_without_fonts_nothing_is_begun(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    with pytest.raises(CommandError, match="install_fonts"):
        call_command(
            "rehearse", plan=DATA / "plans/wenquan_2019.csv", divisions=DATA / "divisions/652723_wenquan.csv",
            county="652723", year=2019, out=tmp_path / "out",
        )  # fmt: skip
    assert not (tmp_path / "out").exists()
