"""The feeds that a web page has: those that it names as browsers look for them, else those that it may have.

https://blog.whatwg.org/feed-autodiscovery: `<link rel=alternate>` with the media type of a feed. Many pages link
to their feed like to any other page, and some say nothing of it.
"""

from __future__ import annotations

import re
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
_WELL_KNOWN = ("feed", "rss.xml", "atom.xml", "index.xml", "feed.xml", "rss", "feed.json")
"""Where the software of most sites has its feed, from the page and from the root of the site."""
_ADDRESS = re.compile(
    r"(?:^|[/.=?&_-])(?:rss|atom|rdf|feeds?)(?:$|[/.?&#_-])|\.(?:rss|atom|rdf)$|/(?:index|feed|news)\.(?:xml|json)$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\b(?:rss|atom|web ?feed|news ?feed)\b", re.IGNORECASE)
_NO_FEEDS = re.compile(r"\.(?:png|jpe?g|gif|svg|ico|css|js|pdf)(?:$|\?)|/(?:wp-json|oembed)\b", re.IGNORECASE)
MOST_GUESSES = 8
"""Addresses of each kind that are worth a request."""


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


def guesses_of_page(html: str, *, url: str) -> Sequence[Link]:
    """Where the feed of a page that names none may be: what it links to as one, then the well-known places."""
    page = _Page(url)
    page.feed(html[:MAX_PAGE])
    page.close()
    anchors = {link.url: link for link in page.anchors if link.url.partition("#")[0] != url}
    known = {place: Link(url=place, title="") for place in _well_known(url) if place not in anchors}
    return (*sorted(anchors.values(), key=_holds_comments)[:MOST_GUESSES], *list(known.values())[:MOST_GUESSES])


def _well_known(url: str) -> Sequence[str]:
    folder = url.partition("?")[0].partition("#")[0]
    folder = folder if folder.endswith("/") else f"{folder}/"
    root = urljoin(url, "/")
    places = [urljoin(base, name) for name in _WELL_KNOWN for base in dict.fromkeys((root, folder))]
    return sorted(places, key=lambda place: not place.startswith(root) or urljoin(place, ".") != root)


def _holds_comments(link: Link) -> bool:
    return any(word in f"{link.title} {link.url}".lower() for word in _COMMENTS)


class _Page(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self.anchors: list[Link] = []
        """Links in the text that look as if they led to a feed."""
        self._open: tuple[str, str] | None = None
        """The address and the text so far of the link that is open."""
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
        elif tag == "a" and href:
            self._open = (_joined(self._base, href), values.get("title", ""))
        elif tag == "img" and self._open:
            self.handle_data(values.get("alt", ""))

    def handle_data(self, data: str) -> None:
        """Collect the words of a link."""
        if self._open:
            self._open = (self._open[0], f"{self._open[1]} {data}"[:200])

    def handle_endtag(self, tag: str) -> None:
        """Note a link that looks like a feed."""
        if tag != "a" or not self._open:
            return
        (address, said), self._open = self._open, None
        words = " ".join(said.split())
        if address and not _NO_FEEDS.search(address) and (_ADDRESS.search(address) or _WORDS.search(words)):
            self.anchors.append(Link(url=address, title=words))


def _joined(base: str, href: str) -> str:
    """The whole address, if it is one of the web; else empty."""
    try:
        whole = urljoin(base, href)
    except ValueError:  # such as an unclosed bracket of IPv6
        return ""
    return whole if whole.startswith(("http://", "https://")) else ""
