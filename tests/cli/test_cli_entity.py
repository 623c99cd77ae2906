"""monitor entity, run as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import cli, main
from monitor.detect.load import load

PACK = """\
rules:
  north: {all: ['entity:country/KP', {any: ['entity:place/kursk', troops]}]}
"""
ENTITIES = """\
entities:
  place/kursk:
    {names: {any: [Kursk], ru: [Курск]}, weak: [KRSK], context: ['entity:country/RU'], except: [Kursk pie]}
  org/harbour-desk: {names: [Harbour Desk]}
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which `rules/` has entities of its own."""
    for name, text in {"packs/p.yaml": PACK, "entities/e.yaml": ENTITIES}.items():
        path = tmp_path / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def monitor(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ("entity", *arguments))


def failing(*arguments: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of the whole command, as a shell sees it."""
    monkeypatch.setattr("sys.argv", ["monitor", "entity", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_rules_may_name_what_comes_with_the_monitor(desk: Path) -> None:
    loaded = load(desk / "rules")
    assert [str(problem) for problem in loaded.problems if problem.blocks] == []
    assert len(loaded.rules.rules) == 1


def test_list_has_the_library_and_ones_own(desk: Path) -> None:
    result = monitor("list", "org/")

    assert result.exit_code == 0
    assert "org/harbour-desk" in result.output
    assert "(your own)" in next(line for line in result.output.splitlines() if "harbour" in line)
    assert any(line.startswith("org/nato ") for line in result.output.splitlines())
    lines = result.output.splitlines()
    width = max(len(line.split()[0]) for line in lines)
    assert all(line[:width].strip() == line.split()[0] and line[width : width + 2] == "  " for line in lines)
    assert monitor("list", "boat/").exit_code == 1


def test_list_needs_no_folder_of_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = json.loads(monitor("list", "country/K", "--json").output)
    assert {"id": "country/KP", "title": "North Korea", "role": "", "own": False} in found


def test_show_tells_names_masks_place_and_users(desk: Path) -> None:
    output = monitor("show", "country/KP").output

    assert output.startswith("country/KP  North Korea\n")
    assert "Korea Utara" in output
    assert "library/countries.yaml:" in output
    assert "north (rules/packs/p.yaml:2)" in output
    assert "more languages: --all" in output
    assert "Korea Kaskazini" not in output
    assert "Korea Kaskazini" in monitor("show", "country/KP", "--lang", "sw").output
    assert "country/PG" in monitor("show", "country/GN").output


def test_an_entity_of_ones_own_takes_the_place_of_the_librarys(desk: Path) -> None:
    found = json.loads(monitor("show", "entity:place/kursk", "--json").output)

    assert found["own"]
    assert found["names"] == {"any": ["Kursk"], "ru": ["Курск"]}
    assert found["weak"] == {"any": ["KRSK"]}
    assert found["context"] == ["entity:country/RU"]
    assert found["excepts"] == ["Kursk pie"]
    assert found["written"] == "rules/entities/e.yaml:2"
    assert found["instead_of"].startswith("library/places-europe.yaml:")


def test_an_entity_that_extends_is_shown_with_the_names_of_both(desk: Path) -> None:
    (desk / "rules/entities/e.yaml").write_text(
        "entities:\n  place/kursk: {extends: place/kursk, names: [Kurskgrad]}\n", encoding="utf-8"
    )
    output = monitor("show", "place/kursk").output
    assert output.startswith("place/kursk  Kursk\n")
    assert "Kurskgrad" in output
    assert "Курськ" in monitor("show", "place/kursk", "--all").output
    assert "  written    rules/entities/e.yaml:2\n" in output
    assert "  extends    library/places-europe.yaml:" in output
    [listed] = json.loads(monitor("list", "place/kursk", "--json").output)
    assert (listed["title"], listed["own"]) == ("Kursk", True)


@pytest.mark.parametrize(
    ("wrong", "meant"), [("country/KPP", "country/KP"), ("Putin", "person/putin"), ("place/kurks", "place/kursk")]
)
def test_a_wrong_id_gets_the_right_one_named(desk: Path, wrong: str, meant: str) -> None:
    result = monitor("show", wrong)
    assert result.exit_code == 1
    assert f"did you mean '{meant}'?" in result.stderr


def test_suggest_prints_yaml_and_says_what_is_known_already(desk: Path) -> None:
    result = monitor("suggest", "Choe Son Hui")

    assert result.exit_code == 0
    assert "  person/choe-son-hui:" in result.stdout
    assert "Choi Son-hui" in result.stdout
    assert "known already as person/choe-son-hui" in result.stderr


def test_what_suggest_prints_can_be_pasted(desk: Path) -> None:
    block = monitor("suggest", "Rustem Merapi", "--kind", "org").stdout
    (desk / "rules" / "entities" / "new.yaml").write_text(block, encoding="utf-8")

    loaded = load(desk / "rules")

    assert [problem for problem in loaded.problems if problem.blocks] == []
    assert "org/rustem-merapi" in {entity.id for entity in loaded.rules.entities}


def test_import_prints_yaml_of_a_local_file(desk: Path) -> None:
    entity = {"labels": {"en": {"language": "en", "value": "Port Merapi"}}, "claims": {"P625": []}}
    (desk / "Q7.json").write_text(json.dumps({"entities": {"Q7": entity}}), encoding="utf-8")

    result = monitor("import", "Q7.json")

    assert result.exit_code == 0
    assert "  place/port-merapi:\n    qid: Q7\n" in result.output
    assert json.loads(monitor("import", "Q7.json", "--json").output)[0]["names"] == {"en": ["Port Merapi"]}


def test_a_bad_file_is_told_with_its_place_and_what_to_do(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "bad.json").write_text('{"entities": ', encoding="utf-8")

    assert failing("import", "bad.json", monkeypatch=monkeypatch) == 2
    assert "bad.json:1:14: E001 not JSON" in capsys.readouterr().err
    assert failing("import", "none.json", monkeypatch=monkeypatch) == 2
    assert "none.json cannot be read: No such file" in capsys.readouterr().err
    assert failing("suggest", "...", monkeypatch=monkeypatch) == 2
    assert "has no letters" in capsys.readouterr().err
