"""The papers say what is there, and point to what is there."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path

import click
import pytest

import monitor
from monitor.cli import COMMANDS, cli
from monitor.detect.library.library import shipped_library
from monitor.send.channels import CHANNELS
from monitor.yamldoc.parse import Map, parse

ROOT = Path(__file__).parent.parent
PAPERS = [
    "README.md",
    "CHANGELOG.md",
    "monitor/README.md",
    "monitor/DECISIONS.md",
    "rules/README.md",
    "deploy/README.md",
    "monitor/GLOSSARY.md",
    "CONTRIBUTING.md",
]
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def paper(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings get where Markdown is shown."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in _HEADING.findall(text)
    }


@pytest.mark.parametrize("name", PAPERS)
def test_every_link_to_a_file_leads_somewhere(name: str) -> None:
    links = [link for link in _LINK.findall(paper(name)) if "://" not in link]

    for link in links:
        file, _, anchor = link.partition("#")
        target = (ROOT / name).parent / file if file else ROOT / name
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), link


def test_the_readme_names_every_command_and_no_other() -> None:
    named = re.findall(r"^\| `monitor (\w+)` \|", paper("README.md"), re.MULTILINE)

    assert named == list(COMMANDS)


def test_what_the_readme_says_of_a_group_of_commands_is_there() -> None:
    for name, text in re.findall(r"^\| `monitor (\w+)` \| (.*) \|$", paper("README.md"), re.MULTILINE):
        group = cli.get_command(click.Context(cli), name)
        if isinstance(group, click.Group):
            assert set(re.findall(r"`([a-z]+)`", text)) <= set(group.commands), name


def tables_of(name: str) -> list[list[list[str]]]:
    """The tables of a paper, each as rows of cells, with the headings first."""
    found: list[list[list[str]]] = []
    before = -2
    for number, line in enumerate(paper(name).splitlines()):
        if not line.startswith("|"):
            continue
        if number != before + 1:
            found.append([])
        before = number
        found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def test_every_table_of_channels_has_every_type_and_no_other() -> None:
    tables = {
        f"{name}, table {number}": rows
        for name in PAPERS
        for number, rows in enumerate(tables_of(name), start=1)
        if not {row[0].strip("`") for row in rows}.isdisjoint(CHANNELS)
    }

    assert {place.partition(",")[0] for place in tables} >= {"README.md", "rules/README.md"}
    for place, rows in tables.items():
        assert sorted(row[0].strip("`") for row in rows[2:]) == sorted(CHANNELS), place


def test_the_table_of_options_names_each_option_of_each_type() -> None:
    [rows] = [rows for rows in tables_of("rules/README.md") if rows[2][0].strip("`") in CHANNELS]
    below_it = {"proxy"}

    for kind, _, options in rows[2:]:
        named = set(re.findall(r"`([a-z_]+)`", options))
        assert {*CHANNELS[kind.strip("`")].keys} - below_it <= named, kind


def test_the_code_map_names_every_folder_and_every_module_beside_them() -> None:
    package = ROOT / "monitor"
    folders = {
        f"{path.relative_to(package).as_posix()}/"
        for path in package.rglob("*")
        if path.is_dir() and path.name != "__pycache__"
    }
    modules = {path.name for path in package.glob("*.py") if not path.name.startswith("__")}

    named = set(re.findall(r"^\| \d* ?\| `([^`]+)` \|", paper("monitor/README.md"), re.MULTILINE))

    assert named == folders | modules


def test_decisions_are_numbered_and_dated() -> None:
    headings = re.findall(r"^## (.*)$", paper("monitor/DECISIONS.md"), re.MULTILINE)

    for number, heading in enumerate(headings, start=1):
        assert re.fullmatch(rf"{number}\. .+ \(\d{{4}}-\d\d-\d\d\)", heading), heading


def test_the_version_is_the_same_everywhere() -> None:
    released = re.findall(r"^## \[(\d[^\]]*)\]", paper("CHANGELOG.md"), re.MULTILINE)
    project = tomllib.loads(paper("pyproject.toml"))["project"]

    assert project["version"] == monitor.__version__ == released[0]


def pins(lines: str) -> dict[str, set[str]]:
    """Versions by package; a package has several where they depend on the version of Python."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^\s*[\"]?([A-Za-z0-9._-]+)==([^\s\";]+)", lines, re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_every_dependency_is_pinned_for_deployment() -> None:
    named = [
        re.match(r"[a-z0-9-]+", line) for line in tomllib.loads(paper("pyproject.toml"))["project"]["dependencies"]
    ]

    assert {match[0] for match in named if match} <= set(pins(paper("deploy/requirements.txt")))


def test_a_clone_and_a_deployment_get_the_same_versions_from_no_address() -> None:
    uv = tomllib.loads(paper("pyproject.toml"))["tool"]["uv"]
    clone = pins("\n".join(uv["constraint-dependencies"]))
    build = pins("\n".join(uv["build-constraint-dependencies"]))
    deployed = pins(paper("deploy/requirements.txt"))

    assert deployed == {name: clone[name] for name in deployed}, "run deploy/pin"
    assert pins(paper("deploy/requirements-build.txt")) == build, "run deploy/pin"
    for text in (*uv["constraint-dependencies"], *uv["build-constraint-dependencies"]):
        assert "://" not in text, text


def test_every_package_that_a_clone_installs_is_pinned() -> None:
    uv = tomllib.loads(paper("pyproject.toml"))["tool"]["uv"]
    clone = pins("\n".join(uv["constraint-dependencies"]))
    tools = {"news-alert-monitor", "pip", "setuptools", "wheel", "uv"}
    installed = {
        re.sub(r"[-_.]+", "-", found.metadata["Name"]).lower(): found.version
        for found in importlib.metadata.distributions()
    }

    for name, version in installed.items():
        assert name in tools or version in clone.get(name, set()), f"{name} {version}: run deploy/pin"


def test_the_entity_library_was_made_from_the_version_of_babel_that_is_pinned() -> None:
    made_from = shipped_library().made_from

    assert made_from is not None
    assert (
        f"babel=={made_from.babel}"
        in tomllib.loads(paper("pyproject.toml"))["tool"]["uv"]["constraint-dependencies"]
    )


@pytest.mark.parametrize("name", ["README.md", "rules/README.md"])
def test_every_yaml_block_can_be_read(name: str) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```", paper(name), re.MULTILINE | re.DOTALL)

    assert blocks
    for block in blocks:
        document = parse(block.encode(), path=name)
        assert document.problems == []
        assert isinstance(document.root, Map)
