"""Settings from the environment: typed, and wrong ones named."""

from __future__ import annotations

import datetime
import stat
from pathlib import Path

import pytest

from config import environment
from config.environment import WrongSetting


@pytest.mark.parametrize(
    ("written", "meant"), [("1", True), ("yes", True), ("ON", True), ("0", False), ("false", False), ("", False)]
)
def test_flags(monkeypatch: pytest.MonkeyPatch, written: str, meant: bool) -> None:
    monkeypatch.setenv("HTTPS", written)
    assert environment.flag("HTTPS") is meant


@pytest.mark.parametrize("reader", [environment.flag, lambda name: environment.number(name, 1)])
def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch, reader: object) -> None:
    monkeypatch.setenv("STEP_LIMIT_DEPARTMENT_COUNTERSIGNS", "soon")
    assert callable(reader)
    with pytest.raises(WrongSetting, match="STEP_LIMIT_DEPARTMENT_COUNTERSIGNS"):
        reader("STEP_LIMIT_DEPARTMENT_COUNTERSIGNS")


def test_a_time_of_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLOSE_OF_BUSINESS", raising=False)
    assert environment.clock_time("CLOSE_OF_BUSINESS", "17:30") == datetime.time(17, 30)
    monkeypatch.setenv("CLOSE_OF_BUSINESS", "25:00")
    with pytest.raises(WrongSetting, match="CLOSE_OF_BUSINESS"):
        environment.clock_time("CLOSE_OF_BUSINESS", "17:30")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p%40ss@db:5433/county", ("county", "u", "p@ss", "db", "5433")),
        ("postgresql://u@/county?host=%2Fsrv%2F%E7%BB%9F%20%E7%AD%B9", ("county", "u", "", "/srv/统 筹", "")),
        ("postgresql:///county", ("county", "", "", "", "")),
    ],
)
def test_database_addresses(url: str, expected: tuple[str, ...]) -> None:
    read = environment.database(url, "60s")
    assert tuple(read[part] for part in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected


def test_another_database_is_refused() -> None:
    with pytest.raises(WrongSetting, match="DATABASE_URL"):
        environment.database("mysql://u@db/county", "60s")


def test_a_secret_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    kept = tmp_path / "data" / "secret_key"
    first = environment.stored_secret(kept)
    assert len(first) > 60
    assert environment.stored_secret(kept) == first
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret_key"]
