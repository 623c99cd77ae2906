"""The feeds that a web page says it has, as browsers look for them.

https://blog.whatwg.org/feed-autodiscovery: `<link rel=alternate>` with the media type of a feed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
)
_COMMENTS = ("comment", "komentar", "коммент")
"""Words in the titles and addresses of feeds that hold readers' comments rather than news."""
MAX_PAGE = 500_000
"""Characters that are looked at: the head of a page comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A feed that a page names."""

    url: str
    title: str


def feeds_of_page(html: str, *, url: str) -> Sequence[Link]:
    """The feeds, each once, in the page's order, but those with comments last."""
    page = _Page(url)
    page.feed(html[:MAX_PAGE])
    found = {link.url: link for link in page.links}.values()
    return sorted(found, key=_holds_comments)


def _holds_comments(link: Link) -> bool:
    return any(word in f"{link.title} {link.url}".lower() for word in _COMMENTS)


class _Page(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self._base = url

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the links that are feeds, and what they are relative to."""
        values = {name: (value or "").strip() for name, value in attrs}
        href = values.get("href", "")
        if tag == "base" and href:
            self._base = _joined(self._base, href) or self._base
        elif tag == "link" and href and "alternate" in values.get("rel", "").lower().split():
            media_type = values.get("type", "").partition(";")[0].strip().lower()
            link = _joined(self._base, href)
            if media_type in _TYPES and link:
                self.links.append(Link(url=link, title=values.get("title", "")))


def _joined(base: str, href: str) -> str:
    """The whole address, if it is one of the web; else empty."""
    try:
        whole = urljoin(base, href)
    except ValueError:  # such as an unclosed bracket of IPv6
        return ""
    return whole if whole.startswith(("http://", "https://")) else ""
