"""Documents as careless publishers make them, from a seed; and what stands in them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

TITLES = ("Storm", "Calm", "Quake in Lima", "Kim lands in Kursk", "Live", "", "Strike & walk-out", "Tsunami")
SUMMARIES = ("", "", "Nobody is hurt.", "Hundreds are missing.", "<p>Two</p><p>lines</p>", "Live")
LINKS = (
    "",
    "/live",
    "/live#p1",
    "/live#p2",
    "/#/n/1",
    "/#!n/2",
    "/a?id=1",
    "/a?id=2",
    "/b",
    "/live?utm_source=rss#p1",
)
GUIDS = ("", "", "g", "1", "2", "3", "https://news.example/live")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as a publisher means it."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    nested: str = ""
    """Elements of something else that have titles and links of their own."""

    def rss(self) -> str:
        """As an item of RSS. Titles are in CDATA now and then."""
        title = f"<![CDATA[{self.title}]]>" if "&" in self.title else escape(self.title)
        return "".join((
            "<item>",
            self.nested,
            f"<title>{title}</title>",
            f"<link>{escape(self.link)}</link>" if self.link else "",
            f'<guid isPermaLink="false">{escape(self.guid)}</guid>' if self.guid else "",
            f"<description>{escape(self.summary)}</description>" if self.summary else "",
            "</item>",
        ))  # fmt: skip


def rss(entries: Sequence[Entry], *, head: str = "") -> str:
    """A document of RSS."""
    items = "".join(entry.rss() for entry in entries)
    return f'<rss version="2.0"><channel><title>T</title>{head}{items}</channel></rss>'


NESTED = (
    "",
    "<author><title>Editor</title><link>/people/1</link></author>",
    "<image><title>Picture</title><url>/i.png</url><link>/i</link></image>",
    '<source url="https://other.example/">Other</source>',
)


def entry(chance: random.Random) -> Entry:
    """Any entry."""
    return Entry(
        guid=chance.choice(GUIDS),
        link=chance.choice(LINKS),
        title=chance.choice(TITLES),
        summary=chance.choice(SUMMARIES),
        nested=chance.choice(NESTED) if chance.random() < 0.2 else "",
    )


def history(chance: random.Random, *, visits: int = 6, most: int = 6) -> list[list[Entry]]:
    """A feed at several visits: entries come and go, are edited, swap their guids, and are repeated."""
    shown = [entry(chance) for _ in range(chance.randint(1, most))]
    documents = [list(shown)]
    for _ in range(visits - 1):
        for _ in range(chance.randint(0, 3)):
            shown = _changed(shown, chance)[:most]
        documents.append(list(shown))
    return documents


def _changed(shown: list[Entry], chance: random.Random) -> list[Entry]:
    one = chance.randrange(len(shown)) if shown else -1
    match chance.randrange(6):
        case 0:
            return [entry(chance), *shown]
        case 1:
            return shown[:one] + shown[one + 1 :] if shown else shown
        case 2:
            return shown[::-1]
        case 3 if shown:
            edited = Entry(
                guid=shown[one].guid,
                link=shown[one].link,
                title=chance.choice(TITLES),
                summary=chance.choice(SUMMARIES),
            )
            return [*shown[:one], edited, *shown[one + 1 :]]
        case 4 if shown:
            return [*shown, shown[one]]
        case _:
            return [entry(chance)] if chance.random() < 0.3 else shown
