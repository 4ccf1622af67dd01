"""What is locked, described and started says what it should and nothing of the machine it was made on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]


def test_the_lock_names_no_host_and_hashes_everything() -> None:
    locked = (BASE / "requirements.lock").read_text()
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links|^-e|@ ", locked, re.MULTILINE)
    pinned = re.findall(r"^[\w.-]+==", locked, re.MULTILINE)
    assert len(pinned) > 50
    for entry in re.split(r"\n(?=[\w.-]+==)", locked.strip()):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_everything_asked_for_is_locked() -> None:
    asked = re.findall(r"^([\w-]+)", (BASE / "requirements.in").read_text(), re.MULTILINE)
    locked = {
        name.lower() for name in re.findall(r"^([\w.-]+)==", (BASE / "requirements.lock").read_text(), re.MULTILINE)
    }
    assert [name for name in asked if name.lower() not in locked] == []


def test_every_setting_is_documented() -> None:
    described = (BASE / ".env.example").read_text()
    read = set()
    for source in ("settings.py", "deadlines.py", "supervision.py", "messaging.py", "serve.py", "bootstrap.py"):
        text = (BASE / "config" / source).read_text()
        read |= set(
            re.findall(r'(?:\b(?:text|flag|number|listing|clock_time|one_of)|environ\.get)\(\s*"([A-Z_]+)"', text)
        )
    assert len(read) > 15
    assert {name for name in read if f"{name}=" not in described} == set()


@pytest.mark.parametrize("program", ["run", "test", ".ci/run", "deploy/database-roles.sh"])
def test_programs_can_be_started(program: str) -> None:
    assert (BASE / program).stat().st_mode & 0o111
    assert subprocess.run(["sh", "-n", BASE / program], check=False).returncode == 0


def test_the_server_of_continuous_integration_calls_the_test_command_alone() -> None:
    commands = [line for line in (BASE / ".ci" / "run").read_text().splitlines() if line and not line.startswith("#")]
    assert commands == ['cd "$(dirname "$0")/.." && exec ./test']
