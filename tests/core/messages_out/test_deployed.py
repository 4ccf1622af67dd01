"""What the check of a real installation says of addresses."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from core.messages_out.deployed import check_addresses


@pytest.mark.parametrize(
    ("public", "robot", "secret", "found"),
    [
        ("https://tongchou.example", "", "", []),
        ("https://tongchou.example", "https://robot.example/send?key=1", "s", []),
        ("http://localhost:8000", "", "", ["core.W101"]),
        ("tongchou.example", "", "", ["core.W101"]),
        ("http://tongchou.example", "", "", ["core.W102"]),
        ("https://tongchou.example", "http://robot.example/send", "s", ["core.W103"]),
        ("https://tongchou.example", "https://user:word@robot.example/", "", ["core.W103", "core.W104"]),
        ("https://tongchou.example", "https://robot.example:x/", "s", ["core.W103"]),
    ],
)
def test_what_is_warned_of(settings: Settings, public: str, robot: str, secret: str, found: list[str]) -> None:
    settings.PUBLIC_URL, settings.WEBHOOK_URL, settings.WEBHOOK_SECRET = public, robot, secret
    assert [one.id for one in check_addresses()] == found
