"""What is to be forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.model.activity import Doer
from monitor.model.ids import ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetRequest:
    """What is to be forgotten: the items with an address, those that a text is in, or all from before an instant.

    One of the three is given. All that was decided, sent and noted about these items goes with them.
    """

    id: str
    at: datetime
    """When a person asked. Items that come later stay."""
    by: Doer
    url: str = ""
    """The link or the guid of the items, letter for letter."""
    text: str = ""
    """What is in a text of the items, letter for letter but for capitals."""
    before: datetime | None = None
    """When the items were seen that stay."""
    items: tuple[ItemId, ...] = ()
    """The items that were found so far: kept, because what shows that they are meant goes first."""
    titles: tuple[str, ...] = ()
    """Their headlines, which what is kept of other items may quote."""

    is_taken_out: bool = False
    """Whether all is taken out, and only the store's own files still have it. Then the rest here is empty."""

    def taken_out(self) -> ForgetRequest:
        """What is left to do when all is taken out."""
        return ForgetRequest(id=self.id, at=self.at, by=self.by, is_taken_out=True)

    def with_found(self, items: Iterable[ItemId], titles: Iterable[str]) -> ForgetRequest:
        """The same request with further items and headlines."""
        return replace(
            self,
            items=tuple(dict.fromkeys((*self.items, *items))),
            titles=tuple(dict.fromkeys((*self.titles, *titles))),
        )
