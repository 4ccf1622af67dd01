"""Where a request may go that this server makes of itself: to https addresses outside, never to a neighbour within (SSRF).

The name is looked up once; every address it has must be allowed, and the connection goes to the very address that was
looked at, so that a name cannot mean another one a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from contextlib import suppress
from http.client import HTTPSConnection
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from core.messages_out.parcels import Undelivered, Unreachable


def parted(url: str) -> SplitResult:
    """The parts of an address that is allowed by its looks. Raises Undelivered."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  asked for, since only that finds one that cannot be
    except ValueError as failure:
        raise Undelivered(_("群机器人地址无法识别")) from failure
    if parts.scheme != "https":
        raise Undelivered(_("群机器人地址须以 https:// 开头"))
    if not parts.hostname or parts.username or parts.password:
        raise Undelivered(_("群机器人地址须写明主机，且不得含用户名和密码"))
    return parts


def looked_up(host: str, port: int, *, allow_private: bool) -> str:
    """The address of a host that the system would take first, one that it has a way to; all of them are allowed. Raises
    Undelivered."""
    try:
        found = [str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as failure:  # UnicodeError: no name of a host
        raise Unreachable(_("找不到群机器人的主机（%(host)s）") % {"host": host}) from failure
    if not allow_private and not all(map(is_public, found)):
        raise Undelivered(_("群机器人的地址在内部网络，未获准（WEBHOOK_ALLOW_PRIVATE）"))
    return found[0]


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open network; those that carry an IPv4 address within are judged by it."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class PinnedConnection(HTTPSConnection):
    """To one address, under the name whose certificate it must show. The whole exchange ends after `seconds`, however
    little at a time the other side sends: `is_overdue` says that it was cut off."""

    def __init__(self, address: str, host: str, port: int, *, seconds: float, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=seconds, context=context)
        self._address, self._name, self._told = address, host, context
        self._clock, self.is_overdue = Timer(seconds, self._cut), False
        self._clock.daemon = True
        self._plain: socket.socket | None = None

    def connect(self) -> None:
        self._clock.start()
        plain = self._plain = socket.create_connection((self._address, self.port), self.timeout)
        try:
            self.sock = self._told.wrap_socket(plain, server_hostname=self._name)
        except BaseException:
            plain.close()
            raise
        self._plain = self.sock

    def finish(self) -> None:
        """The whole answer was read, or there is none. `close` does not stop the clock: the library calls it before the body
        is read."""
        self._clock.cancel()
        self.close()

    def _cut(self) -> None:
        """In the thread of the clock: whoever reads or writes meets the end of the connection."""
        self.is_overdue = True
        if self._plain is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._plain, socket.SHUT_RDWR)
