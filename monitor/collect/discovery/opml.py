"""Feeds as a list that other readers take: OPML 2.0, http://opml.org/spec2.opml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

_OURS = "https://opml.org/ns/news-alert-monitor"
"""Namespace of the attributes that OPML has no word for; a name, not a page."""
_EVERY, _LANG = f"{{{_OURS}}}every", f"{{{_OURS}}}lang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One feed of a list."""

    url: str
    title: str = ""
    folders: tuple[str, ...] = ()
    """The folders that it is in, the outermost first, and the categories that it names."""
    every: timedelta | None = None
    lang: str = ""


def write_opml(outlines: Iterable[Outline], *, title: str) -> bytes:
    """A list in which each feed is in the folder of its first tag, and names all its tags as categories."""
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
