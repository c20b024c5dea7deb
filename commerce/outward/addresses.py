"""Where a webhook may be sent: over TLS, to addresses of the public internet alone.

What a name resolves to is checked and then connected to, so that a second answer of the name server's changes nothing
(DNS rebinding). Source: OWASP, Server Side Request Forgery Prevention; the registries: RFC 6890.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar
from urllib.parse import urlsplit

import msgspec

from core.errors import FieldError, Unprocessable

__all__ = ["AddressRefused", "Doorkeeper", "Resolve", "Target", "resolve"]
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The IP addresses of a host, as text. Raises OSError where there is none."""
_MOST = 2000


class AddressRefused(Unprocessable):
    code: ClassVar[str] = "webhook_address_refused"
    title: ClassVar[str] = "Nothing is sent to this address"


class Target(msgspec.Struct, frozen=True):
    """A URL that may be sent to, and the address that was found good."""

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def authority(self) -> str:
        """For the Host header: the port stands there where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The URL with the address in the host's place."""
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{address}:{self.port}{self.path}"


async def resolve(host: str, port: int) -> Sequence[str]:
    """As the machine resolves names."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class Doorkeeper:
    """Says of a URL where it may be sent. loopback: whether plain HTTP to this very machine is allowed too, which is
    for trying things out and for tests."""

    def __init__(self, resolve: Resolve = resolve, *, loopback: bool = False) -> None:
        self._resolve = resolve
        self._loopback = loopback

    async def admit(self, url: str) -> Target:
        """The target, resolved now. Raises AddressRefused; OSError where the name does not resolve now."""
        scheme, host, port, path = self._parts(url)
        addresses = await self._resolve(host, port)
        refused = [each for each in addresses if not self._is_good(each)]
        if refused or not addresses:  # one bad address among good ones is how a rebinding begins
            raise _refused(f"{host} leads to {', '.join(refused) or 'nowhere'}, which is not on the public internet.")
        return Target(scheme, host, port, path, addresses[0])

    def _parts(self, url: str) -> tuple[str, str, int, str]:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise _refused("This is not a URL.") from None
        if len(url) > _MOST or not url.isascii() or not url.isprintable() or " " in url:
            raise _refused(f"A URL has at most {_MOST} characters, all of them printable ASCII.")
        if parts.scheme != "https" and not (self._loopback and parts.scheme == "http"):
            raise _refused("Only https:// addresses are told.")
        if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
            raise _refused("The URL needs a host, and has no user, password or fragment.")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return parts.scheme, parts.hostname, port or {"https": 443, "http": 80}[parts.scheme], path

    def _is_good(self, address: str) -> bool:
        found = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(found, ipaddress.IPv6Address):
            inner = _inside(found)
            if inner is not None:
                return self._is_good(str(inner))
        if self._loopback and found.is_loopback:
            return True
        return found.is_global and not found.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for: mapped, 6to4, Teredo or NAT64."""
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _refused(sentence: str) -> AddressRefused:
    return AddressRefused(f"url: {sentence}", errors=(FieldError("url", sentence),))
