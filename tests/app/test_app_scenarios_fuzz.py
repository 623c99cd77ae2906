"""No scenario, however broken, crashes its reader."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.app.rehearsal.scenarios import read_scenarios
from monitor.config.configuration import load_configuration
from tests.examples import examples

WORDS = st.sampled_from(
    ["clock", "items", "expect", "at", "+5m", "+", "+99999999d", "2024-10-29T06:00Z", "9999-12-31T23:59Z", "title",
     "rule", "channel", "reason", "first", "suppressed_by", "folded", "no match", "feed", "tags", "", "x", "🙂"]
)  # fmt: skip
TREES = st.recursive(
    WORDS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=15,
)


def flow(node: object) -> str:
    """A tree as YAML in braces and quotes."""
    if isinstance(node, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(value)}" for key, value in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(flow, node)) + "]"
    return '"' + str(node) + '"'


@example(clock="9999-12-31T23:59Z", items=[{"title": "x", "at": "+9999d"}], expect=[])
@given(clock=WORDS, items=TREES, expect=TREES)
@settings(max_examples=examples(60))
def test_any_scenario_can_be_read(clock: object, items: object, expect: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tests").mkdir()
        text = f"clock: {flow(clock)}\nitems: {flow(items)}\nexpect: {flow(expect)}\n"
        (Path(folder) / "tests/s.yaml").write_text(text, encoding="utf-8")
        ((document, scenario),) = read_scenarios(load_configuration(Path(folder), environment={}))
        assert scenario is not None or document.problems
