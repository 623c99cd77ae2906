"""What went wrong on the way to a server, as a failure in words that a person understands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp

from monitor.collect.fetch.addresses import AddressRefusedError
from monitor.collect.fetch.response import FetchFailed
from monitor.collect.parse.markup import one_line
from monitor.model.news.visit import FetchFailure

_USER_INFORMATION = re.compile(r"//[^/@\s]*@")
_QUOTATION = re.compile(r"""['"\n]""")
TLS = "it speaks TLS: the address should begin with https://"
_TLS_RECORD = re.compile(r"""b?['"](?:\x15\x03|\\x15\\x03)""")
"""The alert with which TLS answers plain HTTP, as it is in a complaint."""
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST")
_LONGEST = 200
_CUT: dict[type[Exception], str] = {
    aiohttp.ServerDisconnectedError: "the server hung up without an answer",
    aiohttp.ClientPayloadError: "the connection broke in the middle of the document",
    ConnectionError: "the server cut the connection",
    aiohttp.ClientOSError: "the server cut the connection",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long was waited, in seconds."""

    connect: float
    read: float
    total: float


def failed(error: Exception, *, timeout: Timeouts, address: str = "") -> FetchFailed:
    """The failure that this error of aiohttp, asyncio or the operating system is, on the way to an address."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, AddressRefusedError):
        return FetchFailed(failure=FetchFailure.FORBIDDEN_ADDRESS, detail=f"{cause.address}: {cause}")
    if isinstance(error, TimeoutError):
        return FetchFailed(failure=FetchFailure.TIMEOUT, detail=_waited(error, timeout))
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return proxy_refused(error.status)
    words = _words(error)
    if isinstance(error, aiohttp.ServerDisconnectedError) and address.startswith("http://"):
        words += "; perhaps it speaks TLS, and the address should begin with https://"
    return FetchFailed(failure=FetchFailure.UNREACHABLE, detail=words)


def proxy_refused(status: int) -> FetchFailed:
    """The failure that a proxy's own answer is."""
    why = "it wants a user and a password" if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED else "it refuses"
    return FetchFailed(failure=FetchFailure.PROXY, status=status, detail=f"the proxy answers {status}: {why}")


def _waited(error: TimeoutError, timeout: Timeouts) -> str:
    match error:
        case aiohttp.ConnectionTimeoutError():
            return f"no connection within {timeout.connect:g} s"
        case aiohttp.SocketTimeoutError():
            return f"nothing came for {timeout.read:g} s"
        case _:
            return f"no complete answer within {timeout.total:g} s"


def _words(error: Exception) -> str:
    match error:
        case aiohttp.ClientConnectorDNSError():
            return f"the name {error.host} is not known"
        case aiohttp.ClientConnectorCertificateError():
            return f"the certificate of {error.host} is not valid: {_plain(str(error.certificate_error))}"
        case aiohttp.ClientConnectorError():
            return _no_connection(error)
        case aiohttp.ClientResponseError():
            return _no_http(error.message)
        case ValueError():  # its own words repeat the address, in which secrets may be
            return "the address, or one that it redirects to, is not valid"
        case _:
            words = next((words for kind, words in _CUT.items() if isinstance(error, kind)), "")
            return words or _plain(str(error)) or type(error).__name__


def _no_connection(error: aiohttp.ClientConnectorError) -> str:
    place = f"{error.host}:{error.port}"
    reason = error.os_error.strerror or str(error.os_error)
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        said = str(getattr(error.os_error, "reason", None) or reason).upper().replace(" ", "_")
        if any(sign in said for sign in _NO_TLS):
            return f"{place} does not speak TLS: the address should begin with http://"
    if isinstance(error.os_error, ConnectionRefusedError):
        reason = "connection refused"  # asyncio's own words repeat the address
    return f"no connection to {place}: {_plain(reason)}"


def _no_http(message: str) -> str:
    if _TLS_RECORD.search(message):
        return TLS
    lowered = message.lower()
    if "too many" in lowered or "more than" in lowered:
        return f"its headers have no end: {_plain(_unquoted(message))}"
    return f"it does not speak HTTP: {_plain(_unquoted(message))}"


def _unquoted(message: str) -> str:
    """What is before the server's own bytes: it may say what it was sent, passwords included."""
    return _QUOTATION.split(message)[0].rstrip(" :b")


def _plain(text: str) -> str:
    return _USER_INFORMATION.sub("//", one_line(text))[:_LONGEST]
