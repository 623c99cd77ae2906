"""Hubs that say when a feed has something new: discovery and signatures of WebSub, https://www.w3.org/TR/websub/.

What a hub sends is never taken for news, only for a hint to visit the feed now.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from html import unescape
from urllib.parse import urljoin

from monitor.model.news.visit import Hub

HEAD = 64 << 10
"""Bytes of a document in which its links are looked for."""
_HEADER = re.compile(r'<([^<>\s]+)>\s*((?:;\s*[\w!#$&+.^`|~-]+\s*=\s*(?:"[^"]*"|[^\s;,"]+)\s*)*)')
_RELATION = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)
_ELEMENT = re.compile(rb"<(?:[A-Za-z][\w.-]{0,30}:)?link\b([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""\b(rel|href)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_METHODS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


def hub_of(headers: Sequence[str], body: bytes, *, url: str) -> Hub | None:
    """The hub that a feed names, in its `Link` headers or else in its document; None if it names none.

    The topic is what the feed calls itself (`rel=self`), or else the address that it came from.
    """
    for links in (_in_headers(headers), _in_document(body)):
        found: dict[str, str] = {}
        for relation, target in links:
            found.setdefault(relation, target)
        if hub := _joined(url, found.get("hub", "")):
            return Hub(url=hub, topic=_joined(url, found.get("self", "")) or url)
    return None


def is_signed(body: bytes, signature: str, *, secret: str) -> bool:
    """Whether `X-Hub-Signature` proves that the sender knows the secret (WebSub, 7.1)."""
    method, _, given = signature.strip().partition("=")
    if method not in _METHODS:
        return False
    made = hmac.new(secret.encode(), body, _METHODS[method]).hexdigest()
    return hmac.compare_digest(made.encode(), given.strip().lower().encode())


def _in_headers(headers: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Relations and targets of `Link` headers (RFC 8288)."""
    for header in headers:
        for target, parameters in _HEADER.findall(header[:HEAD]):
            if relation := _RELATION.search(parameters):
                for name in (relation[1] or relation[2] or "").lower().split():
                    yield name, target


def _in_document(body: bytes) -> Iterator[tuple[str, str]]:
    """Relations and targets of the links before a document's first entry."""
    head = body[:HEAD]
    for mark in (b"<item", b"<entry"):
        head = head.partition(mark)[0]
    for element in _ELEMENT.finditer(head):
        values = {name.lower(): one or other for name, one, other in _ATTRIBUTE.findall(element[1])}
        target = unescape(values.get(b"href", b"").decode("utf-8", "replace")).strip()
        for name in values.get(b"rel", b"").decode("ascii", "replace").lower().split():
            yield name, target


def _joined(base: str, target: str) -> str:
    """The whole address, if it is one of the web; else empty."""
    if not target:
        return ""
    try:
        whole = urljoin(base, target)
    except ValueError:  # such as an unclosed bracket of IPv6
        return ""
    return whole if whole.startswith(("http://", "https://")) else ""
