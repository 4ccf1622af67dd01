"""Where a request may go that this server makes of itself: to https addresses outside, never to a neighbour within (SSRF).

The name is looked up once; every address it has must be allowed, and the connection goes to the very address that was
looked at, so that a name cannot mean another one a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from http.client import HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from core.messages_out.parcels import Undelivered


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
        raise Undelivered(_("找不到群机器人的主机（%(host)s）") % {"host": host}) from failure
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
    """To one address, under the name whose certificate it must show."""

    def __init__(self, address: str, host: str, port: int, *, seconds: float, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=seconds, context=context)
        self._address, self._name, self._told = address, host, context

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        try:
            self.sock = self._told.wrap_socket(plain, server_hostname=self._name)
        except BaseException:
            plain.close()
            raise
