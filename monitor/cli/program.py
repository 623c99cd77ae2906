"""How whoever reads our output has called the program."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping, Sequence


def program(
    arguments: Sequence[str] = sys.orig_argv, *, called: str = "", environment: Mapping[str, str] = os.environ
) -> str:
    """What to type to call it again in the same shell: `monitor`, `uv run monitor`, `python -m monitor`."""
    called = called or sys.argv[0]
    by_uv = "UV_RUN_RECURSION_DEPTH" in environment
    if list(arguments[1:3]) == ["-m", "monitor"]:
        typed = ["python" if by_uv else arguments[0], "-m", "monitor"]
    else:
        on_path = by_uv or shutil.which("monitor", path=environment.get("PATH")) == called
        typed = ["monitor" if on_path else called]
    return shlex.join(["uv", "run", *typed] if by_uv else typed)
