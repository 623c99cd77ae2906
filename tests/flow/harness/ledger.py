"""What must have rung, what did, and the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tests.flow.harness.news import Piece
from tests.flow.harness.phone import Phone

AMBIGUOUS = ("accepted, then hung up", "accepted, slowly")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The result of a run."""

    published: int
    expected: int
    """Stories that must ring: their rule matches, and their item was handed out whole."""
    never_offered: int
    lost: tuple[str, ...]
    unasked: tuple[str, ...]
    """Rings that no rule asked for."""
    repeats: int
    """Rings beyond the first of a story."""
    unmarked: tuple[str, ...]
    """Stories that rang more than once without a word that it may be a repeat."""
    ambiguous: int
    """Answers from which nobody can tell whether the message was accepted."""
    sender_kills: int
    faults: Mapping[str, int]
    balanced: bool
    failed: int
    """Workers that ended by themselves."""
    strict: bool
    """Whether the store never lost what it had confirmed. If it did, a told alert may be told again, unmarked."""

    @property
    def holds(self) -> bool:
        """Whether the promise was kept."""
        if self.lost or self.unasked or not self.balanced or self.failed:
            return False
        return not self.strict or (self.repeats <= self.ambiguous + self.sender_kills and not self.unmarked)


def settle(
    pieces: Collection[Piece],
    phone: Phone,
    *,
    handed_out: Collection[Piece],
    faults: Mapping[str, int],
    balanced: bool,
    failed: int,
    strict: bool,
) -> Ledger:
    """Compare what the phone accepted with what it should have."""
    offered = {piece.token for piece in handed_out if piece.rings}
    wanted = {piece.token for piece in pieces if piece.rings}
    rang = Counter(phone.accepted)
    return Ledger(
        published=len(pieces),
        expected=len(offered),
        never_offered=len(wanted - offered),
        lost=tuple(sorted(offered - rang.keys())),
        unasked=tuple(sorted(rang.keys() - wanted)),
        repeats=sum(rang.values()) - len(rang),
        unmarked=tuple(sorted(token for token, count in phone.unmarked.items() if count > 1)),
        ambiguous=sum(phone.answers[fault] for fault in AMBIGUOUS),
        sender_kills=faults.get("kill send", 0) + faults.get("freeze send", 0),
        faults=faults,
        balanced=balanced,
        failed=failed,
        strict=strict,
    )


def in_words(ledger: Ledger) -> str:
    """The ledger as a page."""
    faults = ", ".join(f"{count} x {name}" for name, count in sorted(ledger.faults.items())) or "none"
    allowed = f"{ledger.ambiguous} ambiguous answers + {ledger.sender_kills} sends cut short"
    lines = [
        f"published      {ledger.published:,} items",
        f"expected       {ledger.expected:,} stories to ring ({ledger.never_offered} more were never handed out)",
        f"lost           {len(ledger.lost)}  {' '.join(ledger.lost[:10])}",
        f"unasked        {len(ledger.unasked)}  {' '.join(ledger.unasked[:3])}",
        f"repeats        {ledger.repeats} (allowed: {allowed})",
        f"unmarked       {len(ledger.unmarked)}  {' '.join(ledger.unmarked[:10])}",
        f"balanced       {'yes' if ledger.balanced else 'NO'}",
        f"crashes        {ledger.failed}",
        f"faults         {faults}",
        f"the promise    {'holds' if ledger.holds else 'IS BROKEN'}",
    ]
    return "\n".join(lines)
