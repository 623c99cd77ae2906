"""What the words of texts may be a part of, remembered by language and bounded in bytes.

News repeats its words, so most words of an item were met before. What is remembered has two generations: what was
met since the young one began, and what was met before. Once the young one is full, the old one goes and the young
one takes its place, so a word that keeps coming is never forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from monitor.detect.match.candidates import Candidate, Declared, Needles
from monitor.detect.match.text.tokens import MAX_LETTERS, fold_token

MAX_BYTES = 24 * 1024 * 1024
"""Bytes that the words of all languages may take, for one set of terms."""
_ENTRY = 140
"""Bytes that a word takes beside its letters: the text, and its place in a set that is half empty."""
_CANDIDATE = 112

Candidates = tuple[Candidate, ...]


class WordMemories:
    """A memory of words for each declared language; items that declare none share one that leaves it open."""

    def __init__(self, needles: Needles, *, max_bytes: int = MAX_BYTES) -> None:
        self._needles = needles
        self._most = max_bytes // 2
        self._young_bytes = 0
        self._memories: dict[str | None, WordMemory] = {}

    def of(self, lang: str | None) -> WordMemory:
        """The memory of a language."""
        if self._young_bytes > self._most:
            self._age()
        memory = self._memories.get(lang)
        if memory is None:
            memory = self._memories[lang] = WordMemory(self, Declared(lang) if lang else None)
        return memory

    def found(self, tokens: Sequence[str], spoken: Declared | None) -> list[list[Candidate]]:
        """What tokens that nobody remembers may be a part of, for each."""
        return self._needles.candidates([f"{fold_token(token)} " for token in tokens], spoken)

    def grown(self, size: int) -> None:
        """Count bytes that were remembered again."""
        self._young_bytes += size

    def _age(self) -> None:
        self._young_bytes = 0
        for lang, memory in list(self._memories.items()):
            if not memory.age():
                del self._memories[lang]


class WordMemory:
    """What the words of one language may be a part of."""

    def __init__(self, memories: WordMemories, spoken: Declared | None) -> None:
        self._memories = memories
        self._spoken = spoken
        self.without_candidates: set[str] = set()
        """Young words that are a part of nothing, which most words are."""
        self._known: dict[str, Candidates] = {}
        self._old_without_candidates: set[str] = set()
        self._old_known: dict[str, Candidates] = {}

    def candidates(self, tokens: Iterable[str]) -> Mapping[str, Candidates]:
        """What may be a part of something, with those of an item's tokens that may, and of what."""
        known = self._known
        missing = set(tokens).difference(self.without_candidates).difference(known)
        long = self._learned(missing) if missing else None
        if not long:
            return known
        return {token: found for token in tokens if (found := known.get(token) or long.get(token))}

    def _learned(self, tokens: Iterable[str]) -> Mapping[str, Candidates]:
        """Keep what some tokens may be a part of; what is found in those that are too long to keep."""
        long: dict[str, Candidates] = {}
        new: list[str] = []
        for token in tokens:
            if token in self._old_without_candidates:
                self._keep(token, ())
            elif (before := self._old_known.get(token)) is not None:
                self._keep(token, before)
            else:
                new.append(token)
        for token, found in zip(new, self._memories.found(new, self._spoken) if new else (), strict=True):
            if len(token) <= MAX_LETTERS:
                self._keep(token, tuple(found))
            elif found:
                long[token] = tuple(found)
        return long

    def age(self) -> bool:
        """Make the young generation the old one; whether anything is left."""
        self._old_without_candidates, self.without_candidates = self.without_candidates, set()
        self._old_known, self._known = self._known, {}
        return bool(self._old_without_candidates or self._old_known)

    def _keep(self, token: str, found: Candidates) -> None:
        self._memories.grown(_ENTRY + len(token) + len(found) * _CANDIDATE)
        if found:
            self._known[token] = found
        else:
            self.without_candidates.add(token)
