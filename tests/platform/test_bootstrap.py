"""The first minute on a new machine."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from config import bootstrap


def test_packages_are_compiled_whatever_else_lies_among_them(tmp_path: Path) -> None:
    """Once, at their installation: whoever runs them later may not be allowed to write there."""
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "module.py").write_text("answer = 42\n")
    (tmp_path / "package" / "template.py").write_text("{{ name }} = {%\n")
    bootstrap._compile(tmp_path)
    found = [path.name for path in tmp_path.rglob("*.pyc")]
    assert len(found) == 1
    assert found[0].startswith("module.")


def test_what_pip_leaves_to_all_cores_is_done_before_the_environment_counts_as_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commands: list[list[str]] = []
    stamp = tmp_path / "installed"

    def run(command: list[str], **_more: Any) -> subprocess.CompletedProcess[str]:
        assert not stamp.exists()
        commands.append(list(map(str, command)))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(bootstrap, "STAMP", stamp)
    monkeypatch.setattr(bootstrap, "_works", lambda *_command: True)
    monkeypatch.setattr(subprocess, "run", run)
    bootstrap.prepare_environment()
    install, compiling = commands
    assert "--no-compile" in install
    assert compiling[1:3] == ["-m", "compileall"]
    assert stamp.exists()
