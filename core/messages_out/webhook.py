"""The robot of a chat group (企业微信 and its like): one address for the whole installation, a text message in JSON.

At least once: the same `Idempotency-Key` at every try lets the receiver drop what it has. With WEBHOOK_SECRET each request
is signed: `X-Tongchou-Signature: sha256=` and the HMAC of the timestamp header, a dot and the body.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
from http import HTTPStatus
from http.client import HTTPException
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core import clock
from core.messages_out.destinations import PinnedConnection, looked_up, parted
from core.messages_out.parcels import Parcel, Undelivered, Unreachable

LARGEST_ANSWER = 64 * 1024
LARGEST_TEXT = 2000
"""Bytes of a robot's text; 企业微信 takes 2048."""


def is_on() -> bool:
    """Whether an address is set."""
    return bool(settings.WEBHOOK_URL)


def send(parcel: Parcel) -> None:
    """Post it and hear that it was taken, within WEBHOOK_SECONDS in all. Raises Undelivered, and Unreachable where the
    robot did not answer; a redirect is followed nowhere."""
    parts = parted(settings.WEBHOOK_URL)
    host, port = str(parts.hostname), parts.port or 443
    address = looked_up(host, port, allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
    body = json.dumps({"msgtype": "text", "text": {"content": _text(parcel)}}, ensure_ascii=False).encode()
    try:
        context = ssl.create_default_context(cafile=settings.WEBHOOK_CA or None)
        connection = PinnedConnection(address, host, port, seconds=settings.WEBHOOK_SECONDS, context=context)
        try:
            connection.request(
                "POST", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", body, _headers(parcel, body)
            )
            answer = connection.getresponse()
            status, said = answer.status, answer.read(LARGEST_ANSWER)
        finally:
            connection.finish()
        if connection.is_overdue:
            raise TimeoutError
    except (OSError, HTTPException, ValueError) as failure:  # ValueError: a path that is not ASCII
        raise Unreachable(_("群机器人没有应答：%(why)s") % {"why": type(failure).__name__}) from failure
    _require_taken(status, said)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What the receiver computes and compares."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _headers(parcel: Parcel, body: bytes) -> dict[str, str]:
    timestamp = str(int(clock.real_now().timestamp()))
    told = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": str(parcel.key),
        "X-Tongchou-Timestamp": timestamp,
    }
    if settings.WEBHOOK_SECRET:
        told["X-Tongchou-Signature"] = f"sha256={signature(settings.WEBHOOK_SECRET, timestamp, body)}"
    return told


def _text(parcel: Parcel) -> str:
    """Subject, name and lines; where a robot takes no more, so many whole lines as leave room for where the others are."""
    head = f"{parcel.subject}（{parcel.name}）"
    whole = "\n".join((head, *parcel.lines))
    if _size(whole) <= LARGEST_TEXT:
        return whole
    shown, left = [head], LARGEST_TEXT - _size(head) - _size(parcel.rest) - 1
    for line in parcel.lines:
        left -= _size(line) + 1
        if left < 0:
            break
        shown.append(line)
    return "\n".join((*shown, parcel.rest))


def _size(text: str) -> int:
    return len(text.encode())


def _require_taken(status: int, said: bytes) -> None:
    """A robot says no by its status, or with status 200 and an `errcode` that is not 0."""
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise Undelivered(_("群机器人拒收（%(code)s）") % {"code": status})
    code = _errcode(said)
    if code:
        raise Undelivered(_("群机器人拒收（%(code)s）") % {"code": f"errcode {code}"})


def _errcode(said: bytes) -> int:
    """The number of 企业微信's answer; 0 of any other."""
    try:
        told: Any = json.loads(said)
    except ValueError:
        return 0
    code = told.get("errcode", 0) if isinstance(told, dict) else 0
    return code if isinstance(code, int) else 0
