"""From nothing to the first alert: installed into a new environment, then the demo, with a clock.

    python -m tests.bench.first_alert

Installing downloads the dependencies, unless they are cached: the network is in the figure. With `uv` if it is
there, else with pip.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
REACH = 60
"""Seconds that all of it may take."""


def install(folder: Path) -> str:
    """Install the monitor into a new environment; what did it."""
    if uv := shutil.which("uv"):
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True)
        command = [uv, "pip", "install", "--quiet", "--python", str(folder / "bin" / "python"), str(ROOT)]
        subprocess.run(command, check=True)
        return "uv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", str(ROOT)], check=True)
    return "pip"


def first_alert(folder: Path) -> float:
    """Seconds until the demo has written an alert."""
    began = time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    with subprocess.Popen(
        [str(folder / "bin" / "monitor"), "demo"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, env=environment, cwd=folder,
    ) as demo:  # fmt: skip
        assert demo.stdout is not None
        next(line for line in demo.stdout if "rules: " in line)
        took = time.perf_counter() - began
        demo.terminate()
        demo.stdout.read()
    return took


def main() -> None:
    """Install, wait, print."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/tmp") as name:
        folder = Path(name, "venv")
        began = time.perf_counter()
        installer = install(folder)
        installed = time.perf_counter() - began
        alert = first_alert(folder)
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    print(f"installed by {installer}: {installed:.1f} s; from `monitor demo` to the first alert: {alert:.1f} s; "
          f"{installed + alert:.1f} s of {REACH} s, {(installed + alert) / REACH:.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
