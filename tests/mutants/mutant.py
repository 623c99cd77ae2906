"""One change to one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A change that some test should detect."""

    path: Path
    """Relative to the root of the project."""
    kind: str
    start: int
    """First byte that is replaced."""
    end: int
    replacement: str

    def apply(self, source: bytes) -> bytes:
        """The changed source."""
        return source[: self.start] + self.replacement.encode() + source[self.end :]

    def line(self, source: bytes) -> int:
        """The line of the change, from 1."""
        return source.count(b"\n", 0, self.start) + 1

    def describe(self, source: bytes) -> str:
        """`path:line: kind: before -> after | the line`, on one line."""
        number = self.line(source)
        before, after = _short(source[self.start : self.end].decode()), _short(self.replacement)
        whole = _short(source.splitlines()[number - 1].decode())
        return f"{self.path}:{number}: {self.kind}: {before!r} -> {after!r} | {whole}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:77]}..."
