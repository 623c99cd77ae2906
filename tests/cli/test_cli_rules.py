"""monitor rules, run as a user runs it; and what init leaves for editors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import cli
from monitor.yamldoc.parse import Map, read

PACK = """\
pack: {id: sea, owner: harbour-desk}
rules:
  strike: [walkout, 'entity:place/merapi']   # concise
  flood:
    title: Floods
    any: [flood, {term: banjir, langs: [id], in: title}]
    none: ['list:metaphors']
    severity: high
    tags: [water]
    throttle: {every: 30m, per: source}
    schedule: {hours: "06:00-22:00", days: [mon-tue], tz: Asia/Jakarta, outside: drop}
    score: {at_least: 5, terms: {air: 5, film: -3}}
    tests: {match: ["id: banjir air"], no_match: ["en: rain"]}
"""
ENTITIES = """\
entities:
  place/merapi: {names: {any: [Merapi], ja: [ムラピ]}, weak: [Gunung], context: [lava]}
"""
FILES = {
    "feeds.yaml": "feeds:\n  antara: https://a.example/rss\n",
    "channels.yaml": "channels:\n  desk: {type: console}\n",
    "packs/sea.yaml": PACK,
    "lists/l.yaml": "lists:\n  metaphors: [flood of letters]\n",
    "entities/e.yaml": ENTITIES,
}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which `rules/` is a good one."""
    for name, text in FILES.items():
        path = tmp_path / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def monitor(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def test_list_names_every_rule_with_its_place(desk: Path) -> None:
    assert monitor("rules", "list").output.splitlines() == [
        "rule    severity  tags   tests  hits  written",
        "strike  medium           0      ?     rules/packs/sea.yaml:3",
        "flood   high      water  2      ?     rules/packs/sea.yaml:4",
    ]
    assert [rule["id"] for rule in json.loads(monitor("rules", "list", "--tag", "water", "--json").output)] == [
        "flood"
    ]


def test_list_asks_the_store_how_often_each_rule_matched(desk: Path) -> None:
    listed = monitor("rules", "list", "--hits", "--data", str(desk / "data")).output

    assert "flood   high      water  2      0     rules/packs/sea.yaml:4" in listed
    assert "W213" not in listed, "a store that is new says nothing of silent rules"


def test_show_asks_the_store_how_a_rule_stands(desk: Path) -> None:
    burst = "rules:\n  burst: {when: {rules: [flood]}, count: {at_least: 3, within: 1h}}\n"
    (desk / "rules" / "packs" / "burst.yaml").write_text(burst, encoding="utf-8")
    for rule, stands in (("burst", "no monitor has begun to count for it"), ("flood", "a rule without `when`")):
        shown = monitor("rules", "show", rule, "--standing", "--data", str(desk / "data"))
        assert f"  stands    {stands}" in shown.output
        assert shown.exit_code == 0


def test_show_says_what_a_rule_means(desk: Path) -> None:
    assert monitor("rules", "show", "flood").output.splitlines() == [
        "flood: Floods",
        "  written   rules/packs/sea.yaml:4",
        "  pack      sea",
        "  owner     harbour-desk",
        "  severity  high",
        "  tags      water",
        "  channels  those that the routes choose",
        "  throttle  once in 0:30:00 per source",
        "  schedule  06:00 to 22:00 on mon, tue Asia/Jakarta, else drop, but critical alerts at any hour",
        "  fires if",
        "    all of",
        "      any of",
        "        flood: flood~",
        "        banjir: banjir~ (in title; langs id)",
        "      none of",
        "        any of",
        "          flood of letters: flood of letters~",
        "      score of at least 5",
        "        +5  air: air~",
        "        -3  film: film~",
        "  tests     1 that must match, 1 that must not",
    ]


def test_show_writes_out_the_names_of_entities(desk: Path) -> None:
    shown = monitor("rules", "show", "strike").output
    assert (
        "entity:place/merapi\n        any: Merapi\n        ja: ムラピ\n        weak: Gunung, near lava\n" in shown
    )


def test_show_of_an_unknown_rule_says_which_was_meant(desk: Path) -> None:
    asked = monitor("rules", "show", "flod")
    assert (asked.exit_code, "did you mean 'flood'?" in asked.output) == (1, True)


def test_fmt_prints_what_would_change_and_changes_it_only_when_told(desk: Path) -> None:
    pack = desk / "rules/packs/sea.yaml"
    shown = monitor("rules", "fmt", "--full")
    assert shown.exit_code == 1
    assert "-  strike: [walkout, 'entity:place/merapi']   # concise\n" in shown.output
    assert "+    any: [walkout, 'entity:place/merapi']   # concise\n" in shown.output
    assert pack.read_text(encoding="utf-8") == PACK

    assert monitor("rules", "fmt", "--full", "--write").exit_code == 0
    assert "  strike:\n    any: [walkout, 'entity:place/merapi']   # concise\n" in pack.read_text(encoding="utf-8")
    assert monitor("rules", "fmt", "--full").output == "nothing to change\n"


def test_fmt_does_not_touch_a_folder_with_a_broken_file(desk: Path) -> None:
    (desk / "rules/packs/a.yaml").write_text("rules: [\n")
    assert monitor("rules", "fmt", "--full", "--write").exit_code != 0
    assert (desk / "rules/packs/sea.yaml").read_text(encoding="utf-8") == PACK


def test_fmt_and_schemas_keep_the_ends_of_lines(desk: Path) -> None:
    pack = desk / "rules/packs/sea.yaml"
    pack.write_bytes(b"\xef\xbb\xbf" + PACK.replace("\n", "\r\n").encode())
    assert monitor("rules", "fmt", "--full", "--write").exit_code == 0
    assert monitor("rules", "schema", "--write").exit_code == 0

    lines = pack.read_bytes().split(b"\n")
    assert all(line.endswith(b"\r") for line in lines[:-1])
    assert monitor("rules", "show", "strike").exit_code == 0


def test_the_local_schema_offers_the_users_own_names(desk: Path) -> None:
    schema = json.loads(monitor("rules", "schema", "--local").output)
    term, channel = schema["definitions"]["term"], schema["definitions"]["channel-name"]
    assert {"entity:place/merapi", "list:metaphors"} <= set(term["anyOf"][0]["enum"])
    assert channel["anyOf"][0]["enum"] == ["desk"]
    assert channel["anyOf"][1] == {"type": ["string", "number", "boolean"]}


def test_schemas_are_written_beside_the_rules_and_each_file_points_to_its_own(desk: Path) -> None:
    assert monitor("rules", "schema", "--write").exit_code == 0
    assert monitor("rules", "schema", "--write").exit_code == 0

    pack = (desk / "rules/packs/sea.yaml").read_text(encoding="utf-8")
    assert pack == f"# yaml-language-server: $schema=../.schema/rules.json\n{PACK}"
    feeds = (desk / "rules/feeds.yaml").read_text(encoding="utf-8")
    assert feeds.startswith("# yaml-language-server: $schema=.schema/feeds.json\n")
    for name in ("rules", "entities", "lists", "tests", "feeds", "channels", "monitor"):
        assert json.loads((desk / f"rules/.schema/{name}.json").read_text(encoding="utf-8"))["type"] == "object"


def test_init_leaves_schemas_for_the_editor(desk: Path) -> None:
    assert monitor("init", "mine").exit_code == 0
    for path in Path("mine/packs").glob("*.yaml"):
        assert path.read_text(encoding="utf-8").startswith(
            "# yaml-language-server: $schema=../.schema/rules.json\n"
        )
    assert Path("mine/.schema/rules.json").is_file()
    assert isinstance(read(Path("mine/packs/korea-russia.yaml")).root, Map)
