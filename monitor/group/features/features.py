"""What grouping takes from a match, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.group.features.boilerplate import Boilerplate, parts_of
from monitor.group.features.claims import Claims, read_claims
from monitor.group.features.identity.identity import Identity, read_identity
from monitor.group.features.identity.title_keys import headline
from monitor.group.features.names.names import Names, read_names
from monitor.group.features.own_words import OwnWords
from monitor.group.features.words import Words, read_words
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Merge

_LEAD = 400
"""Characters of the summary that count: what follows is background, and alike in different stories."""
_LOOSEST_FIRST = (Merge.LOOSE, Merge.NORMAL, Merge.STRICT, Merge.NONE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """One match as grouping sees it."""

    identity: Identity
    words: Words
    names: Names
    claims: Claims
    merge: Merge
    """The strictest that one of its rules asks for."""
    join: timedelta | None
    """The shortest that one of its rules gives its stories to take more."""
    boilerplate: tuple[int, ...]
    """What of the item may turn out to be boilerplate of its feed."""
    expressions: tuple[tuple[str, tuple[str, ...]], ...]
    """For each rule that found it by an expression, the terms of what the expression fitted."""


def read(match: Match, boilerplate: Boilerplate, own_words: OwnWords) -> Features:
    """Read a match, as far as its feed's boilerplate and its rules' own words are known by now."""
    item = match.item
    bare = headline(boilerplate.bare(item.feed, item.title))
    lead = item.summary[:_LEAD]
    plain = boilerplate.plain(item.feed, lead) if lead else lead
    names = read_names(match, bare=bare)
    words = read_words(bare, plain, lang=item.lang, names=names, own=own_words.of(match))
    spans = [hit.story.join for hit in match.rules if hit.story.join is not None]
    return Features(
        identity=read_identity(item, bare=bare),
        words=words,
        names=names,
        claims=read_claims(bare, plain, lang=item.lang),
        merge=max((hit.story.merge for hit in match.rules), key=_LOOSEST_FIRST.index, default=Merge.NORMAL),
        join=min(spans, default=None),
        boilerplate=parts_of(item.feed, item.title, lead),
        expressions=own_words.found_by_expression(match),
    )
