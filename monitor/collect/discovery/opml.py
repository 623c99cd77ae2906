"""Lists of feeds as other readers write them: OPML 2.0, http://opml.org/spec2.opml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from monitor.errors import MonitorError

MAX_BYTES = 10 << 20
MAX_DEPTH = 20
_OURS = "https://opml.org/ns/news-alert-monitor"
"""Namespace of the attributes that OPML has no word for; a name, not a page."""
_EVERY, _LANG = f"{{{_OURS}}}every", f"{{{_OURS}}}lang"
_SPAN = re.compile(r"(\d{1,9})s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One feed of a list."""

    url: str
    title: str = ""
    folders: tuple[str, ...] = ()
    """The folders that it lies in, the outermost first, and the categories that it names."""
    every: timedelta | None = None
    lang: str = ""


def read_opml(content: bytes) -> tuple[Outline, ...]:
    """The feeds of a list, each address once, in order.

    Raises MonitorError if it is not OPML.
    """
    if len(content) > MAX_BYTES:
        raise MonitorError(f"larger than {MAX_BYTES >> 20} MB: that is no list of feeds")
    if b"<!ENTITY" in content:
        raise MonitorError("declares entities, which no list of feeds needs")
    try:
        root = ET.fromstring(content)  # noqa: S314  # without entities, expat does what it is told
    except ET.ParseError as error:
        line, column = error.position
        raise MonitorError(f"line {line}, column {column + 1}: not XML ({error.msg.partition(':')[0]})") from error
    body = root.find("body")
    if root.tag != "opml" or body is None:
        raise MonitorError("not OPML: there is no <opml> with a <body>")
    found: dict[str, Outline] = {}
    for outline in _outlines(body, ()):
        found.setdefault(outline.url, outline)
    return tuple(found.values())


def _outlines(parent: Element, folders: tuple[str, ...]) -> Iterator[Outline]:
    for element in parent.findall("outline"):
        # Writers disagree about the case of this one attribute.
        url = (element.get("xmlUrl") or element.get("xmlurl") or element.get("xmlURL") or "").strip()
        name = (element.get("title") or element.get("text") or "").strip()
        if url:
            yield Outline(
                url=url,
                title=name,
                folders=tuple(dict.fromkeys((*folders, *_categories(element)))),
                every=_span(element.get(_EVERY, "")),
                lang=element.get(_LANG) or element.get("language") or "",
            )
        elif len(folders) < MAX_DEPTH:
            yield from _outlines(element, (*folders, name) if name else folders)


def _categories(element: Element) -> Iterator[str]:
    """`category` is a list of names or paths, with commas between them."""
    for category in element.get("category", "").split(","):
        yield from (name.strip() for name in category.split("/") if name.strip())


def _span(written: str) -> timedelta | None:
    found = _SPAN.fullmatch(written)
    return timedelta(seconds=int(found[1])) if found else None


def write_opml(outlines: Iterable[Outline], *, title: str) -> bytes:
    """A list in which each feed lies in the folder of its first tag, and names all its tags as categories."""
    ET.register_namespace("monitor", _OURS)
    root = Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = title
    body = ET.SubElement(root, "body")
    folders: dict[str, Element] = {}
    for outline in outlines:
        parent = body
        if outline.folders:
            name = outline.folders[0]
            if name not in folders:
                folders[name] = ET.SubElement(body, "outline", text=name, title=name)
            parent = folders[name]
        ET.SubElement(parent, "outline", _attributes(outline))
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _attributes(outline: Outline) -> dict[str, str]:
    attributes = {"type": "rss", "text": outline.title, "title": outline.title, "xmlUrl": outline.url}
    if outline.folders:
        attributes["category"] = ",".join(outline.folders)
    if outline.every is not None:
        attributes[_EVERY] = f"{outline.every // timedelta(seconds=1)}s"
    if outline.lang:
        attributes[_LANG] = outline.lang
    return attributes
