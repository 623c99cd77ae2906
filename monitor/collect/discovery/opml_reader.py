"""Lists of feeds as other readers write them: OPML, http://opml.org/spec2.opml, and what is nearly OPML.

Most lists that readers export are not well-formed, for one bare `&` or a quote in a title. Each outline is read by
itself: what is wrong with one is said of that one, and the others are read.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from monitor.collect.discovery.opml import Outline
from monitor.collect.parse.charset import decode
from monitor.collect.parse.entries import Unreadable
from monitor.errors import MonitorError

MAX_BYTES = 10 << 20
MAX_DEPTH = 20
_SPAN = re.compile(r"(\d{1,9})s")
_TAG = re.compile(
    r"<(?P<closes>/?)outline(?=[\s/>])|<(?P<hidden>!--|!\[CDATA\[)|</(?:body|opml)\s*>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,32});")
"""A bare ampersand is one: it begins no entity in `?a=1&copy=2`."""
_ATTRIBUTE = re.compile(r"""\s*([A-Za-z_][\w:.-]*)\s*=\s*("[^"]*"|'[^']*')""")
_NEXT = re.compile(r"<outline[\s/>]|</outline|</body|<!--", re.IGNORECASE)
_END = re.compile(r"\s*(/?)>")
_SCHEME = re.compile(r"feed:(?://)?(?=https?://)|feed(?=://)")
_HIDDEN = {"!--": "-->", "![cdata[": "]]>"}
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineFault:
    """An outline that cannot be read."""

    line: int
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlList:
    """What a list says: feeds + duplicates + faults + empty are its outlines, without folders."""

    outlines: tuple[Outline, ...]
    """Each address once, in order."""
    faults: tuple[OutlineFault, ...] = ()
    duplicates: int = 0
    """Outlines whose address is in the list before."""
    empty: int = 0
    """Outlines with neither an address nor others inside."""


def read_opml(content: bytes) -> OpmlList:
    """The feeds of a list, and what of it cannot be read.

    Raises MonitorError if it is not OPML at all.
    """
    if len(content) > MAX_BYTES:
        raise MonitorError(f"larger than {MAX_BYTES >> 20} MB: that is no list of feeds")
    text = decode(content, content_type="")
    if isinstance(text, Unreadable):
        raise MonitorError(text.detail)
    if "<!ENTITY" in text:
        raise MonitorError("declares entities, which no list of feeds needs")
    body = re.search(r"<body[\s>/]", text, re.IGNORECASE)
    if not re.search(r"<opml[\s>]", text[:10_000], re.IGNORECASE) or body is None:
        raise MonitorError("not OPML: there is no <opml> with a <body>")
    walk = _OutlineReader(text)
    walk.read(body.end())
    return OpmlList(
        outlines=tuple(walk.found.values()),
        faults=tuple(walk.faults),
        duplicates=walk.counts["duplicate"],
        empty=walk.counts["empty"],
    )


class _OutlineReader:
    def __init__(self, text: str) -> None:
        self.found: dict[str, Outline] = {}
        self.faults: list[OutlineFault] = []
        self.counts: Counter[str] = Counter()
        self._text = text
        self._above: list[_Folder] = []
        self._line, self._at = 1, 0

    def read(self, at: int) -> None:
        """Read every outline from a place on."""
        while tag := _TAG.search(self._text, at):
            if tag["hidden"]:
                end = self._text.find(_HIDDEN[tag["hidden"].lower()], tag.end())
                at = len(self._text) if end < 0 else end
            elif tag["closes"]:
                self._close()
                at = tag.end()
            elif tag[0].lower().startswith("<outline"):
                at = self._open(tag.start(), tag.end())
            else:
                at = tag.end()
        while self._above:
            self._close()

    def _open(self, start: int, at: int) -> int:
        attributes: dict[str, str] = {}
        while found := _ATTRIBUTE.match(self._text, at):
            attributes[found[1]] = _ENTITY.sub(lambda entity: html.unescape(entity[0]), found[2][1:-1])
            at = found.end()
        end = _END.match(self._text, at)
        if end is None or any("<outline" in value for value in attributes.values()):
            return self._skip(start)
        folder = self._take(attributes, line=self._line_of(start))
        if end[1]:
            self.counts["empty"] += folder.is_leaf
        else:
            self._above.append(folder)
        return end.end()

    def _skip(self, start: int) -> int:
        """Note a broken outline, and go on behind it: at the next tag that cannot be in a text of its own."""
        following = _NEXT.search(self._text, start + 8)
        end = following.start() if following else len(self._text)
        broken = self._text[start:end]
        shown = " ".join(broken.split())[:_SHOWN]
        self.faults.append(OutlineFault(line=self._line_of(start), says=f"not a whole outline: {shown}"))
        if following and following[0].startswith("</outline") and _has_end(broken):
            self._above.append(_Folder(name="", is_leaf=False))
        return end

    def _take(self, attributes: dict[str, str], *, line: int) -> _Folder:
        lower = {name.lower(): value.strip() for name, value in attributes.items()}
        url = lower.get("xmlurl", "")
        name = lower.get("title") or lower.get("text") or ""
        if not url:
            if lower.get("type", "").lower() in ("rss", "atom"):
                self.faults.append(OutlineFault(line=line, says=f"no address: {name[:_SHOWN]}"))
                return _Folder(name=name, is_leaf=False)
            return _Folder(name=name, is_leaf=True)
        if scheme := _SCHEME.match(url):
            url = ("http" if scheme[0] == "feed" else "") + url[scheme.end() :]
        if not _is_address(url):
            self.faults.append(OutlineFault(line=line, says=f"no address of the web: {url[:_SHOWN]}"))
        elif url in self.found:
            self.counts["duplicate"] += 1
        else:
            folders = [folder.name for folder in self._above if folder.name][:MAX_DEPTH]
            self.found[url] = Outline(
                url=url,
                title=name,
                folders=tuple(dict.fromkeys((*folders, *_categories(lower.get("category", ""))))),
                every=_span(lower.get("monitor:every", "")),
                lang=lower.get("monitor:lang") or lower.get("language") or "",
            )
        for folder in self._above:
            folder.is_leaf = False
        return _Folder(name="", is_leaf=False)

    def _close(self) -> None:
        if self._above:
            folder = self._above.pop()
            self.counts["empty"] += folder.is_leaf
            for above in self._above:
                above.is_leaf = False

    def _line_of(self, place: int) -> int:
        self._line += self._text.count("\n", self._at, place)
        self._at = place
        return self._line


def _has_end(broken: str) -> bool:
    """Whether the end tag that follows is a broken outline's own, not its folder's: a feed's is in its line."""
    if "/>" in broken:
        return False
    return "xmlurl" not in broken.lower() or not broken.rstrip(" \t").endswith("\n")


@dataclass(slots=True, kw_only=True)
class _Folder:
    name: str
    is_leaf: bool
    """Whether it holds nothing, as far as is known."""


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _categories(written: str) -> Iterator[str]:
    """`category` is a list of names or paths, with commas between them."""
    for category in written.split(","):
        yield from (name.strip() for name in category.split("/") if name.strip())


def _span(written: str) -> timedelta | None:
    found = _SPAN.fullmatch(written)
    return timedelta(seconds=int(found[1])) if found else None
