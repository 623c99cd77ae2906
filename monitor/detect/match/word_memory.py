"""What the words of texts may be a part of, remembered by language and bounded in bytes.

News repeats its words, so most words of an item were met before. What is remembered has two generations: what was
met since the young one began, and what was met before. Once the young one is full, the old one goes and the young
one takes its place, so a word that keeps coming is never forgotten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from monitor.detect.match.candidates import Candidate, Declared, Needles
from monitor.language.tokens import MAX_LETTERS, fold_tokens

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

    def found(self, tokens: Sequence[str], spoken: Declared | None) -> Mapping[int, Candidates]:
        """What tokens that nobody remembers may be a part of, by their numbers."""
        found = self._needles.candidates(fold_tokens(tokens), spoken)
        return {number: tuple(candidates) for number, candidates in found.items()}

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
        """Those of an item's tokens that may be a part of something, and of what."""
        known = self._known
        rest = set(tokens).difference(self.without_candidates)
        missing = rest.difference(known)
        long = self._learned(missing) if missing else {}
        return {token: found for token in rest if (found := known.get(token) or long.get(token))}

    def _learned(self, missing: set[str]) -> Mapping[str, Candidates]:
        """Keep what some tokens may be a part of; what is found in those that are too long to keep."""
        again = missing & self._old_without_candidates
        self._keep_without_candidates(again)
        missing -= again
        for token in missing & self._old_known.keys():
            self._keep(token, self._old_known[token])
            missing.discard(token)
        if not missing:
            return {}
        new = list(missing)
        found = self._memories.found(new, self._spoken)
        long: dict[str, Candidates] = {}
        for number, candidates in found.items():
            token = new[number]
            missing.discard(token)
            if len(token) <= MAX_LETTERS:
                self._keep(token, candidates)
            else:
                long[token] = candidates
        if max(map(len, new)) > MAX_LETTERS:
            missing = {token for token in missing if len(token) <= MAX_LETTERS}
        self._keep_without_candidates(missing)
        return long

    def age(self) -> bool:
        """Make the young generation the old one; whether anything is left."""
        self._old_without_candidates, self.without_candidates = self.without_candidates, set()
        self._old_known, self._known = self._known, {}
        return bool(self._old_without_candidates or self._old_known)

    def _keep(self, token: str, found: Candidates) -> None:
        self._memories.grown(_ENTRY + len(token) + len(found) * _CANDIDATE)
        self._known[token] = found

    def _keep_without_candidates(self, tokens: Collection[str]) -> None:
        if tokens:
            self._memories.grown(_ENTRY * len(tokens) + sum(map(len, tokens)))
            self.without_candidates.update(tokens)
