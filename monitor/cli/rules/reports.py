"""Problems as other programs read them: GitHub's annotations, SARIF for code scanning, JUnit for test reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from monitor import __version__
from monitor.cli.rules.codes import CODES
from monitor.errors import Problem

_LEVELS = {"E": "error", "T": "error", "W": "warning", "I": "note"}
_GITHUB_LEVELS = _LEVELS | {"I": "notice"}
_NOT_IN_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), "\ufffd")
"""Characters that XML 1.0 has no way to write (section 2.2)."""


def github(problems: Iterable[Problem]) -> str:
    """Workflow commands (https://docs.github.com/actions/reference/workflow-commands-for-github-actions)."""
    return "\n".join(
        f"::{_GITHUB_LEVELS[problem.code[0]]} file={_property(problem.path)},line={problem.line},"
        f"col={problem.column},title={_property(problem.code)}::{_data(problem.advice)}"
        for problem in problems
    )


def sarif(problems: Iterable[Problem]) -> dict[str, Any]:
    """A log of one run (SARIF 2.1.0, OASIS). Columns count code points, from 1."""
    problems = tuple(problems)
    codes = sorted({problem.code for problem in problems})
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "monitor",
                        "version": __version__,
                        "rules": [
                            {"id": code, "shortDescription": {"text": CODES.get(code, code)}} for code in codes
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, rule=codes.index(problem.code)) for problem in problems],
            }
        ],
    }


def _result(problem: Problem, *, rule: int) -> dict[str, Any]:
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": _LEVELS[problem.code[0]],
        "message": {"text": problem.advice},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(PurePath(problem.path).as_posix())},
                    "region": {"startLine": problem.line, "startColumn": problem.column},
                }
            }
        ],
    }


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleResult:
    """One test, as a report of tests names it."""

    suite: str
    """The file that it is in."""
    name: str
    line: int
    failure: str = ""
    """Why it failed, in lines; empty if it passed."""


def junit(cases: Sequence[ExampleResult]) -> str:
    """A report in the XML that continuous integration reads as JUnit's."""
    failed = sum(bool(case.failure) for case in cases)
    root = ET.Element("testsuites", name="monitor test", tests=str(len(cases)), failures=str(failed))
    for suite in dict.fromkeys(case.suite for case in cases):
        inside = [case for case in cases if case.suite == suite]
        broken = sum(bool(case.failure) for case in inside)
        node = ET.SubElement(root, "testsuite", name=suite, tests=str(len(inside)), failures=str(broken))
        for case in inside:
            shown = ET.SubElement(
                node, "testcase", classname=suite, name=_for_xml(case.name), file=suite, line=str(case.line)
            )
            if case.failure:
                text = _for_xml(case.failure)
                ET.SubElement(shown, "failure", message=text.partition("\n")[0]).text = text
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _for_xml(text: str) -> str:
    return text.translate(_NOT_IN_XML)
