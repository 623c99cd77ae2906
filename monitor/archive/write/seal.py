"""The child process: `python -m monitor.archive.write.seal` reads jobs from standard input and answers each.

It lives for one batch of jobs, so that what the driver takes of memory is given back. It never speaks to the
store. It may be killed at any moment: what is not under its final name by then does not count.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import assert_never

import msgspec

from monitor.archive.driver import Connection, connected, copy_rows, literal, paths_literal
from monitor.archive.metadata import file_marks
from monitor.archive.publish import publish
from monitor.archive.segments import Segment, live, segment_name, segments
from monitor.archive.tables import TABLES, Table
from monitor.archive.write.forget import forget
from monitor.archive.write.jobs import Answer, Failed, ForgetJob, Job, Probed, ProbeJob, Sealed, SealJob, TidyJob
from monitor.archive.write.lines import read_lines
from monitor.archive.write.merge import merge_small
from monitor.archive.write.rows import write_rows
from monitor.archive.write.tidy import tidy
from monitor.errors import MonitorError

_NICE = 10


def main() -> None:
    """Do the jobs, one after the other, until one fails."""
    with suppress(OSError):
        os.nice(_NICE)
    for line in sys.stdin.buffer:
        answer = _answered(msgspec.json.decode(line, type=Job))
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
        sys.stdout.buffer.flush()
        if isinstance(answer, Failed):
            sys.exit(1)


def _answered(job: Job) -> Answer:
    try:
        match job:
            case SealJob():
                return seal(job)
            case ProbeJob():
                return probe(job)
            case TidyJob():
                with connected():  # whoever has no driver is to know at once, not when there is something to write
                    pass
                return tidy(job, merge=merge_small)
            case ForgetJob():
                return forget(job)
            case _:
                assert_never(job)
    except OSError as error:
        return Failed(why=f"{error.strerror or error}: {error.filename or job.folder}")
    except MonitorError as error:
        return Failed(why=str(error))


def seal(job: SealJob) -> Sealed:
    """Make a file of the lines of a job. May be repeated. Raises OSError and MonitorError."""
    folder, table = Path(job.folder), TABLES[job.table]
    home, lines = folder / table.name, Path(job.lines)
    scratch = home / f".{os.getpid()}"
    rows_file, made = scratch.with_suffix(".rows"), scratch.with_suffix(".made")
    try:
        rows, unreadable = write_rows(read_lines(lines), table.name, rows_file)
        name = segment_name(stream=job.stream, life=job.life, first=job.first, last=job.last)
        with connected(spill=scratch, writes=True) as connection:
            copy_rows(
                connection,
                table,
                rows=rows_file,
                to=made,
                metadata=file_marks(after=job.after),
                unless=_on_disk_in_earlier_lives(job, table),
            )
        if unreadable:  # nothing that came in is thrown away
            shutil.copyfile(lines, home / f".unreadable-{name}.lines")
        publish(made, home / name)
    finally:
        for leftover in (rows_file, made):
            leftover.unlink(missing_ok=True)
        shutil.rmtree(scratch, ignore_errors=True)
    lines.unlink(missing_ok=True)
    return Sealed(last=job.last, rows=rows, unreadable=unreadable)


def probe(job: ProbeJob) -> Probed:
    """Whether the entry of a job is on disk as the store has it now. Raises OSError and MonitorError."""
    folder, table = Path(job.folder), TABLES[job.table]
    lines = Path(job.lines)
    rows_file = folder / table.name / f".{os.getpid()}.rows"
    try:
        numbers = [entry.number for entry in read_lines(lines)]
        rows, _ = write_rows(read_lines(lines), table.name, rows_file)
        held = [one for one in _files(job) if numbers and one.first <= numbers[0] <= one.last]
        if not rows or not held:
            return Probed(same=False)
        with connected(writes=True) as connection:
            return Probed(same=_same_row(connection, table, rows_file, held))
    finally:
        rows_file.unlink(missing_ok=True)
        lines.unlink(missing_ok=True)


def _same_row(connection: Connection, table: Table, rows: Path, held: list[Segment]) -> bool:
    columns = ", ".join(f"{name}: '{table.columns.get(name, 'UBIGINT')}'" for name in ("entry", *table.key))
    same = " AND ".join(f"store.{name} IS NOT DISTINCT FROM kept.{name}" for name in ("entry", *table.key))
    found = connection.run(
        f"SELECT count(*) FROM read_json({literal(str(rows))}, format = 'newline_delimited',"
        f" columns = {{{columns}}}, maximum_object_size = 67108864) AS store"
        f" JOIN read_parquet({paths_literal([one.path for one in held])}, union_by_name = true) AS kept ON {same}"
    )
    return bool(found[0][0])


def _on_disk_in_earlier_lives(job: SealJob, table: Table) -> str:
    """The condition for rows that a file of an earlier life has: after a loss the store is read from its
    beginning."""
    earlier = [one for one in _files(job) if one.life < job.life and one.last >= job.first]
    if not earlier:
        return ""
    same = " AND ".join(f"kept.{name} IS NOT DISTINCT FROM fresh.{name}" for name in ("entry", *table.key))
    files = paths_literal([one.path for one in earlier])
    return f"EXISTS (SELECT 1 FROM read_parquet({files}, union_by_name = true) AS kept WHERE {same})"


def _files(job: SealJob | ProbeJob) -> list[Segment]:
    return [one for one in live(segments(Path(job.folder), job.table)) if one.stream == job.stream]


if __name__ == "__main__":
    main()
