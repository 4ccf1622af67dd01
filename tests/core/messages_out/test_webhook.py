"""The robot of a chat group: what it is sent, how it says no, and where a request never goes."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from core.messages_out import destinations, webhook
from core.messages_out.parcels import Parcel, Undelivered, Unreachable
from tests.core.messages_out.robot import Robot, listening

PARCEL = Parcel(
    uuid.UUID(int=7), "经办员", "", "【统筹】新待办", ("县财政局待办：计划\nhttps://a.example/messages/1/",)
)


@pytest.fixture
def robot(tmp_path: Path, settings: Settings) -> Iterator[Robot]:
    """It listens, within: which is allowed here."""
    with listening(tmp_path) as made:
        settings.WEBHOOK_URL = f"https://localhost:{made.port}/send?key=k1"
        settings.WEBHOOK_CA, settings.WEBHOOK_SECRET, settings.WEBHOOK_ALLOW_PRIVATE = made.ca, "geheim", True
        yield made


def test_what_a_robot_is_sent(robot: Robot) -> None:
    webhook.send(PARCEL)
    [(path, headers, body)] = robot.asked
    assert path == "/send?key=k1"
    assert json.loads(body) == {
        "msgtype": "text",
        "text": {"content": "【统筹】新待办（经办员）\n县财政局待办：计划\nhttps://a.example/messages/1/"},
    }
    assert headers["Idempotency-Key"] == str(PARCEL.key)
    signed = headers["X-Tongchou-Timestamp"].encode() + b"." + body
    expected = hmac.new(b"geheim", signed, hashlib.sha256).hexdigest()
    assert headers["X-Tongchou-Signature"] == f"sha256={expected}"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((500, b""), "拒收（500）"),
        ((302, b""), "拒收（302）"),
        ((200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}'), "拒收（errcode 93000）"),
    ],
)
def test_how_a_robot_says_no(robot: Robot, answer: tuple[int, bytes], why: str) -> None:
    robot.answer = answer
    with pytest.raises(Undelivered, match=why):
        webhook.send(PARCEL)
    assert len(robot.asked) == 1  # a redirect is followed nowhere


def test_an_answer_that_drips_is_cut_off(robot: Robot, settings: Settings) -> None:
    """Each byte comes in time, the whole never does."""
    robot.answer, robot.drips, settings.WEBHOOK_SECONDS = (200, b"{" + b" " * 40), 0.05, 0.3
    begun = time.monotonic()
    with pytest.raises(Unreachable, match="没有应答：TimeoutError"):
        webhook.send(PARCEL)
    assert time.monotonic() - begun < 1.5
    robot.drips = 0


def test_a_text_is_no_longer_than_a_robot_takes_and_says_where_the_rest_is(robot: Robot) -> None:
    lines, rest = tuple(f"{number}号{'一' * 90}" for number in range(100)), "其余请见 https://a.example/messages/"
    webhook.send(Parcel(PARCEL.key, "经办员", "", "【统筹】100条消息", lines, rest))
    content = json.loads(robot.asked[0][2])["text"]["content"]
    assert webhook.LARGEST_TEXT - len(lines[0].encode()) < len(content.encode()) <= webhook.LARGEST_TEXT
    assert content.split("\n") == ["【统筹】100条消息（经办员）", *lines[:6], rest]  # whole lines alone


@pytest.mark.parametrize(("longer", "is_cut"), [(0, False), (1, True)])
def test_what_fits_to_the_last_byte_goes_whole(robot: Robot, longer: int, is_cut: bool) -> None:
    head = len("【统筹】新待办（经办员）\n".encode())
    lines = ("计" * 100, "a" * (webhook.LARGEST_TEXT - head - 301 + longer))
    webhook.send(Parcel(PARCEL.key, "经办员", "", "【统筹】新待办", lines, "其余请见 /messages/"))
    content = json.loads(robot.asked[0][2])["text"]["content"]
    assert (content.endswith("\n其余请见 /messages/"), lines[1] in content) == (is_cut, not is_cut)


def test_a_certificate_of_another_authority_is_refused(robot: Robot, settings: Settings) -> None:
    settings.WEBHOOK_CA = ""
    with pytest.raises(Undelivered, match="没有应答：SSLCertVerificationError"):
        webhook.send(PARCEL)
    assert robot.asked == []


def test_an_inner_address_is_refused_unless_it_is_allowed(robot: Robot, settings: Settings) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False
    with pytest.raises(Undelivered, match="内部网络"):
        webhook.send(PARCEL)
    assert robot.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "https://robot.example:99999/", "https://robot.example:send/", "https://[::1/", "https://.example/",
        f"https://{'a' * 70}.example/", "https://localhost/发送", "https://localhost/two words",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_is_a_failure_and_stops_nothing_else(
    robot: Robot, settings: Settings, url: str
) -> None:
    settings.WEBHOOK_URL = url.replace("localhost", f"localhost:{robot.port}")
    with pytest.raises(Undelivered):
        webhook.send(PARCEL)
    assert robot.asked == []


@pytest.mark.parametrize("url", ["http://robot.example/", "ftp://robot.example/", "//robot.example/", "https:///send"])
def test_other_addresses_than_https_are_refused(url: str) -> None:
    with pytest.raises(Undelivered):
        destinations.parted(url)


def test_a_name_in_the_address_is_refused() -> None:
    with pytest.raises(Undelivered, match="用户名"):
        destinations.parted("https://user:word@robot.example/")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "0.0.0.0",  # noqa: S104  nothing is bound
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "2002:a00:1::",
        "64:ff9b::a00:1", "64:ff9b::7f00:1",
    ],
)  # fmt: skip
def test_addresses_within(address: str) -> None:
    assert not destinations.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "119.29.29.29", "2400:3200::1", "64:ff9b::808:808"])
def test_addresses_outside(address: str) -> None:
    assert destinations.is_public(address)


def test_one_inner_address_among_outer_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", (one, 443)) for one in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_asked, **_other: found)
    with pytest.raises(Undelivered, match="内部网络"):
        destinations.looked_up("robot.example", 443, allow_private=False)
    monkeypatch.setattr("socket.getaddrinfo", lambda *_asked, **_other: found[:1])
    assert destinations.looked_up("robot.example", 443, allow_private=False) == "8.8.8.8"


def test_of_several_addresses_the_one_that_the_system_prefers_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host without a way to IPv6 sorts those addresses last."""
    found = [(2, 1, 6, "", ("43.1.2.3", 443)), (10, 1, 6, "", ("2400:3200::1", 443, 0, 0))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_asked, **_other: found)
    assert destinations.looked_up("robot.example", 443, allow_private=False) == "43.1.2.3"


def test_the_connection_goes_to_the_address_that_was_looked_at(robot: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that means another address a moment later leads nowhere else (rebinding)."""
    asked: list[str] = []
    first = destinations.looked_up

    def once(host: str, port: int, *, allow_private: bool) -> str:
        asked.append(first(host, port, allow_private=allow_private))
        monkeypatch.setattr("socket.getaddrinfo", lambda name, *_other, **_named: _only(name))
        return "127.0.0.1"

    def _only(name: str) -> list[object]:
        assert name == "127.0.0.1", "the name was looked up again"
        return [(2, 1, 6, "", ("127.0.0.1", robot.port))]

    monkeypatch.setattr(webhook, "looked_up", once)
    webhook.send(PARCEL)
    assert len(asked) == len(robot.asked) == 1
