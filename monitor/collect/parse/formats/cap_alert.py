"""Common Alerting Protocol 1.0 to 1.2 (OASIS): an alert by itself, or several in one document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from monitor.collect.parse.dates.read_date import entry_dates
from monitor.collect.parse.entries import FeedEntry, ParsedFeed, Reply, Unreadable
from monitor.collect.parse.formats.named_fields import FIELDS, named
from monitor.collect.parse.markup import from_plain, one_line
from monitor.collect.parse.references import well_formed
from monitor.collect.parse.xml_guard import examine
from monitor.model.news.visit import FetchFailure

_BEGINNING = re.compile(
    r"(?:<\?[^>]*>\s*|<!--.*?-->\s*)*<(?:[\w.-]+:)?(?P<root>[\w.-]+)(?P<rest>[^>]*)", re.DOTALL
)
_DECLARATION = re.compile(r"\A<\?xml\s[^<>]*\?>")
_ROOTS = ("alert", "alerts", "EDXLDistribution")
"""What alerts are in."""
_NAMESPACE = ("urn:oasis:names:tc:emergency:", "http://www.incident.com/cap/")


def claims(text: str) -> bool:
    """Whether it begins like an alert."""
    found = _BEGINNING.match(text)
    if found is None or found["root"] not in _ROOTS:
        return False
    return any(namespace in found["rest"] for namespace in _NAMESPACE) or "<identifier>" in text[:2_000]


def read(text: str, *, url: str) -> Reply:
    """One entry for each `info` of each alert, known by the alert's identifier."""
    document = well_formed(_DECLARATION.sub("", text)).encode("utf-8", "replace")
    shape = examine(document)
    if isinstance(shape, Unreadable):
        return shape
    try:
        root = ET.fromstring(document)  # noqa: S314  # examined: it declares nothing, and has its bounds
    except ET.ParseError as error:
        return Unreadable(failure=FetchFailure.BROKEN, detail=f"ill-formed XML: {error}")
    alerts = [element for element in root.iter() if _local(element) == "alert"]
    return ParsedFeed(entries=tuple(entry for alert in alerts for entry in _entries(alert)))


def _entries(alert: ET.Element) -> Iterator[FeedEntry]:
    infos = [child for child in alert if _local(child) == "info"]
    for place, info in enumerate(infos or [alert]):
        yield _entry(alert, info, behind=f"#{place + 1}" if place else "")


def _entry(alert: ET.Element, info: ET.Element, *, behind: str) -> FeedEntry:
    identifier = _text(alert, "identifier")
    areas = list(dict.fromkeys(text for area in _children(info, "area") if (text := _text(area, "areaDesc"))))
    summary = from_plain(_raw(info, "description"))
    dates = entry_dates(published=_text(alert, "sent"), updated="")
    said = [(FIELDS[key], text) for element in (alert, info) for key, text in _said(element)]
    return FeedEntry(
        guid=identifier + behind if identifier else "",
        link=_text(info, "web"),
        title=_text(info, "headline") or _text(info, "event") or _text(alert, "note"),
        summary=summary,
        author=_text(info, "senderName") or _text(alert, "sender"),
        published=dates.published,
        odd_date=dates.odd,
        lang=_text(info, "language"),
        categories=tuple(_text_of(child) for child in _children(info, "category")),
        fields=named((*said, *(("area", area) for area in areas)), but=(summary,)),
    )


def _said(element: ET.Element) -> Iterator[tuple[str, str]]:
    """What it says that is a named field, by its key."""
    for child in element:
        key = f"cap_{_local(child).lower()}"
        if key in FIELDS:
            yield key, _text_of(child)


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(element: ET.Element, name: str) -> list[ET.Element]:
    return [child for child in element if _local(child) == name]


def _text(element: ET.Element, name: str) -> str:
    return one_line(from_plain(_raw(element, name)))


def _text_of(element: ET.Element) -> str:
    return one_line(from_plain(element.text or ""))


def _raw(element: ET.Element, name: str) -> str:
    return next((child.text or "" for child in _children(element, name)), "")
