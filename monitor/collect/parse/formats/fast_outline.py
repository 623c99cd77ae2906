"""What an RSS 2.0 or Atom 1.0 document says, element by element, if it is written as nearly everybody writes them.

The tables hold which element may be where, with its attributes. Whatever they do not hold, from an unknown
element to a declaration of entities, makes the whole document one for feedparser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from monitor.collect.parse.formats.named_fields import ELEMENTS
from monitor.collect.parse.xml_guard import MAX_ELEMENTS

Said = dict[str, list[tuple[Mapping[str, str], str]]]
"""By key, what each element of that key says: its attributes, and its text without the white space around it."""


class DoubtError(Exception):
    """This is not as simple as it looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FastFeed:
    """A document's feed and entries, as they are there."""

    is_atom: bool
    feed: Said
    entries: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Element:
    """What an element may have, and under which key it is given; no key for what says nothing of an item."""

    key: str = ""
    attributes: frozenset[str] = frozenset()
    children: Mapping[str, _Element] = field(default_factory=dict)
    """None for an element of text. One with children may hold no text beside them."""
    is_entry: bool = False


_ATOM = "http://www.w3.org/2005/Atom "
_CONTENT = "http://purl.org/rss/1.0/modules/content/ "
_DC = "http://purl.org/dc/elements/1.1/ "
_FEEDBURNER = "http://rssnamespace.org/feedburner/ext/1.0 "
_MEDIA = "http://search.yahoo.com/mrss/ "
_SLASH = "http://purl.org/rss/1.0/modules/slash/ "
_SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/ "
_WFW = "http://wellformedweb.org/CommentAPI/ "
_LANG = "http://www.w3.org/XML/1998/namespace lang"
_PREFIXES = {
    "content": _CONTENT, "dc": _DC, "feedburner": _FEEDBURNER, "media": _MEDIA, "slash": _SLASH,
    "sy": _SYNDICATION, "wfw": _WFW,
}  # fmt: skip
"""feedparser knows modules by these. Who means something else by them is left to it."""
_OLDER = ("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/")
"""Formats that a document is taken for as soon as it names them."""


def _elements(*names: str, attributes: str = "", namespace: str = "") -> dict[str, _Element]:
    """Elements of text, each given under its name."""
    of_each = frozenset(attributes.split())
    return {namespace + name: _Element(key=name, attributes=of_each) for name in names}


def _silent(*names: str, attributes: str = "", namespace: str = "") -> dict[str, _Element]:
    return {namespace + name: _Element(attributes=frozenset(attributes.split())) for name in names}


