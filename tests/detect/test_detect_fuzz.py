"""No file, however broken, crashes the loader: whatever is wrong with it is a problem with a place."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.detect.edit.format_pack import Form, format_pack
from monitor.detect.load import load
from monitor.yamldoc.parse import parse

# fmt: off
WORDS = st.sampled_from(
    [
        "rules", "any", "all", "none", "near", "of", "within", "at_least", "n", "score", "terms", "weight",
        "where", "langs", "tests", "match", "no_match", "throttle", "schedule", "story", "entities",
        "names", "weak", "lists", "term", "entity", "list", "re", "in", "except", "title", "defaults",
        "pack", "severity", "a1", "b2", "Kursk", "re:(", "entity:x", "list:y", "nu*", "*", "-3", "30m",
        "unknown", "é", "\u200f", "🙂", "<<", "NO", "",
    ]
)
# fmt: on
BREAKS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line in YAML 1.1 (section 4.2)."""
YAML = st.recursive(
    WORDS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=25,
)
# fmt: off
SCRAPS = st.lists(
    st.sampled_from([
        "rules:", "-", ":", "[", "]", "{", "}", "'", '"', "#", "&a", "*a", "!t", "|", ">", "%", "---", "...", "?",
        ",", "<<", "any", "Kursk", "\u2028", "\ufeff", "é", "0", "\n", "  ", "\t", "\r", " ",
    ]),
    max_size=30,
).map("".join)
# fmt: on


def flow(node: object) -> str:
    """A tree as YAML in braces and quotes."""
    if isinstance(node, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(value)}" for key, value in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(flow, node)) + "]"
    return '"' + str(node) + '"'


def loaded(text: bytes) -> None:
    """Load a folder in which every file is this text; every problem has a place in it."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("packs", "entities", "lists"):
            path = Path(folder) / kind / "file.yaml"
            path.parent.mkdir()
            path.write_bytes(text)
        lines = len(BREAKS.split(text.decode("utf-8-sig", errors="replace")))
        for problem in load(Path(folder)).problems:
            assert 1 <= problem.line <= lines + 1
            assert problem.column >= 1
            assert problem.message


@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@settings(deadline=None)
def test_any_bytes_can_be_read(content: bytes) -> None:
    document = parse(content, path="f")
    assert document.root is None or not any(problem.code == "E001" for problem in document.problems)


@given(SCRAPS)
@example("rules: {a1: [x], ? [b]: c}")
@settings(deadline=None)
def test_scraps_of_yaml_can_be_loaded(text: str) -> None:
    loaded(text.encode())


@given(YAML)
@settings(deadline=None)
def test_any_tree_of_the_languages_words_can_be_loaded(tree: object) -> None:
    loaded(f"rules: {flow(tree)}\n".encode())
    loaded(f"entities: {flow(tree)}\n".encode())
    loaded(f"lists: {flow(tree)}\n".encode())


@given(st.dictionaries(st.sampled_from(["a1", "b2", "c3"]), YAML, max_size=3), st.sampled_from([*Form, None]))
@settings(deadline=None)
def test_formatting_is_final_and_never_crashes(rules: dict[str, object], form: Form | None) -> None:
    text = "rules:\n" + "".join(f"  {name}: {flow(rule)}  # why\n" for name, rule in rules.items())
    try:
        once = format_pack(text, path="f", form=form)
    except ValueError:
        return
    assert format_pack(once.text, path="f", form=form).text == once.text
