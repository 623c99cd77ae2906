"""The words that fired, marked in a feed's text. One of the two modules that make markup, of escaped parts."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from markupsafe import Markup, escape

from monitor.language.display import without_commands
from monitor.model.ids import EntityId
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hit
from monitor.model.news.item import Field


def marked(text: str, match: Match, field: Field, *, name: Callable[[EntityId], str], limit: int = 0) -> Markup:
    """A field of a match's item with its hits marked; cut after `limit` code points, unless that is 0."""
    text = unicodedata.normalize("NFC", text)
    hits = {hit for rule in (*match.rules, *match.counted_by) for hit in rule.hits if hit.field is field}
    return _marked(text, hits, name, limit or len(text))


def _marked(text: str, hits: Iterable[Hit], name: Callable[[EntityId], str], limit: int) -> Markup:
    parts, at = [], 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start < at or hit.end > min(limit, len(text)):
            continue
        parts.append(escape(without_commands(text[at : hit.start])))
        if hit.entity is not None:
            parts.append(
                Markup('<mark class="name" title="{}">{}</mark>').format(
                    name(hit.entity), without_commands(text[hit.start : hit.end])
                )
            )
        else:
            parts.append(
                Markup('<mark title="{}">{}</mark>').format(hit.term, without_commands(text[hit.start : hit.end]))
            )
        at = hit.end
    rest = text[at:limit]
    parts.append(escape(without_commands(rest) + ("…" if len(text) > limit else "")))
    return Markup("").join(parts)
