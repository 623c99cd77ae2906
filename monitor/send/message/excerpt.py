"""The words that fired, in their context."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.language.display import isolate, line, neutralise
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hit
from monitor.model.news.item import Field

_CONTEXT = 60
"""Code points shown on either side of a hit."""
_PASSAGES = 3
_LONGEST = 240
"""Of one passage: words that fired close together may make it as long as the text."""
_LEAD = 160
"""Code points of the summary that are shown where no words fired."""
_ORDER = (Field.SUMMARY, Field.BODY, Field.FIELDS)
"""Not the title: the message is headed by it."""

Span = tuple[int, int]


def excerpt(match: Match) -> str:
    """A few passages of the item around the words that fired, each of these in «…».

    Every term is shown once, up to three passages. Nothing, if all of them fired in the title, which heads the
    message. Without any words: how the summary begins.
    """
    shown: set[str] = set()
    passages: list[str] = []
    for field in _ORDER:
        hits = _hits(match, field)
        chosen: list[Span] = []
        for hit in hits:
            term = hit.entity or hit.term.casefold()
            if term not in shown:
                shown.add(term)
                chosen.append((hit.start, hit.end))
        spans = _merged([(hit.start, hit.end) for hit in hits])
        text = match.item.text(field)
        passages.extend(_passage(text, window, spans) for window in _windows(text, chosen))
    if not passages and not _hits(match, Field.TITLE):
        return isolate(line(match.item.summary or match.item.body, limit=_LEAD))
    return " · ".join(isolate(line(passage, limit=_LONGEST)) for passage in passages[:_PASSAGES])


def _hits(match: Match, field: Field) -> list[Hit]:
    """The field's hits in the order of the text; one that points outside of it is left out."""
    length = len(match.item.text(field))
    hits = (hit for rule in match.rules for hit in rule.hits if hit.field is field)
    return sorted(
        (hit for hit in hits if 0 <= hit.start < hit.end <= length), key=lambda hit: (hit.start, hit.end)
    )


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Sorted spans, those that overlap made one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _windows(text: str, chosen: Sequence[Span]) -> list[Span]:
    """The pieces of the text to show around these spans."""
    return _merged(
        [(_back(text, start - _CONTEXT, start), _on(text, end, end + _CONTEXT)) for start, end in chosen]
    )


def _back(text: str, wanted: int, hit: int) -> int:
    """Where to begin so that no word is cut, as near after `wanted` as may be."""
    if wanted <= 0:
        return 0
    blank = text.find(" ", wanted, hit)
    return blank + 1 if blank >= 0 else wanted


def _on(text: str, hit: int, wanted: int) -> int:
    """Where to end so that no word is cut, as near before `wanted` as may be."""
    if wanted >= len(text):
        return len(text)
    blank = text.rfind(" ", hit, wanted)
    return blank if blank >= 0 else wanted


def _passage(text: str, window: Span, spans: Sequence[Span]) -> str:
    start, end = window
    pieces = ["… " if start > 0 else ""]
    at = start
    for hit_start, hit_end in spans:
        if hit_start >= at and hit_end <= end:
            pieces += [text[at:hit_start], "«", text[hit_start:hit_end], "»"]
            at = hit_end
    pieces += [text[at:end], " …" if end < len(text) else ""]
    return neutralise("".join(pieces)).strip()
