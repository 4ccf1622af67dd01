"""The ways out of the house."""

from __future__ import annotations

from core.enums import Channel
from core.messages_out import mail, webhook
from core.messages_out.parcels import Parcel

_SENDERS = {Channel.EMAIL: mail, Channel.WEBHOOK: webhook}


def working() -> list[Channel]:
    """Those that are set up."""
    return [channel for channel, sender in _SENDERS.items() if sender.is_on()]


def send(channel: str, parcel: Parcel) -> None:
    """Send it. Raises Undelivered."""
    _SENDERS[Channel(channel)].send(parcel)
