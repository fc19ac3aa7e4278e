"""Where a request comes from, for the counters that slow guessing down. Never stored as it is."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPV6_PREFIX = 64  # one connection to the internet has all of it
UNKNOWN = "unknown"  # a socket without addresses: its clients share one counter


def client_address(request: HttpRequest) -> str:
    """An IPv4 address, the /64 of an IPv6 address, or UNKNOWN.

    Each proxy writes the address that it was asked from at the right end of X-Forwarded-For. The client's own is
    therefore the one that the outermost of our proxies (settings.TRUSTED_PROXIES of them) wrote; what stands further
    left came with the request, and anybody can write it. A header that is shorter did not pass them all: then the
    connection's other end counts.
    """
    trusted = settings.TRUSTED_PROXIES
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    claimed = _readable(hops[-trusted]) if 0 < trusted <= len(hops) else ""
    return claimed or _readable(request.META.get("REMOTE_ADDR", "")) or UNKNOWN


def _readable(text: str) -> str:
    try:
        found = ipaddress.ip_address(text.strip())
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(found), IPV6_PREFIX), strict=False).network_address)
