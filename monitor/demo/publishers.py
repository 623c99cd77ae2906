"""An outlet's document in RSS 2.0, Atom, RDF (RSS 1.0) or JSON Feed, with all the habits of real publishers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from html import escape

from monitor.demo.day import Bulletin, DemoOutlet, FeedFormat, Markup

CONTENT_TYPES = {
    FeedFormat.RSS: "application/rss+xml",
    FeedFormat.ATOM: "application/atom+xml",
    FeedFormat.RDF: "application/rdf+xml",
    FeedFormat.JSON: "application/feed+json",
}

_SENTENCE_END = re.compile(r"(?<=[.。])\s+|(?<=。)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Where and on which day an outlet's documents are printed."""

    outlet: DemoOutlet
    midnight: datetime
    """The beginning of the day, in UTC."""
    port: int

    @property
    def home(self) -> str:
        """The outlet's front page."""
        return f"{self._site()}/{self.outlet.id}/"

    def link(self, bulletin: Bulletin) -> str:
        """The link of a bulletin, as this outlet writes it."""
        query = f"?{bulletin.query}" if bulletin.query else ""
        site = "" if self.outlet.relative_links else self._site(bulletin.host)
        return f"{site}{bulletin.path}{query}"

    def date(self, bulletin: Bulletin) -> datetime:
        """When a bulletin appeared, in the outlet's own zone."""
        zone = timezone(timedelta(hours=self.outlet.hours_east))
        return (self.midnight + bulletin.at).astimezone(zone)

    def guid(self, bulletin: Bulletin) -> str:
        """A name for a bulletin that no other has; a page that is published again gets a new one."""
        return f"{self.outlet.id}:{self.date(bulletin):%Y%m%d%H%M}"

    def _site(self, label: str = "") -> str:
        return f"http://{label + '.' if label else ''}localhost:{self.port}"


def render(press: Press, bulletins: Sequence[Bulletin]) -> bytes:
    """The outlet's document with these bulletins (at least one), newest first, in the outlet's encoding."""
    return _RENDERERS[press.outlet.format](press, bulletins)


def page(press: Press, bulletin: Bulletin) -> str:
    """The page that a bulletin's link opens."""
    outlet = press.outlet
    direction = ' dir="rtl"' if outlet.lang == "ar" else ""
    return (
        f'<!doctype html><html lang="{outlet.lang}"{direction}><meta charset="utf-8">'
        f"<title>{escape(bulletin.title)}</title><h1>{escape(bulletin.title)}</h1>"
        f"<p>{escape(outlet.title)}, {press.date(bulletin):%Y-%m-%d %H:%M %z}</p>{_html(bulletin.summary)}</html>"
    )


def _rss(press: Press, bulletins: Sequence[Bulletin]) -> bytes:
    items = "".join(
        f"\n<item><title>{escape(b.title)}</title><link>{escape(press.link(b))}</link>"
        f'<guid isPermaLink="false">{press.guid(b)}</guid><pubDate>{format_datetime(press.date(b))}</pubDate>'
        f"<description>{_description(press.outlet, b)}</description></item>"
        for b in bulletins
    )
    outlet = press.outlet
    document = (
        f'{_declaration(outlet)}<rss version="2.0"><channel><title>{escape(outlet.title)}</title>'
        f"<link>{press.home}</link><description>{escape(outlet.title)}</description><language>{outlet.lang}</language>"
        f"<lastBuildDate>{format_datetime(press.date(bulletins[0]))}</lastBuildDate>{items}\n</channel></rss>\n"
    )
    return _encode(outlet, document)


def _atom(press: Press, bulletins: Sequence[Bulletin]) -> bytes:
    kind = "text" if press.outlet.markup is Markup.PLAIN else "html"
    entries = "".join(
        f'\n<entry><title>{escape(b.title)}</title><link rel="alternate" href="{escape(press.link(b))}"/>'
        f"<id>tag:{press.outlet.id}.example,2024:{press.guid(b)}</id><updated>{press.date(b).isoformat()}</updated>"
        f'<published>{press.date(b).isoformat()}</published><summary type="{kind}">'
        f"{_description(press.outlet, b)}</summary></entry>"
        for b in bulletins
    )
    outlet = press.outlet
    document = (
        f'{_declaration(outlet)}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.lang}">'
        f'<title>{escape(outlet.title)}</title><link href="{press.home}"/><id>{press.home}</id>'
        f"<author><name>{escape(outlet.title)}</name></author>"
        f"<updated>{press.date(bulletins[0]).isoformat()}</updated>{entries}\n</feed>\n"
    )
    return _encode(outlet, document)


def _rdf(press: Press, bulletins: Sequence[Bulletin]) -> bytes:
    links = [escape(press.link(b)) for b in bulletins]
    table = "".join(f'<rdf:li rdf:resource="{link}"/>' for link in links)
    items = "".join(
        f'\n<item rdf:about="{link}"><title>{escape(b.title)}</title><link>{link}</link>'
        f"<description>{_description(press.outlet, b)}</description>"
        f"<dc:date>{press.date(b).isoformat()}</dc:date></item>"
        for link, b in zip(links, bulletins, strict=True)
    )
    outlet = press.outlet
    document = (
        f'{_declaration(outlet)}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{press.home}"><title>{escape(outlet.title)}</title><link>{press.home}</link>'
        f"<description>{escape(outlet.title)}</description><dc:language>{outlet.lang}</dc:language>"
        f"<items><rdf:Seq>{table}</rdf:Seq></items></channel>{items}\n</rdf:RDF>\n"
    )
    return _encode(outlet, document)


def _json(press: Press, bulletins: Sequence[Bulletin]) -> bytes:
    outlet = press.outlet
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "home_page_url": press.home,
        "language": outlet.lang,
        "items": [
            {
                "id": press.guid(b),
                "url": press.link(b),
                "title": b.title,
                "date_published": press.date(b).isoformat(),
                **_json_content(outlet, b),
            }
            for b in bulletins
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _json_content(outlet: DemoOutlet, bulletin: Bulletin) -> dict[str, str]:
    if outlet.markup is Markup.PLAIN:
        return {"content_text": bulletin.summary}
    return {"content_html": _html(bulletin.summary)}


def _description(outlet: DemoOutlet, bulletin: Bulletin) -> str:
    match outlet.markup:
        case Markup.PLAIN:
            return escape(bulletin.summary)
        case Markup.HTML:
            return escape(_html(bulletin.summary))
        case Markup.CDATA:
            return f"<![CDATA[{_html(bulletin.summary)}]]>"


def _html(summary: str) -> str:
    paragraphs = (part for part in _SENTENCE_END.split(summary) if part)
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)


def _declaration(outlet: DemoOutlet) -> str:
    return f'<?xml version="1.0" encoding="{outlet.encoding}"?>\n'


def _encode(outlet: DemoOutlet, document: str) -> bytes:
    # A letter that the encoding lacks becomes a character reference, as in any old newsroom system.
    return document.encode(outlet.encoding, errors="xmlcharrefreplace")


_RENDERERS: dict[FeedFormat, Callable[[Press, Sequence[Bulletin]], bytes]] = {
    FeedFormat.RSS: _rss,
    FeedFormat.ATOM: _atom,
    FeedFormat.RDF: _rdf,
    FeedFormat.JSON: _json,
}
