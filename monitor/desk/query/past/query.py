"""A query -> one rule, compiled like any other: with the entities and lists of a folder of rules."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from monitor.clock import now
from monitor.detect.detector import Detector
from monitor.detect.load import load
from monitor.detect.reader.query import parse_query
from monitor.errors import MonitorError

_NAME = "search"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledQuery:
    """A query as a rule."""

    detector: Detector
    yaml: str
    """The rule as it can be pasted into a pack."""


def compile_query(text: str, *, directory: Path | None) -> CompiledQuery:
    """The rule of a query; `directory` is the folder whose entities and lists it may name, None for none of its
    own.

    Raises MonitorError if the query means nothing, with every problem.
    """
    body = text.strip()
    if not body.startswith(("{", "[")):
        written = parse_query(body)
        value = written if isinstance(written, dict) and "term" not in written else {"any": [written]}
        body = msgspec.json.encode(value).decode()
    with TemporaryDirectory(prefix="monitor-query-") as made:
        folder = Path(made)
        (folder / "packs").mkdir()
        (folder / "packs/query.yaml").write_text(f"rules:\n  {_NAME}: {body}\n", encoding="utf-8")
        for name in ("entities", "lists"):
            if directory is not None and (directory / name).is_dir():
                (folder / name).symlink_to((directory / name).resolve(), target_is_directory=True)
        loaded = load(folder)
        pack = str(folder / "packs/query.yaml")
    own = [problem for problem in loaded.problems if problem.path == pack and problem.blocks]
    if own:
        raise MonitorError("\n".join(f"query: {problem.advice}" for problem in own))
    return CompiledQuery(detector=Detector(loaded.rules, now=now), yaml=f"{_NAME}: {body}")
