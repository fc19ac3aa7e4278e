"""Requests to other systems: to named hosts alone, over TLS, without redirects, within seconds, and little is read.

What is asked for is what was checked: the address that the connection really has is looked at before anything is sent,
so that a name which leads to a private network by its second answer gets nothing.
"""

import ipaddress
import socket
import time
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 5, 10, 20
MOST_BYTES = 256_000
PIECE = 16_384


class Refused(requests.RequestException):
    """We do not send there, or do not take what comes back."""


def host_of(address: str) -> str:
    """`lrs.example`, or `lrs.example:8443` where a port is named; "" for what is no address of the web."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if not parts.hostname or parts.username is not None or parts.scheme not in ("https", "http"):
        return ""
    return parts.hostname.lower() + (f":{port}" if port else "")


def may_be_asked(address: str, hosts: Collection[str]) -> bool:
    """Whether the address is one of these hosts', over TLS."""
    secure = address.startswith("https://") or settings.INTEROP_INSECURE
    return secure and host_of(address) in {one.lower() for one in hosts}


class Session(requests.Session):
    """Speaks to `hosts` and to nobody else. `public`: only where their names lead to the public internet."""

    def __init__(self, hosts: Collection[str], *, public: bool):
        super().__init__()
        self.hosts = frozenset(hosts)
        self.trust_env = False  # no proxy, no .netrc
        self.headers["User-Agent"] = "Halte"
        self.mount("https://", _Adapter(public=public and not settings.INTEROP_INSECURE))
        self.mount("http://", _Adapter(public=public and not settings.INTEROP_INSECURE))

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """The answer, read to its end. Refused or another RequestException: nothing that could be used."""
        if not may_be_asked(request.url or "", self.hosts):
            raise Refused("not an address that we send to")
        options |= {"allow_redirects": False, "stream": True, "timeout": (CONNECT_SECONDS, READ_SECONDS)}
        ends = time.monotonic() + WHOLE_SECONDS
        response = super().send(request, **options)
        try:
            if response.is_redirect or 300 <= response.status_code < 400:
                raise Refused("it sends us elsewhere")
            response._content = _read(response, ends)
        finally:
            response.close()
        return response


def _read(response: requests.Response, ends: float) -> bytes:
    found = b""
    for piece in response.iter_content(PIECE):
        found += piece
        if len(found) > MOST_BYTES or time.monotonic() > ends:
            raise Refused("its answer is too long")
    return found


class _Adapter(HTTPAdapter):
    def __init__(self, *, public: bool):
        self.public = public
        super().__init__(max_retries=0)

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named)
        if self.public:
            assert isinstance(self.poolmanager, PoolManager)
            self.poolmanager.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicTlsPool}


def _public_only(connected: socket.socket) -> socket.socket:
    address = ipaddress.ip_address(connected.getpeername()[0].partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    if not (mapped or address).is_global or address.is_multicast:
        connected.close()
        raise Refused("its name leads into a private network")
    return connected


class _PublicConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _public_only(super()._new_conn())


class _PublicTlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _public_only(super()._new_conn())


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicTlsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicTlsConnection
