"""What a feed's own server gets beside the request: headers, a login, cookies; and the proxy on the way.

Any of it may be a secret: nothing of it is repeated in a problem, and what is one is kept out of the logs.
"""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from urllib.parse import urlsplit

from monitor.model.news.feed import Feed
from monitor.yamldoc.parse import Document, Map, Node, Text
from monitor.yamldoc.references import References

KEYS = ("headers", "auth", "cookies", "proxy")

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OURS = {
    "accept-encoding": "the monitor says itself what it can unpack",
    "authorization": "write `auth: {bearer: ...}` or `auth: {user: ..., password: ...}`",
    "connection": "the monitor keeps connections itself",
    "content-length": "nothing is sent with a visit",
    "cookie": "write `cookies`",
    "host": "it follows from the url",
    "if-modified-since": "the monitor remembers it itself",
    "if-none-match": "the monitor remembers it itself",
    "transfer-encoding": "nothing is sent with a visit",
}


def with_credentials(document: Document, feed: Feed, details: Map, references: References) -> Feed:
    """The feed with what is given and right; what is wrong is noted in the document."""
    if (node := details.get("headers")) is not None:
        feed = replace(feed, headers=_headers(document, node, references))
    if (node := details.get("auth")) is not None:
        feed = replace(feed, authorization=_authorization(document, node, references))
    if (node := details.get("cookies")) is not None:
        pairs = _pairs(document, node, references, what="cookies", separators=';, \t"')
        feed = replace(feed, cookies="; ".join(f"{name}={value}" for name, value in pairs))
    if (node := details.get("proxy")) is not None:
        feed = replace(feed, proxy=_proxy(document, node, references))
    return feed


def _headers(document: Document, node: Node, references: References) -> tuple[tuple[str, str], ...]:
    found = []
    for name, value in _pairs(document, node, references, what="headers", separators=""):
        if why := _OURS.get(name.lower()):
            document.problem(node, "E105", f"the header {name} cannot be set: {why}")
        else:
            found.append((name, value))
    return tuple(found)


def _pairs(
    document: Document, node: Node, references: References, *, what: str, separators: str
) -> list[tuple[str, str]]:
    found = []
    for entry in _map(document, node, what) or ():
        value = _value(document, entry.value, references, f"{what}.{entry.key.value}")
        if value is None:
            continue
        if not _TOKEN.fullmatch(entry.key.value):
            document.problem(entry.key, "E105", f"a name in {what} must be of letters, digits and hyphens")
        elif any(character in separators for character in value):
            document.problem(
                entry.value, "E105", f"{what}.{entry.key.value} must hold no space, comma, quote or ;"
            )
        else:
            found.append((entry.key.value, value))
    return found


def _authorization(document: Document, node: Node, references: References) -> str:
    details = _map(document, node, "auth")
    if details is None:
        return ""
    document.check_keys(details, ("user", "password", "bearer"))
    given = {entry.key.value: entry.value for entry in details}
    if set(given) == {"bearer"}:
        token = _secret(document, given["bearer"], references, "auth.bearer")
        return f"Bearer {token}" if token else ""
    if set(given) != {"user", "password"}:
        document.problem(node, "E106", "auth needs either `bearer`, or `user` and `password`")
        return ""
    user = _value(document, given["user"], references, "auth.user")
    password = _secret(document, given["password"], references, "auth.password")
    if user is None or password is None:
        return ""
    if ":" in user:
        document.problem(given["user"], "E105", "auth.user must hold no colon (RFC 7617)")
        return ""
    packed = base64.b64encode(f"{user}:{password}".encode()).decode()
    references.secrets.add(packed)
    return f"Basic {packed}"


def _map(document: Document, node: Node, what: str) -> Map | None:
    if isinstance(node, Map):
        return node
    document.problem(node, "E105", f"{what} must be a mapping (key: value)")
    return None


def _proxy(document: Document, node: Node, references: References) -> str:
    address = _value(document, node, references, "proxy")
    if address is None:
        return ""
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        document.problem(
            node, "E105", "proxy must be an address such as http://127.0.0.1:8118; SOCKS is not spoken"
        )
        return ""
    if parts.password:
        references.secrets.add(parts.password)
    return address


def _secret(document: Document, node: Node, references: References, what: str) -> str | None:
    """A value that ought to be elsewhere."""
    value = _value(document, node, references, what)
    if value is not None:
        references.secrets.add(value)
        if isinstance(node, Text) and "${" not in node.value:
            document.problem(
                node, "W110", f"{what} is written in the file: use ${{NAME}} or ${{file:/path}} and keep it there"
            )
    return value


def _value(document: Document, node: Node, references: References, what: str) -> str | None:
    """A text that can be in a request header, references replaced."""
    if not isinstance(node, Text):
        return document.text(node, what)
    value = references.expand(document, node)
    if value is None:
        return None
    if not value or not value.isprintable():
        document.problem(node, "E105", f"{what} must be one line of text")
        return None
    return value
