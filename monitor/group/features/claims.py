"""What an item says of its event beyond naming it: counts, turns, denials."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.group.features.turns import turns_said
from monitor.language.headlines.negation import negates
from monitor.language.numbers.numbers import Number, numbers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claims:
    """What an item claims."""

    numbers: tuple[Number, ...]
    """Of the title, then of the lead."""
    turns: dict[str, str]
    """The turns that the title reports, such as the first dead or an arrest, each as it is written there."""
    negates: bool
    """Whether the title says that something is not so."""


def read_claims(bare: str, lead: str, *, lang: str | None) -> Claims:
    """The claims of a title and a lead."""
    return Claims(
        numbers=tuple(dict.fromkeys((*numbers(bare, lang), *numbers(lead, lang)))),
        turns=turns_said(bare, lang),
        negates=negates(bare, lang),
    )
