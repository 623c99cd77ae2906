"""Feeds of made-up words, as large and as full of markup as those of news sites."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from itertools import accumulate
from xml.sax.saxutils import escape

ITEMS = 20
# fmt: off
_SYLLABLES = (
    "ka", "ri", "no", "ta", "me", "lo", "su", "bi", "en", "dar",
    "vos", "pra", "il", "un", "ter", "go", "shi", "mal", "pe", "ro",
)
_OTHERS = (
    "zha", "qui", "xo", "wem", "phlo", "gryn", "dzu", "vyk", "tsar", "brek",
    "fjo", "nko", "hux", "mbi", "olt", "yev", "sko", "urz", "chth", "wlad",
)
NAMES = ("Kursk", "Moskow", "Pyongyang", "Jakarta", "Seoul", "Lavrov", "Pentagon", "Beijing", "Tokyo")
# fmt: on
_NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """Words of no language, and how often they are used: a few all the time, most hardly ever (Zipf's law)."""
    rng = random.Random(0)
    made = ["".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(1, 4))) for _ in range(20_000)]
    known = [*NAMES, *dict.fromkeys(made)]
    # The names are as frequent as the five-thousandth word.
    return known, list(accumulate(1 / (5_000 if rank < len(NAMES) else rank) for rank in range(len(known))))


def words(rng: random.Random, count: int) -> str:
    """So many words, one of `NAMES` among them now and then."""
    known, weights = _vocabulary()
    return " ".join(rng.choices(known, cum_weights=weights, k=count))


def rare_name(rng: random.Random) -> str:
    """Two words that hardly any text has."""
    return " ".join("".join(rng.choice(_OTHERS) for _ in range(rng.randint(2, 3))).title() for _ in range(2))


def body(rng: random.Random, *, number: int) -> str:
    """A few paragraphs of HTML with links, emphasis, entities and a picture, as editors' systems write them."""
    picture = (
        f'<figure class="wp-block-image size-large"><img loading="lazy" decoding="async" width="1024" '
        f'height="683" src="https://news.example/uploads/{number}-1024x683.jpg" alt="{words(rng, 4)}" '
        f"/><figcaption>{words(rng, 6)}</figcaption></figure>\n"
    )
    paragraphs = "".join(
        f'<p>{words(rng, 9)} <a href="https://news.example/topics/{rng.randint(1, 999)}" rel="noopener">'
        f"{words(rng, 3)}</a>&#8217;s {words(rng, 9)} <strong>{words(rng, 2)}</strong>, {words(rng, 6)} &amp; "
        f"<em>{words(rng, 2)}</em>&nbsp;&#8211; {words(rng, 7)}.<br />\n{words(rng, 7)}</p>\n"
        for _ in range(4)
    )
    return picture + paragraphs


def rss_item(*, feed: int, number: int) -> str:
    """An item of RSS 2.0 with a teaser and a body of several paragraphs: about 2.7 KB."""
    rng = random.Random(f"{feed}/{number}")
    link = f"https://news.example/{feed}/{number}/?utm_source=rss&utm_medium=feed"
    date = format_datetime(_NOON + timedelta(minutes=number))
    return (
        f"<item><title>{words(rng, 9)}</title><link>{escape(link)}</link>"
        f'<guid isPermaLink="false">{feed}-{number}</guid><pubDate>{date}</pubDate>'
        f"<dc:creator>{words(rng, 2)}</dc:creator><category>{words(rng, 1)}</category>"
        f"<description>{escape('<p>' + words(rng, 30) + '</p>')}</description>"
        f"<content:encoded><![CDATA[{body(rng, number=number)}]]></content:encoded></item>\n"
    )


def rss(*, feed: int, newest: int, items: int = ITEMS) -> bytes:
    """A feed with its newest items first; a number more at `newest` is one item more at the top."""
    entries = "".join(rss_item(feed=feed, number=number) for number in range(newest, newest - items, -1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>Feed {feed}</title><link>https://news.example/{feed}/</link><language>en</language>"
        f"<lastBuildDate>{format_datetime(_NOON + timedelta(minutes=newest))}</lastBuildDate>\n"
        f"{entries}</channel></rss>"
    ).encode()


def atom(*, feed: int, newest: int, items: int = ITEMS) -> bytes:
    """The same as Atom 1.0."""

    def entry(number: int) -> str:
        rng = random.Random(f"{feed}/{number}")
        date = (_NOON + timedelta(minutes=number)).isoformat()
        return (
            f'<entry><title>{words(rng, 9)}</title><link href="https://news.example/{feed}/{number}"/>'
            f"<id>tag:news.example,2026:{feed}/{number}</id><updated>{date}</updated><published>{date}</published>"
            f"<author><name>{words(rng, 2)}</name></author><summary>{words(rng, 40)}</summary>"
            f'<content type="html">{escape(body(rng, number=number))}</content></entry>\n'
        )

    entries = "".join(entry(number) for number in range(newest, newest - items, -1))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Feed {feed}</title><id>tag:news.example,2026:{feed}</id>"
        f"<updated>{(_NOON + timedelta(minutes=newest)).isoformat()}</updated>"
        f"{entries}</feed>"
    ).encode()
