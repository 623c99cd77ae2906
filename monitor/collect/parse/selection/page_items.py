"""The items of a web page, by CSS selectors."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

from cssselect import HTMLTranslator
from lxml import etree, html

from monitor.collect.parse.entries import Reply, Unreadable
from monitor.collect.parse.markup import from_markup, one_line
from monitor.collect.parse.selection.found_items import PARTS, reply
from monitor.model.news.feed import Selectors
from monitor.model.news.visit import FetchFailure

MAX_PAGE = 5 << 20
"""Characters. A larger page is no list."""
_TIMES = ("datetime", "content", "title")
"""Attributes in which a page writes a date for machines."""


def read(text: str, *, url: str, select: Selectors) -> Reply:
    """The items that the selectors find, with absolute links."""
    if len(text) > MAX_PAGE:
        return Unreadable(failure=FetchFailure.TOO_LARGE, detail=f"a page of more than {MAX_PAGE} characters")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        return Unreadable(failure=FetchFailure.NOT_A_FEED, detail=f"no page: {error}")
    base = urljoin(url, next(iter(page.xpath("//base/@href")), ""))
    found = [_parts(element, select, base=base) for element in _path(select.item)(page)]
    title = one_line(page.findtext(".//title") or "")
    return reply(found, select=select, title=title, lang=page.get("lang") or "", whole=False)


def _parts(element: Any, select: Selectors, *, base: str) -> dict[str, str]:
    found = {part: _value(element, getattr(select, part), part=part) for part in PARTS}
    link = found["link"] or ("" if select.link else _first_link(element))
    found["link"] = urljoin(base, link) if link else ""
    return found


def _value(element: Any, selector: str, *, part: str) -> str:
    """What a selector finds in an item: the attribute that it names, or what the part usually is of an element."""
    if not selector:
        return ""
    css, _, attribute = selector.partition("@")
    target = element if not css else next(iter(_path(css)(element)), None)
    if target is None:
        return ""
    if attribute:
        return one_line(target.get(attribute) or "")
    if part == "link":
        return str(target.get("href") or _first_link(target)).strip()
    if part == "date" and (written := next(filter(None, map(target.get, _TIMES)), "")):
        return str(written)
    markup = html.tostring(target, encoding="unicode", with_tail=False)
    return from_markup(markup) if part == "summary" else one_line(from_markup(markup))


def _first_link(element: Any) -> str:
    links = element.xpath("descendant-or-self::a/@href")
    return str(links[0]).strip() if links else ""


@lru_cache(maxsize=512)
def _path(css: str) -> etree.XPath:
    # An item may itself be what a selector of its parts means: `a` in a list of links.
    return etree.XPath(HTMLTranslator().css_to_xpath(css, prefix="descendant-or-self::"))
