"""How the program was called, for commands that it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.cli.program import program

UV = {"UV_RUN_RECURSION_DEPTH": "1"}


@pytest.mark.parametrize(
    ("arguments", "environment", "printed"),
    [
        (["python3", "-m", "monitor", "demo"], {}, "python3 -m monitor"),
        (["/a b/python", "-m", "monitor"], {}, "'/a b/python' -m monitor"),
        (["/v/bin/python", "-m", "monitor"], UV, "uv run python -m monitor"),
        (["/v/bin/python", "/v/bin/monitor"], UV, "uv run monitor"),
        (["/v/bin/python", "/v/bin/monitor"], {"PATH": "/other"}, "/v/bin/monitor"),
    ],
)
def test_it_is_printed_as_it_was_typed(arguments: list[str], environment: dict[str, str], printed: str) -> None:
    assert program(arguments, called="/v/bin/monitor", environment=environment) == printed


def test_on_the_path_it_is_its_name(tmp_path: Path) -> None:
    script = tmp_path / "monitor"
    script.touch(mode=0o755)
    path = {"PATH": f"/nowhere:{tmp_path}"}
    assert program(["python", str(script)], called=str(script), environment=path) == "monitor"
