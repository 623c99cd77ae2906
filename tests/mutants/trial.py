"""A copy of the project in which one mutant after another is tried."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import shutil
import signal
import site
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutants.mutant import Mutant
from tests.mutants.related import related_tests

_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?)(?: - .*)?$", re.MULTILINE)
_MEMORY = 6 * 1024**3
"""Bytes of address space for each process: a mutant may collect without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a mutant."""

    survived: bool
    by: str
    """The test that detected it, or why there is none."""


@dataclass(slots=True, kw_only=True)
class Trial:
    """A copy of the project with an interpreter that imports nothing of the original."""

    root: Path
    python: Path
    limit: float
    """Seconds after which a mutant counts as detected."""
    nearest: int | None = None
    """How many of the related files of tests are run, if not all."""
    red: dict[str, bool] = field(default_factory=dict)
    """Tests that were run without any mutant -> whether they failed."""

    def judge(self, mutant: Mutant) -> Verdict:
        """Run the related tests with this one change; a test that is red without it does not count."""
        file = self.root / mutant.path
        source = file.read_bytes()
        tests = [str(path) for path in related_tests(self.root, mutant.path)[: self.nearest]]
        try:
            while True:
                self._write(file, mutant.apply(source))
                failed = self._first_failure(tests)
                if failed is None:
                    return Verdict(survived=True, by=f"no test of {len(tests)} files failed")
                self._write(file, source)
                if not self._is_red(failed):
                    return Verdict(survived=False, by=failed)
        finally:
            self._write(file, source)

    def _is_red(self, test: str) -> bool:
        if test not in self.red:
            self.red[test] = test.startswith("tests/") and self._first_failure([test]) is not None
        return self.red[test]

    def _first_failure(self, tests: Sequence[str]) -> str | None:
        """The first test that fails; "time limit" or "import" if it ended otherwise."""
        left_out = [f"--deselect={test}" for test, red in self.red.items() if red and test not in tests]
        command = [
            str(self.python), "-m", "pytest", "-n0", "-x", "-q", "--tb=no", "-rfE", "-p", "no:cacheprovider",
            f"--basetemp={self.root.parent / 'tmp'}", *left_out, *tests,
        ]  # fmt: skip
        running = subprocess.Popen(
            command, cwd=self.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip
        if sys.platform == "linux":
            resource.prlimit(running.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        try:
            printed, _ = running.communicate(timeout=self.limit)
        except subprocess.TimeoutExpired:
            return "time limit"
        finally:
            _end(running)
            self._end_strays()
        if running.returncode == 0:
            return None
        found = _FAILED.search(printed)
        return found[1] if found else "import"

    def _write(self, file: Path, source: bytes) -> None:
        """Write a module, and forget how it was compiled."""
        file.write_bytes(source)
        for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
            compiled.unlink()

    def _end_strays(self) -> None:
        """End servers and daemons that a test left behind: their command line names our folder."""
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if str(self.root.parent).encode() in (process / "cmdline").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)


def _end(running: subprocess.Popen[str]) -> None:
    """End a run: politely, so that it can stop what it started."""
    for sign, seconds in ((signal.SIGINT, 15), (signal.SIGKILL, None)):
        if running.poll() is None:
            os.killpg(running.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.communicate(timeout=seconds)


@contextmanager
def trial(project: Path, *, limit: float, nearest: int | None = None) -> Iterator[Trial]:
    """A copy of what git knows or would add, and of the interpreter's packages without the project's own."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        root, environment = Path(folder, "copy"), Path(folder, "python")
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=project, capture_output=True, check=True,
        ).stdout.decode()  # fmt: skip
        for name in filter(None, listed.split("\0")):
            if (project / name).is_file():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(project / name, root / name)
        venv.create(environment, with_pip=False)
        # A folder named in a .pth file is searched, but its own .pth files (editable installs) are not read.
        packages = next((environment / "lib").glob("python*/site-packages"))
        (packages / "copy.pth").write_text("\n".join([str(root), *site.getsitepackages()]) + "\n")
        yield Trial(root=root, python=environment / "bin" / "python", limit=limit, nearest=nearest)
