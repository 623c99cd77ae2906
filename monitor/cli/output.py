"""How commands print: JSON for programs, plain words for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console

from monitor.desk.shapes.base import severity_word
from monitor.errors import MonitorError, Problem
from monitor.model.ids import Severity
from monitor.model.written import written_name
from monitor.yamldoc.atomic_write import write_whole

_UNITS = ("B", "kB", "MB", "GB", "TB")


def console() -> Console:
    """Standard output, with colours only on a terminal. Text of feeds goes in as Text, never as markup."""
    return Console(highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:  # whatever msgspec can encode
    """One JSON document on standard output, in which severities are words."""
    click.echo(msgspec.json.format(msgspec.json.encode(_worded(value))))


def _worded(value: Any) -> Any:
    if isinstance(value, Severity):
        return severity_word(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {written_name(field): _worded(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _worded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_worded(inner) for inner in value]
    return value


def write_file(path: Path, text: str) -> None:
    """Write a file whole, also over an earlier one. Raises MonitorError if it cannot be written."""
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise MonitorError(f"{path} cannot be written: {error.strerror or error}") from error


def size_text(number: float) -> str:
    """'512 B', '1.4 GB'."""
    for unit in _UNITS:
        if number < 1000 or unit == _UNITS[-1]:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    raise AssertionError("the last unit takes everything")


def print_problems(problems: tuple[Problem, ...]) -> None:
    """One problem a line, coloured by its weight on a terminal."""
    colours = {"E": "red", "T": "red", "W": "yellow", "I": "blue"}
    for problem in problems:
        click.echo(click.style(str(problem), fg=colours.get(problem.code[0])))


def counted(number: int, noun: str) -> str:
    """'1 rule', '2 rules'."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
