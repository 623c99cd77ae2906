"""What must have rung, what did, and the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from tests.flow.harness.news import Piece
from tests.flow.harness.phone import Phone
from tests.flow.harness.trouble import FORGETTING, UNSTORED

CUT_SHORT = ("kill send", "freeze send", "the machine stood still")
"""Troubles after which one message may be under way of which nobody knows whether it came."""
AMBIGUOUS = ("accepted, then hung up", "accepted, slowly")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One promise, and what was found against it."""

    name: str
    what: str
    """What is counted."""
    found: int
    allowed: int | None = 0
    """How many are no breach; None for any number."""
    examples: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the promise was kept."""
        return self.allowed is None or self.found <= self.allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The result of a run."""

    published: int
    expected: int
    """Stories that must ring: their rule matches, and their item was handed out whole."""
    answers: Mapping[str, int]
    faults: Mapping[str, int]
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        return all(check.holds for check in self.checks)

    def found(self, name: str) -> int:
        """What was found by the check of this name."""
        return next(check.found for check in self.checks if check.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What the store, the logs and the workers say when nothing moves any more."""

    uneven: tuple[str, ...]
    """Sums of `monitor audit` that do not balance."""
    left_over: tuple[str, ...]
    """Streams and marks that should be empty."""
    spoilt: frozenset[str]
    """Tokens of stories that a spoilt value was about."""
    secrets: tuple[str, ...]
    """Files in which the secret was found."""
    crashes: tuple[str, ...]
    """Workers that ended by themselves."""


def settle(
    pieces: Collection[Piece],
    phone: Phone,
    *,
    handed_out: Collection[Piece],
    faults: Mapping[str, int],
    held_up: Collection[str],
    aftermath: Aftermath,
) -> Ledger:
    """Compare what the phone accepted with what it should have, and look at everything else that was promised."""
    offered = {piece.token for piece in handed_out if piece.rings}
    wanted = {piece.token for piece in pieces if piece.rings}
    rang = Counter(phone.accepted)
    return Ledger(
        published=len(pieces),
        expected=len(offered),
        answers=phone.answers,
        faults=faults,
        checks=(
            _none("unread", "stories that no collector fetched", wanted - offered),
            _none("lost", "stories that never rang", offered - rang.keys() - aftermath.spoilt),
            _none("unasked", "rings that no rule asked for", rang.keys() - wanted),
            *_on_the_phone(phone, rang, faults),
            _held_up(phone, faults, held_up),
            _untold(phone, faults),
            _none(
                "unbalanced",
                "sums of `monitor audit` that do not balance",
                aftermath.uneven,
                allowed=None if _any(faults, "garbage", "forget", "fail over") else 0,
            ),
            _none(
                "left over",
                "entries and marks that should be gone",
                aftermath.left_over,
                allowed=None if _any(faults, "garbage") else 0,
            ),
            _none("secrets", "logs or stores that show a secret", aftermath.secrets),
            _none("crashes", "workers that ended by themselves", aftermath.crashes),
        ),
    )


def _any(faults: Mapping[str, int], *beginnings: str) -> bool:
    return any(name.startswith(beginnings) for name in faults)


def _held_up(phone: Phone, faults: Mapping[str, int], held_up: Collection[str]) -> Check:
    """Who had to wait for what is sick until it was cured. Other troubles may keep everybody waiting."""
    return _none(
        "held up",
        f"well alerts that still waited when the {len(phone.ill)} sick ones were cured",
        held_up,
        allowed=None if faults else 0,
    )


def _untold(phone: Phone, faults: Mapping[str, int]) -> Check:
    """Whether somebody was told that the store has forgotten."""
    forgotten = sum(count for name, count in faults.items() if name.startswith(("forget", "fail over")))
    told = [notice for notice in phone.notices if "store" in notice]
    return Check(
        name="untold",
        what=f"times that the store has forgotten without a notice ({len(phone.notices)} notices on ops)",
        found=max(forgotten - len(told), 0),
        examples=tuple(phone.notices[:5]),
    )


def _on_the_phone(phone: Phone, rang: Counter[str], faults: Mapping[str, int]) -> Iterator[Check]:
    """How it rang. A store that has forgotten what it confirmed owes nothing here but that it rings at all."""
    forgetful = _any(faults, *FORGETTING, "garbage")
    ambiguous = sum(phone.answers[fault] for fault in AMBIGUOUS)
    cut_short = sum(faults.get(name, 0) for name in CUT_SHORT)
    unstored = sum(count for name, count in faults.items() if name.startswith(UNSTORED))
    unmarked = [token for token, count in phone.unmarked.items() if count > 1]
    yield Check(
        name="repeats",
        what=f"rings beyond the first ({ambiguous} lost answers, {cut_short} sends cut short, {unstored} outages)",
        found=rang.total() - len(rang),
        allowed=None if forgetful else ambiguous + cut_short + unstored,
    )
    yield _none(
        "unmarked",
        "repeats that do not say that they may be one",
        unmarked,
        allowed=None if _any(faults, "cut", "garbage") else 0,
    )
    yield Check(
        name="overlaps",
        what="messages that came before the last about the same story was answered",
        found=phone.overlaps,
        allowed=None if forgetful else cut_short + unstored,
    )
    yield Check(
        name="too early",
        what="messages that came before Retry-After",
        found=phone.too_early,
        allowed=None if forgetful else cut_short + unstored,
    )


def _none(name: str, what: str, found: Collection[str], *, allowed: int | None = 0) -> Check:
    return Check(name=name, what=what, found=len(found), allowed=allowed, examples=tuple(sorted(found)[:5]))


def in_words(ledger: Ledger) -> str:
    """The ledger as a page."""
    lines = [
        f"{ledger.published:,} items published, {ledger.expected:,} stories to ring",
        f"troubles: {_counted(ledger.faults)}",
        f"answers:  {_counted(ledger.answers)}",
        "",
        f"{'':2}{'check':<11}{'found':>6}{'allowed':>9}  what is counted",
    ]
    for check in ledger.checks:
        allowed = "any" if check.allowed is None else f"{check.allowed:,}"
        sign = " " if check.holds else "!"
        lines.append(f"{sign:2}{check.name:<11}{check.found:>6,}{allowed:>9}  {check.what}")
        lines += [f"{'':30}{example}" for example in check.examples if not check.holds]
    return "\n".join([*lines, "", f"the promise {'holds' if ledger.holds else 'IS BROKEN'}"])


def _counted(names: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} x {name}" for name, count in sorted(names.items())) or "none"
