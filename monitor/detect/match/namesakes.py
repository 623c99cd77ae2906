"""Whether what stands beside a name shows that it is not the entity's: another given name, a film's title."""

from __future__ import annotations

from monitor.detect.match.folded_item import STRIDE, FoldedItem, Span
from monitor.detect.rules.rule import Alias, Entity
from monitor.language.tables import word_list
from monitor.language.words import words

_QUOTES = "\"'«„“”‘’「『《〈"
_TITLE_BRACKETS = {"《": "》", "〈": "〉"}


def given_name_before(reading: FoldedItem, span: Span, entity: Entity, alias: Alias) -> str:
    """The given name of somebody else that stands before a person's surname; empty if there is none."""
    first = span[0] // STRIDE
    if entity.kind != "person" or first == 0 or " " in alias.text:
        return ""
    before = reading.tokens[first - 1]
    if before not in word_list("given_names") or not reading.tokens[first][0].isalpha():
        return ""
    own = " ".join(words(before))
    return "" if any(own in words(name.text) for name in entity.names) else before


def title_of_work(reading: FoldedItem, span: Span) -> str:
    """What shows that a name is the title of a film or a book; empty if nothing does."""
    first, last = span[0] // STRIDE, span[1] // STRIDE
    own = reading.tokens[first]
    if own[0] in _TITLE_BRACKETS or "《" in own or "〈" in own:
        before, after = reading.before(span, 1), reading.after(span, 1)
        if before and _TITLE_BRACKETS.get(before) == after:
            return f"{before}{after}"
    if first == 0:
        return ""
    before = reading.tokens[first - 1].casefold()
    if before in word_list("works_before") or (before == ":" and _is_marker(reading, first - 2)):
        return before
    if own[0] in _QUOTES and before in word_list("works") and _closes(reading, last):
        return before
    return ""


def _is_marker(reading: FoldedItem, number: int) -> bool:
    return number >= 0 and f"{reading.tokens[number].casefold()}:" in word_list("works_before")


def _closes(reading: FoldedItem, number: int) -> bool:
    """Whether a quotation ends with the token, so that nothing but the name is in it."""
    return reading.tokens[number].rstrip(".,;:!?)")[-1:] in "\"'»“”‘’」』》"
