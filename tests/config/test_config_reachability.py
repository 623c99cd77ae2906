"""Advice on a folder of rules as a whole: who is never told, what is never read."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config.configuration import load_configuration
from monitor.config.reachability import advise

PACK = "rules:\n  kursk: {any: [Kursk], severity: low, tags: [war]}\n"
TWO = "channels:\n  desk: {type: console}\n  mail: {type: console}\n"


def advice(folder: Path, *, channels: str, pack: str = PACK, **files: str) -> list[str]:
    """What is advised for a folder, each from the file's name on."""
    for name, text in {
        "feeds.yaml": "feeds: {}\n",
        "channels.yaml": channels,
        "packs/p.yaml": pack,
        **files,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [str(problem).removeprefix(f"{folder}/") for problem in advise(load_configuration(folder))]


def test_a_channel_that_nothing_leads_to_is_named(tmp_path: Path) -> None:
    assert advice(tmp_path, channels=f"{TWO}routes:\n  - {{to: [desk]}}\n") == [
        "channels.yaml:3:3: W217 nothing leads to channel 'mail': name it in a route, or in a rule's `notify`"
    ]


@pytest.mark.parametrize(
    "channels",
    [
        TWO,
        f"{TWO}routes:\n  - {{to: [desk], routes: [{{tags: [x], to: [mail]}}]}}\n",
        f"{TWO}routes:\n  - {{to: [desk], escalate: {{after: 10m, to: [mail]}}}}\n",
        "channels:\n  desk: {type: console, fallback: mail}\n  mail: {type: console}\nroutes:\n  - {to: [desk]}\n",
        "channels:\n  desk: {type: console}\n  ops: {type: console}\nroutes:\n  - {to: [desk]}\n",
    ],
)
def test_a_channel_that_something_leads_to_is_not_named(tmp_path: Path, channels: str) -> None:
    assert advice(tmp_path, channels=channels) == []


def test_a_channel_that_a_rule_names_is_in_use(tmp_path: Path) -> None:
    pack = "rules:\n  kursk: {any: [Kursk], notify: [mail]}\n"
    assert advice(tmp_path, channels=f"{TWO}routes:\n  - {{severity: [high], to: [desk]}}\n", pack=pack) == []


def test_a_rule_that_nobody_hears_of_is_named(tmp_path: Path) -> None:
    channels = "channels:\n  desk: {type: console}\nroutes:\n  - {severity: [high, critical], to: [desk]}\n"
    (line,) = advice(tmp_path, channels=channels)
    assert line.startswith(
        "packs/p.yaml:2:3: W217 rule 'kursk' reaches no channel: it sets no `notify`, and no route"
    )
    assert line.endswith("matches severity low with tags war")


@pytest.mark.parametrize("wanted", ["langs: [id]", "tags: [of-the-feed]", "severity: [low]", "rules: [kursk]"])
def test_a_rule_that_some_item_brings_to_a_channel_is_heard(tmp_path: Path, wanted: str) -> None:
    channels = f"channels:\n  desk: {{type: console}}\nroutes:\n  - {{{wanted}, to: [desk]}}\n"
    assert advice(tmp_path, channels=channels) == []


def test_a_file_that_nothing_reads_is_named(tmp_path: Path) -> None:
    found = advice(
        tmp_path,
        channels="channels:\n  desk: {type: console}\n",
        **{"kursk.yaml": PACK, "packs/asia/p.yaml": PACK, ".schema/x.yaml": "a", "lists/l.yml": "lists: {}\n"},
    )
    assert [line.partition(" this file")[0] for line in found] == [
        "kursk.yaml:1:1: W223",
        "packs/asia/p.yaml:1:1: W223",
    ]


FEEDS = "feeds:\n  wire: {url: https://feeds.bbci.co.uk/news/rss.xml, title: BBC News}\n"
CONSOLE = "channels:\n  desk: {type: console}\nroutes:\n  - {to: [desk]}\n"


@pytest.mark.parametrize(
    ("source", "named"),
    [("bbc.com", False), ("BBC News", False), ("*.bbci.co.uk", False), ("reuters.com", True), ("*.gov.ua", True)],
)
def test_a_source_that_is_no_feed_is_named(tmp_path: Path, source: str, *, named: bool) -> None:
    pack = f"rules:\n  kursk: {{any: [Kursk], where: {{not_sources: ['{source}']}}}}\n"
    found = advice(tmp_path, channels=CONSOLE, pack=pack, **{"feeds.yaml": FEEDS})
    assert [line.partition(" is ")[0] for line in found] == (
        [f"packs/p.yaml:2:47: W224 source {source!r}"] if named else []
    )


def test_sources_are_not_compared_with_a_news_search(tmp_path: Path) -> None:
    pack = "rules:\n  kursk: {any: [Kursk], where: {sources: [reuters.com]}}\n"
    feeds = "feeds:\n  search: https://news.google.com/rss/search?q=x\n"
    assert advice(tmp_path, channels=CONSOLE, pack=pack, **{"feeds.yaml": feeds}) == []


@pytest.mark.parametrize(
    ("where", "named"),
    [
        ("tags: [korea]", ""),
        ("tags: [korea, nosuch]", ""),
        ("tags: [nosuch]", "its `tags` (nosuch)"),
        ("tiers: [1]", ""),
        ("tiers: [3]", "its `tiers` (3)"),
    ],
)
def test_a_rule_that_asks_for_what_no_feed_has_is_named(tmp_path: Path, where: str, named: str) -> None:
    pack = f"rules:\n  kursk: {{any: [Kursk], where: {{{where}}}}}\n"
    feeds = "feeds:\n  a: {url: 'https://a.example/rss', tags: [korea], tier: 1}\n"
    found = advice(tmp_path, channels=CONSOLE, pack=pack, **{"feeds.yaml": feeds})
    assert [line.partition("no feed has one of ")[2] for line in found] == ([named] if named else [])
