"""The files of a table as sources of rows: of what several of them have, each row once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from monitor.archive.driver import paths_literal
from monitor.archive.segments import Segment
from monitor.archive.tables import TABLES, TableName, no_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSource:
    """A file, and which of its rows count."""

    file: Segment
    after: int
    """Rows up to this entry are in the files before, in the same life."""
    earlier: tuple[Path, ...]
    """The files of earlier lives of its stream."""

    @property
    def sql(self) -> str:
        """`FROM … WHERE …`, to which further conditions may be added with AND."""
        rows = f"SELECT * FROM read_parquet({paths_literal([self.file.path])})"
        here = f"({rows} UNION ALL BY NAME {no_rows(TABLES[self.file.table])}) AS here"
        return f"FROM {here} WHERE entry > {self.after}{self._not_earlier}"

    @property
    def _not_earlier(self) -> str:
        """After a loss the store may get an item again that an earlier life has on disk: the first one counts."""
        if not self.earlier or self.file.table is not TableName.ITEMS:
            return ""
        return (
            f" AND NOT EXISTS (SELECT 1 FROM read_parquet({paths_literal(self.earlier)}, union_by_name = true)"
            " AS before WHERE before.id = here.id AND before.edition = here.edition)"
        )


def row_sources(files: Iterable[Segment]) -> list[RowSource]:
    """The sources of rows of some files that count, of any streams, in the same order."""
    found: list[RowSource] = []
    ends: dict[tuple[str, int], int] = {}
    held = list(files)
    for one in held:
        line = one.stream, one.life
        earlier = tuple(other.path for other in held if other.stream == one.stream and other.life < one.life)
        found.append(RowSource(file=one, after=ends.get(line, -1), earlier=earlier))
        ends[line] = max(one.last, ends.get(line, -1))
    return found
