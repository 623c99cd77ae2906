"""One table of texts: each kind of value, each kind of mistake, the same words wherever a value is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.config.configuration import load_configuration
from monitor.desk.edit.silences import make_silence
from monitor.errors import MonitorError
from monitor.send.transport import options
from monitor.yamldoc import fields, values
from monitor.yamldoc.parse import Document, Map, Node, parse

WORDS = ("near", "far")
DURATION = "must be a duration such as 90s, 5m, 2h or 30d"
LONG = "must be at most 3650d"


@dataclass(frozen=True)
class Kind:
    """A kind of value: what it means as a text, and at a place of a document."""

    text: Callable[[str], Any]
    place: Callable[[Document, Node], Any]


KINDS = {
    "boolean": Kind(values.boolean, lambda at, node: fields.boolean(at, node, "key", default=None)),
    "duration": Kind(values.duration, lambda at, node: fields.duration(at, node, "key")),
    "number": Kind(
        lambda text: values.number(text, low=1, high=9),
        lambda at, node: fields.number(at, node, "key", low=1, high=9),
    ),
    "choice": Kind(
        lambda text: values.choice(text, WORDS), lambda at, node: fields.one_of(at, node, "key", WORDS)
    ),
    "day": Kind(values.day, lambda at, node: fields.day(at, node, "key")),
    "size": Kind(values.size, lambda at, node: fields.size(at, node, "key")),
}
GOOD: list[tuple[str, str, Any]] = [
    *(("boolean", text, True) for text in ("true", "yes", "ON")),
    *(("boolean", text, False) for text in ("false", "No", "off")),
    ("duration", "1s", timedelta(seconds=1)),
    ("duration", " 5m ", timedelta(minutes=5)),
    ("duration", "3650d", timedelta(days=3650)),
    ("duration", "315360000s", timedelta(days=3650)),
    ("number", "1", 1),
    ("number", "9", 9),
    ("number", "007", 7),
    ("choice", "near", "near"),
    ("day", "2026-12-31", date(2026, 12, 31)),
    ("size", "500MB", 500 * 10**6),
    ("size", "2 gb", 2 * 10**9),
]
NO_SPANS = ("", "5", "0s", "5w", "-5m", "1.5h", "5 m", "1000000000s", "often")
BAD: list[tuple[str, str, str]] = [
    *(("boolean", text, "must be true or false") for text in ("", "1", "maybe", "truee", "on off")),
    *(("duration", text, DURATION) for text in NO_SPANS),
    *(("duration", text, LONG) for text in ("3651d", "999999d", "999999999d", "315360001s")),
    *(("number", text, "must be a whole number") for text in ("", "ten", "1.0", "1234567890", "\u0661")),
    *(("number", text, "must be between 1 and 9") for text in ("0", "-1", "10")),
    *(("choice", text, "must be one of near, far") for text in ("", "Near", "near far", "nea")),
    *(("day", text, "must be a date like 2026-12-31") for text in ("", "31.12.2026", "2026-02-30", "tomorrow")),
    *(("size", text, "must be a size such as 500MB or 50GB") for text in ("", "5", "0MB", "5KB", "-5GB")),
]


def placed(written: str) -> tuple[Document, Node]:
    """A document whose value is at line 2, column 8."""
    document = parse(f"a: b\nkey:   {written}\n".encode(), path="f.yaml")
    assert isinstance(document.root, Map)
    node = document.root.get("key")
    assert node is not None
    return document, node


@pytest.mark.parametrize(("kind", "text", "meaning"), GOOD)
def test_a_text_means_the_same_wherever_it_is_written(kind: str, text: str, meaning: Any) -> None:
    document, node = placed(f"'{text}'")
    assert KINDS[kind].text(text) == meaning
    assert KINDS[kind].place(document, node) == meaning
    assert document.problems == []


@pytest.mark.parametrize(("kind", "text", "must"), BAD)
def test_a_mistake_is_named_in_the_same_words_and_at_its_place(kind: str, text: str, must: str) -> None:
    with pytest.raises(values.BadValueError) as caught:
        KINDS[kind].text(text)
    assert str(caught.value) == must
    hint = f" (did you mean {caught.value.hint!r}?)" if caught.value.hint else ""
    shown = "nothing" if not text else text if caught.value.outside else repr(text)

    document, node = placed(f"'{text}'")
    assert KINDS[kind].place(document, node) is None
    assert [str(problem) for problem in document.problems] == [f"f.yaml:2:8: E105 key {must}, not {shown}{hint}"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("written", "shown"), [("[a, b]", "a list"), ("{a: b}", "a mapping")])
def test_what_is_no_text_is_the_same_mistake(kind: str, written: str, shown: str) -> None:
    document, node = placed(written)
    must = next(must for name, text, must in BAD if name == kind and not text)
    assert KINDS[kind].place(document, node) is None
    assert [str(problem) for problem in document.problems] == [f"f.yaml:2:8: E105 key {must}, not {shown}"]


ROUTE = "channels: {c: {type: console}}\nroutes:\n  - "
CHANNEL = "channels:\n  c: {type: console, "
FEED = "feeds:\n  a: {url: 'https://a.example/', "
PLACES: list[tuple[str, str, str, str]] = [
    ("boolean", "feeds.yaml", FEED + "fulltext: VALUE}\n", "fulltext"),
    ("boolean", "channels.yaml", ROUTE + "{to: [c], continue: VALUE}\n", "continue"),
    ("boolean", "packs/p.yaml", "rules:\n  r: {any: [x], enabled: VALUE}\n", "enabled"),
    ("boolean", "monitor.yaml", "stories:\n  embeddings: VALUE\n", "embeddings"),
    ("boolean", "channels.yaml", CHANNEL + "repeat_after_fallback: VALUE}\n", "repeat_after_fallback"),
    ("duration", "feeds.yaml", FEED + "every: VALUE}\n", "every"),
    ("duration", "channels.yaml", ROUTE + "{to: [c], repeat: VALUE}\n", "repeat"),
    ("duration", "packs/p.yaml", "rules:\n  r: {any: [x], where: {max_age: VALUE}}\n", "max_age"),
    ("duration", "packs/p.yaml", "rules:\n  r: {any: [x], throttle: {every: VALUE}}\n", "every"),
    ("duration", "monitor.yaml", "history: VALUE\n", "history"),
    ("duration", "channels.yaml", CHANNEL + "fallback_after: VALUE}\n", "fallback_after"),
    ("number", "feeds.yaml", FEED + "tier: VALUE}\n", "tier"),
    ("number", "channels.yaml", ROUTE + "{to: [c], tiers: [VALUE]}\n", "tiers"),
    ("day", "packs/p.yaml", "rules:\n  r: {any: [x], expires: VALUE}\n", "expires"),
    ("size", "monitor.yaml", "archive:\n  max_size: VALUE\n", "max_size"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "file", "text", "what"), PLACES)
def test_every_file_names_every_mistake_in_the_words_of_the_table(
    tmp_path: Path, kind: str, file: str, text: str, what: str
) -> None:
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    line = next(number for number, one in enumerate(text.splitlines(), start=1) if "VALUE" in one)
    column = text.splitlines()[line - 1].index("VALUE") + 1
    for name, written, must in BAD:
        if name != kind or "\u0661" in written:
            continue
        path.write_text(text.replace("VALUE", f"'{written}'"), encoding="utf-8")
        said = [str(one) for one in load_configuration(tmp_path, environment={}).problems]
        wanted = f"{file}:{line}:{column}: E105 {what} {must}, not "
        assert any(wanted in one for one in said), (written, said)


def test_options_of_channels_and_of_commands_say_the_same() -> None:
    for name, written, must in BAD:
        if name == "boolean":
            with pytest.raises(ValueError, match=f"previews {must}, not "):
                options.switch({"previews": written}, "previews", default=True)
        if name == "duration" and must == DURATION:
            with pytest.raises(MonitorError, match=f"--for {must}, not "):
                make_silence(["rule=a"], span=written, by="desk")
    with pytest.raises(MonitorError, match="--for must be at most 365d, not '366d'"):
        make_silence(["rule=a"], span="366d", by="desk")


@pytest.mark.parametrize("text", ["a.example/feed", "ftp://a.example/", "http://", "https://[::1/"])
def test_what_is_no_web_address_is_never_quoted(text: str) -> None:
    document, node = placed("x")
    assert fields.web_address(document, node, "url", text) is None
    [problem] = [str(one) for one in document.problems]
    with pytest.raises(ValueError, match="url must be an http or https address") as caught:
        options.web_address(text, "url")
    assert problem == f"f.yaml:2:8: E105 {caught.value}"
    assert text not in problem


def test_nobody_else_says_what_a_value_must_be() -> None:
    house = Path(values.__file__).parents[1]
    own = re.compile(
        r"must be (a duration such|true or false|a whole number|a date like|a size such|networks such|one of)"
    )
    found = {
        path.relative_to(house).as_posix() for path in house.rglob("*.py") if own.search(path.read_text("utf-8"))
    }
    assert found == {"yamldoc/values.py"}
