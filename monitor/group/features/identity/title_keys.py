"""What makes two entries the same item: the same link, or the same title, however it is decorated.

A key that is not sure to identify is not made at all: a wrong one would fold one event into another.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from monitor.group.features.identity.live_pages import is_live
from monitor.group.features.terms import content_size
from monitor.language.headlines.flash_heads import without_flash
from monitor.language.words import words

_TRACKING = re.compile(
    r"(utm_\w+|fbclid|gclid|dclid|yclid|msclkid|mc_[ce]id|igshid|_ga|ref|ref_src|cmp|cmpid|ito|ocid|amp|outputtype"
    r"|at_\w+|ns_\w+|rss|ftag|smid|xtor|spm)",
    re.IGNORECASE,
)
_HOST_DECORATION = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+")
_AMP = re.compile(r"^/amp(?=/.)|/amp/*$|\.amp(?=$|\.html$)", re.IGNORECASE)

_SUFFIX = re.compile(r"\s+[-–—|·•»]\s+(?P<publisher>[^-–—|·•»]{2,40})$")
_MIN_TITLE_WORDS = 4
_HEAD_WORDS = 6


def link_key(url: str) -> str:
    """The link without what differs between copies of one page; empty for none or for a front page."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # an unbalanced bracket in the host: no link that anybody can follow
        return ""
    host = _HOST_DECORATION.sub("", (parts.hostname or "").lower())
    path = _AMP.sub("", parts.path).rstrip("/")
    query = urlencode(
        sorted((name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(name))
    )
    if not host or not (path or query):
        return ""
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def headline(title: str) -> str:
    """The title without the publisher's name behind it and without a live blog's head before it."""
    title = without_flash(title)
    suffix = _SUFFIX.search(title)
    if suffix and _is_publisher(suffix["publisher"]) and content_size(title[: suffix.start()]) >= _MIN_TITLE_WORDS:
        title = title[: suffix.start()]
    head, colon, rest = title.partition(": ")
    if colon and rest.strip() and is_live(title) and len(head.split()) <= _HEAD_WORDS:
        return rest
    return title


def title_key(title: str) -> str:
    """The words of the headline; empty if they are too few, or have changing news under them."""
    if is_live(title):
        return ""
    bare = headline(title)
    return " ".join(words(bare)) if content_size(bare) >= _MIN_TITLE_WORDS else ""


def _is_publisher(text: str) -> bool:
    """Whether what follows the dash is a name and not news: '… - 12 dead' must stay."""
    names = text.split()
    return (
        len(names) <= 4
        and not any(character.isdigit() for character in text)
        and not any(name[0].islower() and "." not in name and len(name) > 3 for name in names)
    )
