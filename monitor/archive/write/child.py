"""Running the child process for one batch of jobs, without the driver in this process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import msgspec

from monitor.archive.write.jobs import Answer, Failed, Job

_CHILD = "monitor.archive.write.seal"
"""The module that the child runs."""
_SLICE = 5.0
"""Seconds between two looks at whether the child may go on."""
_TAIL = 400
"""Characters of what a child said last that are worth a message."""


async def run_jobs(
    jobs: Sequence[Job], *, go_on: Callable[[], Awaitable[bool]], longest: float = 1800.0
) -> Sequence[Answer]:
    """The child's answers to the jobs, in their order; the last is `Failed` if one was not done.

    Every few seconds `go_on` is asked; when it says no, after `longest` seconds, and when this is cancelled, the
    child is killed, which harms nothing. Nothing that befalls the child is raised.
    """
    try:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", _CHILD,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the monitor, which ends it in good order
        )  # fmt: skip
    except OSError as error:
        return [Failed(why=f"the archive's process cannot be started: {error.strerror}")]
    asked = b"".join(msgspec.json.encode(job) + b"\n" for job in jobs)
    talking = asyncio.ensure_future(child.communicate(asked))
    deadline = asyncio.get_running_loop().time() + longest
    why = ""
    try:
        while not (await asyncio.wait({talking}, timeout=_SLICE))[0]:
            if asyncio.get_running_loop().time() > deadline:
                why = f"the archive's process did not end within {longest:.0f} s"
            elif not await go_on():
                why = "another process holds the archive now"
            if why:
                break
    finally:
        if not talking.done():
            with suppress(ProcessLookupError):
                child.kill()
            await asyncio.wait({talking}, timeout=_SLICE)
    said, complained = await talking
    return _answers(said, len(jobs), why or _last_words(child.returncode, complained))


def _answers(said: bytes, expected: int, why: str) -> Sequence[Answer]:
    answers: list[Answer] = []
    for line in said.splitlines():
        with suppress(msgspec.DecodeError):  # cut off with its writer
            answers.append(msgspec.json.decode(line, type=Answer))
    if len(answers) < expected and not (answers and isinstance(answers[-1], Failed)):
        answers.append(Failed(why=why))
    return answers


def _last_words(code: int | None, complained: bytes) -> str:
    said = " ".join(complained.decode(errors="replace").split())[-_TAIL:]
    return f"the archive's process ended with {code}{': ' if said else ''}{said}"
