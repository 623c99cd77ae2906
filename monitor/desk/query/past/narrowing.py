"""Rules -> a condition for rows of the archive, so that most items need not be read."""

from __future__ import annotations

from monitor.archive.read.filters import EVERYTHING, Filter, TextNeedles, has_needles
from monitor.detect.match.needles import RuleNeedles, needles_of
from monitor.detect.match.rule_index import RuleIndex


def narrowed(*indexes: RuleIndex) -> Filter:
    """A condition that every item holds which one of these rules matches."""
    found: list[RuleNeedles] = []
    for index in indexes:
        needles = needles_of(index)
        if needles is None:
            return EVERYTHING
        found.append(needles)
    return has_needles(
        TextNeedles(
            anywhere=frozenset().union(*(one.anywhere for one in found)),
            in_languages=(
                (
                    frozenset().union(*(one.of_names for one in found)),
                    frozenset().union(*(one.name_languages for one in found)),
                ),
                (
                    frozenset().union(*(one.of_nouns for one in found)),
                    frozenset().union(*(one.noun_languages for one in found)),
                ),
            ),
        )
    )
