"""How commands print: JSON for programs, plain words for people."""

from __future__ import annotations

from typing import Any

import click
import msgspec
from rich.console import Console

from monitor.errors import Problem


def console() -> Console:
    """Standard output, with colours only on a terminal. Text of feeds goes in as Text, never as markup."""
    return Console(highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:  # whatever msgspec can encode
    """One JSON document on standard output."""
    click.echo(msgspec.json.format(msgspec.json.encode(value)))


def print_problems(problems: tuple[Problem, ...]) -> None:
    """One problem a line, coloured by its weight on a terminal."""
    colours = {"E": "red", "T": "red", "W": "yellow", "I": "blue"}
    for problem in problems:
        click.echo(click.style(str(problem), fg=colours.get(problem.code[0])))


def counted(number: int, noun: str) -> str:
    """'1 rule', '2 rules'."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