_CREDITS = {
    **_silent("credit", attributes="role scheme", namespace=_MEDIA),
    **_silent("thumbnail", attributes="url width height", namespace=_MEDIA),
}
FIELD = "field "
"""Begins the keys of named fields."""
_FIELDS = {
    element: _Element(key=FIELD + name, attributes=frozenset(("unit", "value")))
    for element, name in ELEMENTS.items()
}
_PICTURE = frozenset(("url", "type", "medium", "width", "height", "fileSize", "isDefault", "expression"))
_RSS_ITEM = {
    **_elements("title", "link", "description", "pubDate", "author"),
    **_elements("guid", attributes="isPermaLink"),
    **_elements("category", attributes="domain"),
    **_elements("enclosure", attributes="url length type"),
    **_elements("encoded", namespace=_CONTENT),
    **_elements("date", namespace=_DC),
    _DC + "creator": _Element(key="author"),
    **_silent("comments"),
    **_elements("source", attributes="url"),
    **_silent("comments", namespace=_SLASH),
    **_silent("commentRss", namespace=_WFW),
    **_elements("origLink", namespace=_FEEDBURNER),
    **_CREDITS,
    **_FIELDS,
    _MEDIA + "content": _Element(attributes=_PICTURE, children=_CREDITS),
}
_RSS_CHANNEL = {
    **_elements("title", "language"),
    **_silent("link", "description", "pubDate", "lastBuildDate", "generator", "copyright", "ttl", "docs"),
    **_silent("managingEditor", "webMaster", "category", "rating"),
    **_silent("cloud", attributes="domain port path registerProcedure protocol"),
    **_silent("updatePeriod", "updateFrequency", "updateBase", namespace=_SYNDICATION),
    **_silent("link", attributes="rel href type", namespace=_ATOM),
    "image": _Element(children=_silent("url", "title", "link", "width", "height", "description")),
    "skipHours": _Element(children=_silent("hour")),
    "skipDays": _Element(children=_silent("day")),
    "item": _Element(children=_RSS_ITEM, is_entry=True),
}
_ATOM_LINK = "rel href type title hreflang length"
_ATOM_ENTRY = {
    **_elements("id", "published", "updated", namespace=_ATOM),
    **_elements("title", "summary", "content", attributes="type", namespace=_ATOM),
    **_elements("link", attributes=_ATOM_LINK, namespace=_ATOM),
    **_elements("category", attributes="term scheme label", namespace=_ATOM),
    _ATOM + "author": _Element(
        key="author",
        children={**_elements("name", "email", namespace=_ATOM), **_silent("uri", namespace=_ATOM)},
    ),
    **_CREDITS,
    **_FIELDS,
}
_ATOM_FEED = {
    **_elements("title", attributes="type", namespace=_ATOM),
    **_silent("id", "updated", "icon", "logo", namespace=_ATOM),
    **_silent("subtitle", "rights", attributes="type", namespace=_ATOM),
    **_silent("link", attributes=_ATOM_LINK, namespace=_ATOM),
    **_silent("category", attributes="term scheme label", namespace=_ATOM),
    **_silent("generator", attributes="uri version", namespace=_ATOM),
    _ATOM + "author": _Element(children=_silent("name", "email", "uri", namespace=_ATOM)),
    _ATOM + "entry": _Element(children=_ATOM_ENTRY, is_entry=True),
}
_ROOTS = {
    "rss": _Element(
        key="rss",
        attributes=frozenset(("version",)),
        children={"channel": _Element(key="channel", children=_RSS_CHANNEL)},
    ),
    _ATOM + "feed": _Element(key="feed", attributes=frozenset((_LANG,)), children=_ATOM_FEED),
}


def outline(document: bytes) -> FastFeed | None:
    """The outline of an XML feed in UTF-8; None if it is ill-formed, or there is any doubt what it says."""
    if document.count(b"<") > MAX_ELEMENTS:
        return None
    walk = _Walk()
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.texts.append
    parser.StartNamespaceDeclHandler = walk.namespace
    parser.StartDoctypeDeclHandler = walk.doctype
    try:
        parser.Parse(document, True)  # noqa: FBT003  # expat takes no keywords
    except (DoubtError, expat.ExpatError):
        return None
    return FastFeed(is_atom="feed" in walk.feed, feed=walk.feed, entries=tuple(walk.entries))


class _Walk:
    def __init__(self) -> None:
        self.feed: Said = {}
        self.entries: list[Said] = []
        self.texts: list[str] = []
        """Of the innermost element, since its last child."""
        self._said = self.feed
        self._element = _Element(children=_ROOTS)
        self._above: list[tuple[_Element, Mapping[str, str]]] = []
        self._attributes: Mapping[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        element = self._element.children.get(name)
        if element is None or not attributes.keys() <= element.attributes:
            raise DoubtError(name)
        self._has_no_text()
        self._above.append((self._element, self._attributes))
        self._element, self._attributes = element, attributes
        if element.is_entry:
            self._said = {}
            self.entries.append(self._said)

    def end(self, _name: str) -> None:
        """An element ends."""
        element = self._element
        if element.children:
            self._has_no_text()
        if element.key:
            text = "".join(self.texts).strip()
            self._said.setdefault(element.key, []).append((self._attributes, text))
        self.texts.clear()
        self._element, self._attributes = self._above.pop()
        if element.is_entry:
            self._said = self.feed

    def namespace(self, prefix: str | None, uri: str | None) -> None:
        """A prefix is declared."""
        meant = _PREFIXES.get((prefix or "").lower())
        if uri in _OLDER or (meant is not None and uri != meant.strip()):
            raise DoubtError(prefix)

    def doctype(self, name: str, _system: str | None, _public: str | None, _internal: bool) -> None:  # noqa: FBT001  # expat calls by position
        """The document declares its type."""
        raise DoubtError(name)

    def _has_no_text(self) -> None:
        if self.texts and not "".join(self.texts).isspace():
            raise DoubtError("text beside elements")
        self.texts.clear()
