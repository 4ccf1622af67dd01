"""E-mail by Django's backend. At least once: a worker that dies between the server's yes and our note sends again, with
the same Message-ID, by which a mail server or reader may know it."""

from __future__ import annotations

import socket
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPServerDisconnected,
)

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from core.messages_out.parcels import Parcel, Undelivered, Unreachable

NO_SERVER = (
    SMTPConnectError, SMTPServerDisconnected, SMTPHeloError, SMTPAuthenticationError, ConnectionError, TimeoutError,
    socket.gaierror,
)  # fmt: skip
"""What would meet every other mail too, unlike a refused address or text."""


def is_on() -> bool:
    """Whether a mail server is named."""
    return bool(settings.EMAIL_HOST)


def send(parcel: Parcel) -> None:
    """Hand it to the mail server. Raises Undelivered, for somebody without an address too: the backend would send nothing
    and say nothing of it."""
    if not parcel.address:
        raise Undelivered(_("收件人没有填写电子邮箱"))
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    mail = EmailMessage(
        parcel.subject,
        "\n\n".join((f"{parcel.name}：", *parcel.lines)),
        to=[parcel.address],
        headers={"Message-ID": f"<{parcel.key}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except NO_SERVER as failure:
        raise Unreachable(f"{type(failure).__name__}: {failure}") from failure
    except (SMTPException, OSError, ValueError) as failure:
        raise Undelivered(f"{type(failure).__name__}: {failure}") from failure
