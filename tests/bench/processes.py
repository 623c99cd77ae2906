"""What other processes cost, as the kernel counts it."""

from __future__ import annotations

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def cpu_of(pid: int) -> float:
    """CPU seconds of a process so far, in steps of a hundredth, without its children; 0 if there is none."""
    try:
        user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    except FileNotFoundError:
        return 0.0
    return (int(user) + int(system)) / _TICK


def children(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        direct = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except FileNotFoundError:
        return []
    return [each for child in direct for each in (child, *children(child))]


def cpu_of_children(pid: int | None = None) -> float:
    """CPU seconds that the living descendants of a process, by default this one, have taken."""
    return sum(cpu_of(child) for child in children(pid or os.getpid()))
