"""Whether a line shows that a name is that of an outlet, a place elsewhere, somebody long dead, or a likeness."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import Span
from monitor.detect.rules.entity import Entity
from monitor.language.names.offices import is_office
from monitor.language.tables import rows, word_list
from monitor.language.words import words

_TAIL = re.compile(r"\s[-|–—•·:]\s(?=[^-|–—•·]{2,40}$)")
"""Before the last part of a headline, where aggregators put the outlet."""
_IN_BRACKETS = re.compile(r"\s*[(\[]([^)\]]{2,30})[)\]]")
_BEHIND_COMMA = re.compile(r",\s+((?:[^\W\d_][\w.'’-]*)(?:\s[^\W\d_][\w.'’-]*){0,3})")
_MOST_WORDS = 4
_MOST_OF_OUTLET = 6
_LINK = 3
"""Letters of the longest word that has no capital in an outlet's name."""
_BESIDE = 40
"""So many letters beside a name are looked at."""


def outlet(reading: FoldedItem, span: Span) -> str:
    """The word of an outlet in the last part of a line, if the name is in that part; empty if not."""
    before, own, after = reading.line(span)
    line = f"{before}{own}{after}"
    tail = _TAIL.search(line)
    if tail is None or tail.end() > len(before):
        return ""
    part = line[tail.end() :]
    last = words(part)
    if len(last) > _MOST_OF_OUTLET or any(word[0].islower() and len(word) > _LINK for word in part.split()):
        return ""  # EXCLUSIVE - China today bans exports: a sentence, not a name
    return next((word for word in last if word in _folded("outlets")), "")


def region_elsewhere(reading: FoldedItem, span: Span, entity: Entity) -> str:
    """The region of another country that follows a name in brackets or behind a comma: Armenia (Quindío)."""
    after = reading.after(span, _BESIDE)
    found = _IN_BRACKETS.match(after) or _BEHIND_COMMA.match(after)
    if found is None:
        return ""
    own = {entity.id, *entity.part_of}
    written = found[1].split()
    for length in range(min(len(written), _MOST_WORDS), 0, -1):
        region = " ".join(written[:length])
        countries = _regions().get(region) or _regions().get(" ".join(words(region))) or frozenset()
        if countries and own.isdisjoint(countries):
            return region
    return ""


def part_of_town(reading: FoldedItem, span: Span, entity: Entity) -> str:
    """The word for a district, a village or a beach right before a country's name: Strand Brasilien."""
    if entity.kind != "country":
        return ""
    before = words(reading.before(span, _BESIDE))
    if before and before[-1] in _folded("street_links"):
        before.pop()
    return before[-1] if before and before[-1] in _folded("districts") else ""


def historical(reading: FoldedItem, span: Span) -> str:
    """The given name of somebody called after a country, as dead queens and saints are: Anne of Denmark."""
    before = reading.before(span, _BESIDE).split()
    if len(before) < 2 or " ".join(words(before[-1])) not in _folded("links_of_persons"):
        return ""
    given = before[-2]
    if given not in word_list("given_names_of_old"):
        return ""
    titled = len(before) > 2 and is_office(" ".join(words(before[-3])))
    return "" if titled else given


def likeness(reading: FoldedItem, span: Span) -> str:
    """What makes a name a likeness: the Switzerland of Africa, Paris van Java; empty if nothing does."""
    before, after = words(reading.before(span, _BESIDE)), words(reading.after(span, _BESIDE))
    if not after or after[0] not in _likenesses():
        return ""
    firsts = _likenesses()[after[0]]
    return after[0] if not firsts or (before and before[-1] in firsts) else ""


@cache
def _regions() -> Mapping[str, frozenset[str]]:
    """The countries of each region: folded, or as written if it is abbreviated."""
    found: dict[str, frozenset[str]] = {}
    for row in rows("regions"):
        country, _, names = row.partition(":")
        for name in names.split(","):
            short = name.strip().isupper() or name.strip().endswith(".")
            folded = name.strip() if short else " ".join(words(name))
            found[folded] = found.get(folded, frozenset()) | {f"country/{country.strip()}"}
    return found


@cache
def _likenesses() -> Mapping[str, frozenset[str]]:
    """The words that follow, each with the words of which one must be before; none if any may be."""
    listed = (row.partition(":") for row in rows("likenesses"))
    return {after.strip(): frozenset(before.split()) for after, _, before in listed}


@cache
def _folded(name: str) -> frozenset[str]:
    return frozenset(folded for word in word_list(name) for folded in words(word))
