"""Looks at XML before the feed parser does, and refuses what would keep that busy for ever.

feedparser needs most of a minute for a megabyte of nested or attribute-laden XML. Expat needs milliseconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.parsers import expat

from monitor.collect.parse.entries import Unreadable
from monitor.model.news.visit import FetchFailure

MAX_DEPTH = 100
MAX_ATTRIBUTES = 200
MAX_ELEMENTS = 200_000
MAX_ILL_FORMED = 1_000_000
"""Bytes. Ill-formed XML goes to feedparser's loose parser, which is slow."""
MAX_ENTITY = 100
"""Characters that an entity may stand for: a letter or a name, as old feeds have it, not an expansion."""

_ENTRIES = ("item", "entry")
_CUT = frozenset(
    (
        expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
        expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
    )
)
"""What is wrong with XML that ends before its end."""
_TAIL = 4_096
"""Bytes at the end of a document in which it is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlOutline:
    """What XML looks like from outside."""

    root: str = ""
    """The local name of its first element; empty if there is none."""
    error: str = ""
    """Why it is ill-formed; empty if it is well-formed."""
    truncated: bool = False
    """Whether it is ill-formed only because it ends before its end."""
    inside_entry: bool = False
    """Whether it ends in the middle of an entry."""


def examine(document: bytes) -> XmlOutline | Unreadable:
    """The shape of an XML document in UTF-8, or why it is refused."""
    watch = _Watch()
    parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = True  # a list: building a dict of a bomb's attributes would be work
    parser.StartElementHandler = watch.start
    parser.EndElementHandler = watch.end
    parser.EntityDeclHandler = watch.entity
    try:
        parser.Parse(document, True)  # noqa: FBT003  # expat takes no keywords
    except _RefusedError as refused:
        return Unreadable(failure=FetchFailure.BROKEN, detail=f"refused XML: {refused}")
    except expat.ExpatError as error:
        if len(document) > MAX_ILL_FORMED:
            return Unreadable(failure=FetchFailure.BROKEN, detail=f"ill-formed and larger than 1 MB: {error}")
        truncated = watch.depth > 0 and not _is_closed(document, watch.root)
        inside = watch.entries > 0 if error.code in _CUT else _ends_inside_entry(document)
        return XmlOutline(
            root=watch.root, error=str(error), truncated=truncated, inside_entry=truncated and inside
        )
    return XmlOutline(root=watch.root)


def _is_closed(document: bytes, root: str) -> bool:
    """Whether the end of the feed is there, whatever is wrong before it. Of RSS, the end of its channel is."""
    ends = f"{root}|channel" if root == "rss" else re.escape(root)
    return re.search(rf"</(?:[\w.-]+:)?(?:{ends})[\s>]".encode(), document[-_TAIL:]) is not None


def _ends_inside_entry(document: bytes) -> bool:
    begins = (document.rfind(f"<{entry}".encode()) for entry in _ENTRIES)
    ends = (document.rfind(f"</{entry}".encode()) for entry in _ENTRIES)
    return max(begins) > max(ends)


class _RefusedError(Exception):
    """More than a feed needs."""


class _Watch:
    def __init__(self) -> None:
        self.root = ""
        self.depth = 0
        self.entries = 0
        self._elements = 0

    def start(self, name: str, attributes: list[str]) -> None:
        """An element begins: count it and its depth."""
        local = name.rpartition(":")[2]
        self.root = self.root or local
        self.depth += 1
        self._elements += 1
        self.entries += local in _ENTRIES
        if self.depth > MAX_DEPTH:
            raise _RefusedError(f"nested deeper than {MAX_DEPTH} levels")
        if self._elements > MAX_ELEMENTS:
            raise _RefusedError(f"more than {MAX_ELEMENTS} elements")
        if len(attributes) > 2 * MAX_ATTRIBUTES:
            raise _RefusedError(f"an element with more than {MAX_ATTRIBUTES} attributes")

    def end(self, name: str) -> None:
        """An element ends."""
        self.depth -= 1
        self.entries -= name.rpartition(":")[2] in _ENTRIES

    def entity(
        self,
        name: str,
        is_parameter: bool,  # noqa: FBT001  # expat calls by position
        value: str | None,
        _base: str | None,
        _system: str | None,
        _public: str | None,
        _notation: str | None,
    ) -> None:
        """An entity is declared: none that grows is accepted."""
        if value is None:
            # RSS 1.0 names the entities of HTML so; a parameter entity outside the document is never read.
            if not is_parameter:
                raise _RefusedError(f"the entity {name[:40]!r} is defined outside the document")
        elif is_parameter or len(value) > MAX_ENTITY or "&" in value or "<" in value:
            raise _RefusedError(f"the entity {name[:40]!r} expands")
