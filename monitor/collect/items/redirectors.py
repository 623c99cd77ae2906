"""Links through a redirector that carry the real address: of search engines, social networks, mail filters.

Nothing is asked of anybody: an address that only its redirector knows stays as it is.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_LAYERS = 3
"""Redirectors in redirectors that are unwrapped."""
_GOOGLE = re.compile(r"(?:www\.|news\.)?google\.(?:com?\.)?[a-z]{2,3}")
_PARAMETERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "bing.com": {"/news/apiclick.aspx": ("url",), "/ck/a": ("u",)},
    "facebook.com": {"/l.php": ("u",), "/flx/warn/": ("u",)},
    "instagram.com": {"/": ("u",)},
    "youtube.com": {"/redirect": ("q",)},
    "t.umblr.com": {"/redirect": ("z",)},
    "out.reddit.com": {"": ("url",)},
    "linkedin.com": {"/redir/redirect": ("url",), "/safety/go": ("url",)},
    "duckduckgo.com": {"/l/": ("uddg",)},
    "vk.com": {"/away.php": ("to",)},
    "yandex.ru": {"/clck/jsredir": ("url",)},
    "yandex.com": {"/clck/jsredir": ("url",)},
    "steamcommunity.com": {"/linkfilter/": ("url", "u")},
    "slack-redir.net": {"/link": ("url",)},
    "exit.sc": {"/": ("url",)},
    "safelinks.protection.outlook.com": {"/": ("url",)},
    "disq.us": {"/url": ("url",)},
    "medium.com": {"/r/": ("url",)},
    "flipboard.com": {"/redirect": ("url",)},
    "getpocket.com": {"/redirect": ("url",)},
    "pinterest.com": {"/offsite/": ("url",)},
    "t.me": {"/iv": ("url",)},
    "go.redirectingat.com": {"/": ("url",)},
    "go.skimresources.com": {"/": ("url",)},
    "click.linksynergy.com": {"/deeplink": ("murl",)},
    "awin1.com": {"/cread.php": ("ued", "p")},
}
"""By host, which also stands for its subdomains: the parameter with the address for each path; "" is any path."""
_IN_PATH: Mapping[str, re.Pattern[str]] = {
    "search.yahoo.com": re.compile(r"/RU=(?P<encoded>https?%3a[^/]+)/", re.IGNORECASE),
    "urldefense.com": re.compile(r"/v3/__(?P<url>https?://.+?)__;"),
    "cdn.ampproject.org": re.compile(r"/[cv]/(?P<secure>s/)?(?P<rest>[^/]+\.[^/]+/.*)"),
    "google.com": re.compile(r"/amp/(?P<secure>s/)?(?P<rest>[^/]+\.[^/]+/.*)"),
}
_ARTICLE = re.compile(r"/(?:__i/)?(?:rss/)?(?:rd/)?articles/([\w-]+)")
_WEB = re.compile(r"https?://[^/\s]+\.[^/\s]", re.IGNORECASE)


def unwrapped(link: str) -> str:
    """The address that a redirector's link leads to, as far as the link itself says it; else the link."""
    for _ in range(_LAYERS):
        inner = _inner(link)
        if not inner:
            break
        link = inner
    return link


def _inner(link: str) -> str:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    for candidate in _candidates(parts, host):
        if _WEB.match(candidate):
            return candidate
    return ""


def _candidates(parts: SplitResult, host: str) -> list[str]:
    found: list[str] = []
    if _GOOGLE.fullmatch(host):
        if parts.path in ("/url", "/news/url"):
            found += _values(parts, ("url", "q"))
        elif article := _ARTICLE.fullmatch(parts.path):
            found.append(_of_article(article[1]))
        host = "google.com"
    while host:
        if paths := _PARAMETERS.get(host):
            found += _values(parts, paths.get(parts.path) or paths.get(f"{parts.path}/") or paths.get("", ()))
        if pattern := _IN_PATH.get(host):
            found += _from_path(pattern, parts)
        host = host.partition(".")[2]
    return found


def _values(parts: SplitResult, names: tuple[str, ...]) -> list[str]:
    given = dict(parse_qsl(parts.query)) if names else {}
    return [_decoded(value) for name in names if (value := given.get(name))]


def _decoded(value: str) -> str:
    """The address as it is, or from Base64 behind a mark, as Bing writes it."""
    if not value.startswith("a1"):
        return value
    try:
        return base64.urlsafe_b64decode(value[2:] + "=" * (-len(value[2:]) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return value


def _from_path(pattern: re.Pattern[str], parts: SplitResult) -> list[str]:
    whole = parts.path + (f"?{parts.query}" if parts.query else "")
    found = pattern.search(whole)
    if not found:
        return []
    said = found.groupdict()
    if said.get("encoded"):
        return [unquote(said["encoded"])]
    return [said.get("url") or f"http{'s' if said.get('secure') else ''}://{said.get('rest')}"]


def _of_article(name: str) -> str:
    """The address in the name of an article of Google News, which has one in the older of its two forms."""
    try:
        body = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4))
    except binascii.Error:
        return ""
    # A message of Protocol Buffers: field 1 is a number, field 4 the address.
    if len(body) < 6 or body[0] != 0x08 or body[2] != 0x22:
        return ""
    length, begin = body[3], 4
    if length & 0x80:
        length, begin = length & 0x7F | body[4] << 7, 5
    address = body[begin : begin + length]
    return address.decode("ascii", "replace") if len(address) == length else ""
