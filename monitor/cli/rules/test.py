"""monitor test"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from monitor.app.rehearsal.judge import judge
from monitor.app.rehearsal.rehearse import rehearse
from monitor.app.rehearsal.scenarios import Scenario, read_scenarios
from monitor.cli import options
from monitor.cli.output import counted, print_json, print_problems
from monitor.cli.rules import reports
from monitor.clock import local_timezone
from monitor.config.configuration import Configuration, load_configuration
from monitor.detect.explain.try_examples import Trial, try_examples
from monitor.detect.load import load
from monitor.detect.ruleset import Rules
from monitor.errors import ConfigError, MonitorError, Problem

_SECRETS = ("E107", "E108")
"""What is wrong with channels where their secrets are not. A scenario can be played all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    case: reports.ExampleResult
    problems: tuple[Problem, ...] = ()
    tree: str = ""
    """Why a rule decided as it did, in lines."""


@click.command()
@options.rules_argument
@click.option(
    "-k", "only", default="", metavar="TEXT", help="Only rules, entities and scenarios whose name contains this."
)
@click.option("--fail-fast", is_flag=True, help="Stop at the first failure.")
@click.option("--missing", is_flag=True, help="List the rules without examples; fail if there are any.")
@click.option(
    "--junit", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write a JUnit report."
)
@options.as_json
def command(
    directory: Path, *, only: str, fail_fast: bool, missing: bool, junit: Path | None, as_json: bool
) -> None:
    """Run the examples inside the rules in DIR (default: rules), and the scenarios in DIR/tests.

    Needs no channel, secret or store. A failing example is shown with its place and the rule's verdict; a
    failing scenario with what happened instead.

    \b
    Exit codes:
      0  all pass
      1  something fails
      2  the rules or a scenario cannot be read
    """
    rules = _rules(directory)
    results: list[_Result] = []
    for result in _results(directory, rules, only):
        results.append(result)
        if not as_json:
            print_problems(result.problems)
            if result.tree:
                click.echo(result.tree)
        if fail_fast and result.problems:
            break
    untested = sorted(rule.id for rule in rules.rules if not rule.examples and rule.when is None)
    failed = sum(bool(result.problems) for result in results)
    if junit is not None:
        _write(junit, reports.junit([result.case for result in results]))
    if as_json:
        failures = [problem for result in results for problem in result.problems]
        print_json({"tried": len(results), "failures": failures, "untested": untested})
    else:
        tried = counted(len(results), "test")
        click.echo(f"{failed} of {tried} failed" if failed else f"{tried}, no failure")
        if untested and (missing or not only):
            click.echo(f"without examples: {', '.join(untested)}")
    sys.exit(1 if failed or (missing and untested) else 0)


def _rules(directory: Path) -> Rules:
    if not directory.is_dir():
        raise MonitorError(f"there is no folder {directory}: name yours, or make one with `monitor init`")
    loaded = load(directory)
    _refuse(loaded.problems)
    return loaded.rules


def _refuse(problems: tuple[Problem, ...]) -> None:
    blocking = [problem for problem in problems if problem.blocks and problem.code not in _SECRETS]
    if blocking:
        raise ConfigError(blocking)


def _results(directory: Path, rules: Rules, only: str) -> Iterator[_Result]:
    for trial in try_examples(rules, only=only):
        yield _of_trial(trial)
    if any((directory / "tests").glob("*.y*ml")):
        configuration = load_configuration(directory)
        _refuse(configuration.problems)
        for scenario in _scenarios(configuration):
            if only in Path(scenario.place.path).stem:
                yield _of_scenario(scenario, configuration)


def _of_trial(trial: Trial) -> _Result:
    place = trial.example.place
    tree = "\n".join(f"    {line}" for line in str(trial.verdict).splitlines()) if trial.verdict else ""
    wanted = "matches" if trial.example.matches else "does not match"
    return _Result(
        case=reports.ExampleResult(
            suite=place.path,
            name=f"{trial.rule} {wanted} {trial.example.title!r}",
            line=place.line,
            failure=f"{trial.problem}\n{tree}" if trial.failure else "",
        ),
        problems=(trial.problem,) if trial.failure else (),
        tree=tree,
    )


def _scenarios(configuration: Configuration) -> list[Scenario]:
    found = read_scenarios(configuration)
    _refuse(tuple(problem for each, _ in found for problem in each.problems))
    return [scenario for _, scenario in found if scenario is not None]


def _of_scenario(scenario: Scenario, configuration: Configuration) -> _Result:
    events = asyncio.run(rehearse(scenario, configuration, timezone=local_timezone()))
    problems = tuple(sorted(judge(scenario, events, configuration)))
    return _Result(
        case=reports.ExampleResult(
            suite=scenario.place.path,
            name=f"scenario {Path(scenario.place.path).stem}",
            line=scenario.place.line,
            failure="\n".join(map(str, problems)),
        ),
        problems=problems,
    )


def _write(path: Path, report: str) -> None:
    try:
        path.write_text(report, encoding="utf-8")
    except OSError as error:
        raise MonitorError(f"{path} cannot be written: {error.strerror or error}") from error
