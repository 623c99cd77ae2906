"""Problems in the forms that other programs read."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from monitor.cli.rules.codes import CODES
from monitor.cli.rules.reports import ExampleResult, github, junit, sarif
from monitor.errors import Problem

MONITOR = Path(__file__).parents[2] / "monitor"
UNKNOWN = Problem("rules/packs/a b.yaml", 3, 5, "E101", "unknown key 'anny'", "any")
SHORT = Problem("rules/packs/c,d.yaml", 4, 1, "W205", "'ab' is 100% short:\nit may be found in many texts")
ACRONYM = Problem("rules/packs/a b.yaml", 9, 2, "I301", "'NATO' is taken as an acronym")


def test_github_gets_one_command_a_line_with_its_signs_escaped() -> None:
    assert github([UNKNOWN, SHORT, ACRONYM]).splitlines() == [
        "::error file=rules/packs/a b.yaml,line=3,col=5,title=E101::unknown key 'anny' (did you mean 'any'?)",
        (
            "::warning file=rules/packs/c%2Cd.yaml,line=4,col=1,title=W205"
            "::'ab' is 100%25 short:%0Ait may be found in many texts"
        ),
        "::notice file=rules/packs/a b.yaml,line=9,col=2,title=I301::'NATO' is taken as an acronym",
    ]


def test_sarif_points_from_each_result_to_its_rule_and_place() -> None:
    log = sarif([UNKNOWN, SHORT, ACRONYM])
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert (log["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["E101", "W205", "I301"]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    assert run["results"][0]["message"]["text"] == "unknown key 'anny' (did you mean 'any'?)"
    assert run["results"][0]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "rules/packs/a%20b.yaml"},
                "region": {"startLine": 3, "startColumn": 5},
            }
        }
    ]


def test_sarif_without_problems_is_a_run_without_results() -> None:
    assert sarif([])["runs"][0]["results"] == []


def test_every_code_is_in_the_table() -> None:
    used = {
        code for path in MONITOR.rglob("*.py") for code in re.findall(r'"([EWIT]\d{3})"', path.read_text("utf-8"))
    }
    assert used - set(CODES) == set()


def test_junit_counts_by_file_and_survives_what_xml_cannot_write() -> None:
    report = junit(
        [
            ExampleResult(
                suite="packs/a.yaml", name="kursk: 'Fire & <b>\x07'", line=7, failure="no: absent\n✗ all\x00"
            ),
            ExampleResult(suite="packs/a.yaml", name="kursk: other", line=8),
            ExampleResult(suite="packs/b.yaml", name="moscow", line=2),
        ]
    )
    root = ET.fromstring(report)
    assert (root.get("tests"), root.get("failures")) == ("3", "1")
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in root] == [
        ("packs/a.yaml", "2", "1"),
        ("packs/b.yaml", "1", "0"),
    ]
    failed = root[0][0]
    assert failed.get("line") == "7"
    assert failed[0].get("message") == "no: absent"
    assert "✗ all" in (failed[0].text or "")
