"""Lists of feeds as public exports look: nested folders, attributes in other cases, titles in many scripts with
entities and bare signs, addresses listed twice, notes, and outlines that are broken in the ways that are seen."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

_TITLES = (
    "Kabar Pelabuhan", "Ports &amp; Ships", "Ports & Ships", "Caf&#233; du port", "&quot;Harbour&quot; news",
    "It's the <i>Ledger</i>",
    "연합뉴스", "Новости порта", "ข่าวท่าเรือ", "أخبار الميناء", "1 < 2 > 0", "&#x6E2F; 港口",
)  # fmt: skip
_ADDRESS = ("xmlUrl", "xmlurl", "XMLURL", "xmlURL")
_FOLDERS = ("Asia", "Europe & Africa", "Ports &gt; Tenders", "Wire")
BROKEN = {
    "an odd quote": '<outline text="Odd {n} xmlUrl="https://odd.example/{n}"/>',
    "no last quote": '<outline text="Open {n}" xmlUrl="https://open.example/{n}/>',
    "no quotes": "<outline text=Bare{n} xmlUrl=https://bare.example/{n}>",
    "cut": '<outline text="Cut {n}" xmlUrl="https://cut.example/{n}"',
    "a quote in a title": '<outline text="The "{n}" feed" xmlUrl="https://quote.example/{n}"/>',
    "no address": '<outline text="Lost {n}" type="rss"/>',
    "an empty address": '<outline text="Empty {n}" type="RSS" xmlUrl=""/>',
    "a script": '<outline text="Script {n}" type="rss" xmlUrl="javascript:void({n})"/>',
    "no host": '<outline text="Host {n}" type="rss" xmlUrl="https:///rss/{n}"/>',
}
"""Outlines that no reader can take, by what is wrong with them."""


@dataclass(slots=True)
class PublicList:
    """A list, and what must be found in it."""

    text: str = ""
    feeds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The address of each feed, with the folders that it is in, as they are meant."""
    broken: list[int] = field(default_factory=list)
    """The lines of the broken outlines."""
    duplicates: int = 0
    empty: int = 0


def public_list(rng: random.Random, *, feeds: int, broken: int, duplicates: int = 0, notes: int = 0) -> PublicList:
    """A list with so many feeds, and so much else, in an order that the generator chooses."""
    made = PublicList()
    kinds = ["feed"] * feeds + ["broken"] * broken + ["twice"] * duplicates + ["note"] * notes
    rng.shuffle(kinds)
    kinds.insert(0, kinds.pop(kinds.index("feed")))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<opml version='1.1'><head><title>All</title></head><body>"]
    above: list[str] = []
    for number, kind in enumerate(kinds):
        if above and rng.random() < 0.08:
            above.pop()
            lines.append("</outline>")
        elif kind == "feed" and len(above) < 3 and rng.random() < 0.08:
            # Followed by a feed: a folder without one counts as an outline without a feed.
            above.append(rng.choice(_FOLDERS))
            lines.append(f"<outline text='{above[-1]}' title='{above[-1]}'>")
        match kind:
            case "feed":
                url = f"https://n{number}.example/rss?lang=id&id={number}&copy=1"
                made.feeds[url] = tuple(dict.fromkeys(name.replace("&gt;", ">") for name in above))
                lines.append(_outline(rng, url))
            case "twice":
                lines.append(_outline(rng, rng.choice(list(made.feeds))))
                made.duplicates += 1
            case "note":
                lines.append(f'<outline text="note {number}"/>')
                made.empty += 1
            case "broken":
                lines.append(rng.choice(list(BROKEN.values())).format(n=number))
                made.broken.append(len(lines))
    lines += ["</outline>"] * len(above) + ["</body></opml>"]
    made.text = "\n".join(lines)
    return made


def _outline(rng: random.Random, url: str) -> str:
    written = escape(url) if rng.random() < 0.5 else url
    title = rng.choice(_TITLES).replace('"', "&quot;")
    attributes = [f'text="{title}"', f'{rng.choice(_ADDRESS)}="{written}"', 'htmlUrl="https://e.example/"']
    if rng.random() < 0.7:
        attributes.append('type="rss"')
    rng.shuffle(attributes)
    joined = rng.choice((" ", "  ", " ")).join(attributes)
    return f"<outline {joined}/>" if rng.random() < 0.8 else f"<outline {joined}></outline>"
