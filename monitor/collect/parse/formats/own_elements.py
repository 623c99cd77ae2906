"""feedparser, but an entry's title, link, dates and texts come from elements of the entry itself.

feedparser takes an element by its name wherever it is. A `<title>` in the `<author>`, `<image>` or
`<media:content>` of an item would replace the item's own. Elements that are nested in an entry are therefore
renamed before feedparser sees them, except where it knows the parent. What a module says beside the entry's own
words is renamed as well, and is taken only where the entry itself says nothing.
"""

from __future__ import annotations

from typing import Any

import feedparser

from monitor.collect.parse.formats.named_fields import FIELDS, NAMESPACES

SAID = "monitor_fields"
"""Key of an entry's named fields: a list of names and texts."""
ASIDE = "monitor_aside_"
"""Begins the keys of what an entry's modules say beside it, by the names in `_BESIDE`."""
LINK = f"{ASIDE}link"

_ENTRIES = ("item", "entry")
_BESIDE = {
    "media_title": "title",
    "dc_title": "dc_title",
    "media_description": "media_description",
    "itunes_summary": "itunes_summary",
    "dc_description": "description",
    "cap_description": "description",
    "feedburner_origlink": "origlink",
    "pheedo_origlink": "origlink",
}
_PEOPLE = ("author", "contributor", "dc_author", "dc_creator", "dc_contributor", "itunes_owner", "itunes_author")
_OF_PEOPLE = ("name", "email", "uri", "url", "homepage", "itunes_name", "itunes_email")
_WHOLE = ("source",)
"""Elements that feedparser reads as a context of their own."""
_GROUPS = ("media_group", "media_content")
_PLACES = ("georss_where", "where")
_NESTED = "monitor_nested"
_ALERT = "cap_"


class _OwnElements:
    """Comes before feedparser's handling of tags. The class of each parser inherits it first."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._path: list[tuple[str, str]] = []
        """From the entry inwards: each open element, and the name under which feedparser was given it."""
        self._has_link = False

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> Any:
        """Keep the text of an element that feedparser does not know."""
        this: Any = self
        key = _key(this, tag, attrs)
        if key in _ENTRIES and (len(self._path) <= 1 or not hasattr(this, "decls")):
            self._path = [(tag, tag)]
            self._has_link = False
            return super().unknown_starttag(tag, attrs)  # type: ignore[misc]  # of feedparser's class
        if not self._path:
            return super().unknown_starttag(tag, attrs)  # type: ignore[misc]
        given, kept = self._given(this, key, tag, attrs)
        self._path.append((tag, given))
        return super().unknown_starttag(given, kept)  # type: ignore[misc]

    def unknown_endtag(self, tag: str) -> None:
        """End an element that feedparser does not know."""
        this: Any = self
        place = next((place for place in reversed(range(len(self._path))) if self._path[place][0] == tag), None)
        if place is None:
            return super().unknown_endtag(tag)  # type: ignore[misc,no-any-return]
        given = self._path[place][1]
        del self._path[place:]
        if given.startswith(SAID):
            _note_field(this, given)
        return super().unknown_endtag(given)  # type: ignore[misc,no-any-return]

    def _given(
        self, this: Any, key: str, tag: str, attrs: list[tuple[str, str]]
    ) -> tuple[str, list[tuple[str, str]]]:
        """The name and the attributes with which feedparser is given an element of an entry."""
        is_alert = key.startswith(_ALERT)  # a whole alert may be an entry's content
        if not is_alert and (this.incontent or any(name in _WHOLE for name, _ in self._path[1:])):
            return tag, attrs
        if key in FIELDS:
            return SAID + FIELDS[key].replace(" ", "_"), []
        if len(self._path) > 1 and not is_alert:
            return (tag, attrs) if _may_nest(_key(this, self._path[-1][0], []), key) else (_NESTED, [])
        if key in _BESIDE:
            return ASIDE + _BESIDE[key], []
        if key == "image":
            return _NESTED, []
        return (LINK, attrs) if self._is_other_link(key, dict(attrs)) else (tag, attrs)

    def _is_other_link(self, key: str, attrs: dict[str, str]) -> bool:
        """Whether this is a page's link in an RSS item, which has its own element, or a second one."""
        is_page = key == "link" and attrs.get("href") and attrs.get("rel", "alternate").lower() == "alternate"
        if not is_page or attrs.get("type", "text/html").lower() not in PAGES:
            return False
        is_other = self._path[0][0].rpartition(":")[2] == "item" or self._has_link
        self._has_link = True
        return is_other


PAGES = ("html", "xhtml", "text/html", "application/xhtml+xml")
"""Types of links that lead to what a person reads."""


def _key(parser: Any, tag: str, attrs: list[tuple[str, str]]) -> str:
    """An element's name as feedparser's handlers have it: a known prefix and the local name."""
    for name, uri in attrs:
        if name.startswith("xmlns"):
            parser.track_namespace(name[6:] or None, uri)
    prefix, _, local = tag.rpartition(":")
    prefix = parser.namespacemap.get(prefix, prefix)
    return f"{prefix}_{local}" if prefix else local


def _may_nest(parent: str, key: str) -> bool:
    """Whether feedparser knows what this element means in that one."""
    if parent in _PEOPLE:
        return key in _OF_PEOPLE
    if parent in _GROUPS:
        return key.startswith("media_") and key not in _BESIDE
    return parent in _PLACES or parent.startswith(("gml_", "georss_"))


def _note_field(parser: Any, given: str) -> None:
    if parser.elementstack and parser.elementstack[-1][0] == given and parser.entries:
        text = "".join(p.decode() if isinstance(p, bytes) else p for p in parser.elementstack[-1][2])
        name = given.removeprefix(SAID).replace("_", " ")
        parser.entries[-1].setdefault(SAID, []).append((name, text))


class _Strict(_OwnElements, feedparser.api.StrictFeedParser):  # type: ignore[misc]  # feedparser has no types
    """For well-formed XML."""


class _Loose(_OwnElements, feedparser.api.LooseFeedParser):  # type: ignore[misc]
    """For all other."""


def install() -> None:
    """Have feedparser read with these two classes from now on, in this process."""
    feedparser.mixin._FeedParserMixin.namespaces.update(NAMESPACES)  # there is no other way in
    feedparser.api.StrictFeedParser, feedparser.api.LooseFeedParser = _Strict, _Loose
