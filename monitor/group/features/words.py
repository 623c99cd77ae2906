"""The words of an item that are compared, and those by which its rules found it."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.group.features.names.names import Names
from monitor.group.features.terms import content_size, name_terms, terms
from monitor.group.features.title_words import TitleWord, title_words

LEAD_TERMS = 3
"""Terms beside the title's that make a lead."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """An item's terms, by where they are."""

    row: tuple[TitleWord, ...]
    """The title, word by word."""
    terms: tuple[str, ...]
    """Of the title, then those that only the lead has, then the entities that distinguish anything under its
    rules."""
    title_count: int
    """How many of the terms are the title's words."""
    word_count: int
    """How many of the terms are words."""
    title_size: int
    """How many content words the title has."""
    title_set: frozenset[str]
    term_set: frozenset[str]
    distinctive_terms: frozenset[str]
    """The terms but for those by whose words the rules found the item."""
    title_names: frozenset[str]
    """Terms of the title that are likely names, and the entities that it names."""
    own: frozenset[str]
    """Terms of the words by which the rules found the item: every item of the rule has them."""

    @property
    def title(self) -> tuple[str, ...]:
        """The terms of the title, in the order of the text."""
        return self.terms[: self.title_count]

    @property
    def has_lead(self) -> bool:
        """Whether there is a lead: where there is room for a name, its absence says something."""
        return self.word_count - self.title_count >= LEAD_TERMS


def read_words(bare: str, lead: str, *, lang: str | None, names: Names, own: frozenset[str]) -> Words:
    """The words of a title and a lead."""
    title_terms = terms(bare)
    all_terms = tuple(dict.fromkeys((*title_terms, *terms(lead)))) if lead else title_terms
    distinctive = (*all_terms, *names.distinctive)
    return Words(
        row=title_words(bare, lang, names.spans),
        terms=distinctive,
        title_count=len(title_terms),
        word_count=len(all_terms),
        title_size=content_size(bare),
        title_set=frozenset(title_terms),
        term_set=frozenset(all_terms),
        distinctive_terms=frozenset(distinctive) - own,
        title_names=name_terms(bare) | names.in_title,
        own=own,
    )
