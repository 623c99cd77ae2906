"""Two headlines laid over one another: what is alike is the frame, what was exchanged in it are the slots.

Likeness says that two headlines are of one kind; whether they are of one event is said by the slot in which they
differ: "Bus plunges into ravine in Bolivia" and "... in Nepal".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from monitor.group.features.title_words import NUMBER, Sure, TitleWord
from monitor.language.names.phonetic import sound
from monitor.language.stemmer import without_article
from monitor.language.words import fold

_MOST_WORDS = 3
_MOST_SIGNS = 5
"""Content words, or signs, that a slot has on either side at most: what is longer is another report, not an
exchange."""
_LEAST_EQUAL = 3
_LEAST_EQUAL_SIGNS = 5
_FEW_EQUAL = 2
FRAME = {Sure.PLACE: 0.5, Sure.AT: 0.6, Sure.INSIDE: 0.7, Sure.BARE: 0.8}
"""How alike the rest must be, by how surely the slot is one of names."""
_AKIN_START = 4
_AKIN_SHARE = 0.6
_AKIN_RATIO = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A stretch that the two headlines have exchanged."""

    new: tuple[TitleWord, ...]
    old: tuple[TitleWord, ...]

    def __str__(self) -> str:
        return f"{_written(self.old)} / {_written(self.new)}"

    @property
    def sure(self) -> Sure:
        """How surely both sides are names: as the less sure one is."""
        return min(_surest(self.new), _surest(self.old))


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """One headline over another."""

    slots: tuple[Slot, ...]
    equal: int
    """Content words in both."""
    total: int
    """Content words of both together."""
    by_sign: bool

    def frame(self, slots: Sequence[Slot]) -> float:
        """How alike the headlines are outside of these slots, 0 to 1."""
        swapped = sum(_size(slot.new) + _size(slot.old) for slot in slots)
        rest = self.total - swapped
        return 2 * self.equal / rest if rest else 0.0


def overlay(new: Sequence[TitleWord], old: Sequence[TitleWord]) -> Overlay:
    """Lay one headline over another, word by word."""
    matcher = SequenceMatcher(None, [word.key for word in old], [word.key for word in new], autojunk=False)
    slots: list[Slot] = []
    equal = 0
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            equal += _size(new[new_start:new_end])
        elif kind == "replace":
            slots.append(Slot(new=tuple(new[new_start:new_end]), old=tuple(old[old_start:old_end])))
    signs = sum(word.sign for word in new)
    return Overlay(slots=tuple(slots), equal=equal, total=_size(new) + _size(old), by_sign=2 * signs > len(new))


def swapped_names(laid: Overlay) -> tuple[Slot, ...]:
    """The slots in which one name was exchanged for another, if the rest is alike enough for that to matter."""
    slots = [slot for slot in laid.slots if _of_names(slot)]
    if not slots:
        return ()
    frame = laid.frame(slots)
    least = _LEAST_EQUAL_SIGNS if laid.by_sign else _LEAST_EQUAL
    if laid.equal < least and not (laid.equal >= _FEW_EQUAL and frame == 1.0):
        return ()
    return tuple(slot for slot in slots if frame >= FRAME[slot.sure])


def is_short(slot: Slot) -> bool:
    """Whether both sides say something, and neither so much that it is another report."""
    return all(0 < len(side) <= _most(side) for side in (_content(slot.new), _content(slot.old)))


def _most(side: Sequence[TitleWord]) -> int:
    return _MOST_SIGNS if side and side[0].sign else _MOST_WORDS


def _of_names(slot: Slot) -> bool:
    sides = (_content(slot.new), _content(slot.old))
    if not is_short(slot):
        return False
    for side in sides:
        names = sum(word.sure > Sure.NOT for word in side)
        if 2 * names < len(side):
            return False
        if names < len(side) and not any(map(_has_case, side)):
            return False  # no capitals: a word of what happens says that it is none
    new, old = sides
    return not any(akin(mine.text, other.text) for mine in new for other in old) and not _initials(new, old)


def akin(some: str, other: str) -> bool:
    """Whether two words may be forms or spellings of one name: Kevin and Kelvin, Kiev and Kyiv."""
    some, other = (without_article("".join(fold(name).split())) for name in (some, other))
    if some == other or (sounds := sound(some)) == sound(other):
        return True
    shorter = min(len(some), len(other))
    common = next((at for at in range(shorter) if some[at] != other[at]), shorter)
    if common >= _AKIN_START and common >= _AKIN_SHARE * shorter:
        return True
    if shorter < _AKIN_START:
        return False
    return SequenceMatcher(None, sounds, sound(other), autojunk=False).ratio() >= _AKIN_RATIO


def _has_case(word: TitleWord) -> bool:
    return word.text[0].lower() != word.text[0].upper()


def _initials(new: Sequence[TitleWord], old: Sequence[TitleWord]) -> bool:
    """Whether one side abbreviates the other: EEUU, Estados Unidos; VW, Volkswagen."""
    for short, long in ((new, old), (old, new)):
        if len(short) != 1 or not short[0].text.isupper() or len(short[0].text) < 2:
            continue
        letters = fold(short[0].text).replace(" ", "")
        heads = "".join(fold(word.text).strip()[:1] for word in long)
        if letters == heads or "".join(dict.fromkeys(letters)) == heads:
            return True
        name = "".join(fold(word.text).replace(" ", "") for word in long)
        if len(long) == 1 and name[:1] == letters[:1] and _within(letters, name):
            return True
    return False


def _within(letters: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)


def _content(words: Sequence[TitleWord]) -> list[TitleWord]:
    return [word for word in words if word.content]


def _size(words: Sequence[TitleWord]) -> int:
    return sum(word.content for word in words)


def _surest(words: Sequence[TitleWord]) -> Sure:
    return max((word.sure for word in words if word.content), default=Sure.NOT)


def _written(words: Sequence[TitleWord]) -> str:
    blank = "" if words and words[0].sign else " "
    return blank.join(word.text for word in words if word.content or word.key == NUMBER)
