"""The embedded store: a Valkey server of the monitor's own, on a unix socket.

Two locks keep a data directory safe. The monitor holds `lock`, so that there is one monitor to a
directory. The server itself holds `server.lock`, which it inherits: it shows, whatever happened to the
monitor, whether a server still writes to the directory. A second one beside it would lose its writes.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from redis.exceptions import RedisError

from monitor import clock
from monitor.clock import Now
from monitor.errors import MonitorError, StoreRefusedError
from monitor.store.server import append_only_file as aof
from monitor.store.server import directory_lock
from monitor.store.server.copy_data import LastingConnection, copy_data, resume
from monitor.store.server.private_socket import private_socket
from monitor.store.server.valkey_process import ask, find_binary, is_server, spawn

_POLL = 0.01
"""Seconds between two looks at a server that starts or ends."""


@dataclass(frozen=True, slots=True)
class _Record:
    """Where the last server is found; kept in a file, for the monitor after a crash."""

    pid: int
    socket: Path


def running_at(data_dir: Path) -> str | None:
    """The URL of the server that a running monitor keeps on a data directory; None if there is none."""
    root = data_dir.resolve()
    record = _read_record(root / "valkey.json")
    if record is None or not directory_lock.is_taken(root / "server.lock"):
        return None
    return _url(record.socket)


def is_attended(data_dir: Path) -> bool:
    """Whether a monitor holds this data directory now."""
    lock = data_dir.resolve() / "lock"
    return lock.is_file() and directory_lock.is_taken(lock)


def is_kept_in(data_dir: Path) -> bool:
    """Whether a monitor has ever kept a store in this data directory."""
    return (data_dir / "valkey" / aof.DIRECTORY).is_dir()


def _url(socket: Path) -> str:
    return f"unix://{quote(str(socket))}"


def _read_record(path: Path) -> _Record | None:
    try:
        found = json.loads(path.read_text())
        return _Record(pid=int(found["pid"]), socket=Path(found["socket"]))
    except (OSError, ValueError, KeyError, TypeError):  # none, or cut short by a crash
        return None


class EmbeddedServer:
    """The server of one data directory. `start` may be called again when the server has died."""

    def __init__(self, data_dir: Path, *, now: Now = clock.now, timeout: float = 10.0) -> None:
        """`timeout` is how many seconds a server may be silent, or take to end, before it is killed."""
        self.recovered: str | None = None
        """What the user must know if the start did not find all that was written."""
        self._root = data_dir.resolve()
        self._files = self._root / "valkey"
        self._log = self._root / "valkey.log"
        self._record = self._root / "valkey.json"
        self._server_lock = self._root / "server.lock"
        self._now = now
        self._timeout = timeout
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: Path | None = None
        self._server_pid = 0
        self._line: LastingConnection | None = None

    async def start(self, *, create: bool = True) -> str:
        """Start the server, or adopt the one that a killed monitor left behind; returns its URL.

        Raises MonitorError if another monitor uses the directory, if it cannot be used, or if the server does not
        start; StoreRefusedError if nothing was ever kept there and none is to be made.
        """
        if not create and not is_kept_in(self._root):
            raise StoreRefusedError(
                f"there is no store in {self._root}: no monitor has run there yet; name another"
                " place with --data or --store"
            )
        self.recovered = None
        if self.has_lost_directory:  # and the server with it: start again where it was
            self._abandon()
        binary = find_binary()
        with ExitStack() as undo:
            undo.callback(self._abandon)
            try:
                self._take_directory()
                self._socket = await self._adopt()
                if self._socket is None:
                    self._socket = private_socket(self._root)
                    await self._launch(binary, socket=self._socket)
                self._connect(self._socket)
            except OSError as error:  # no such place, no rights, a full disk
                what = f"the data directory {self._root} cannot be used: {error.strerror}"
                raise MonitorError(what) from error
            except RedisError as error:
                raise MonitorError(f"the embedded store ended while it was started: {error}") from error
            undo.pop_all()
        return _url(self._socket)

    async def stop(self) -> None:
        """End the server with everything written, and give the directory back. Harmless if not started."""
        if self._lock is None:
            return
        if self._socket is not None and self.alive:
            if self.has_lost_directory:  # it would refuse to end, for it cannot write
                await self._kill(self._server_pid)
            else:
                await ask(self._socket, "SHUTDOWN NOSAVE")  # no snapshots; the append-only file is flushed
            if not await self._gone():
                await self._kill(self._pid())
            with suppress(OSError):  # something else may be there by now
                self._record.unlink(missing_ok=True)
                self._socket.unlink(missing_ok=True)
                self._socket.parent.rmdir()
        self._abandon()

    async def restore_directory(self) -> bool:
        """Make the data directory again that was removed, with all that the server still has in memory.

        A second server takes the data over, and then the socket; whoever is connected to the first is cut off, and
        connects again. False if the directory cannot be made, and if somebody has put another store there.
        """
        if self._line is None or self._socket is None or self._lock is None or is_kept_in(self._root):
            return False
        heir = EmbeddedServer(self._root, now=self._now, timeout=self._timeout)
        if self._holds_lock():
            heir._lock = os.dup(self._lock)
        try:
            line = await heir._start_beside(self._socket.with_name("new.sock"))
            await asyncio.to_thread(copy_data, self._line, line)
            heir._move_to(self._socket)
        except (MonitorError, OSError, RedisError):
            heir._abandon()
            shutil.rmtree(self._files, ignore_errors=True)
            with suppress(RedisError):
                resume(self._line)
            return False
        if self._process is None and is_server(self._server_pid, directory=self._files):
            os.kill(self._server_pid, signal.SIGKILL)  # it was adopted; else it is ended as our child
        self._abandon()
        self._lock, self._process, self._line = heir._lock, heir._process, heir._line
        self._socket, self._server_pid = heir._socket, heir._server_pid
        return True

    @property
    def alive(self) -> bool:
        """Whether the server runs."""
        if self._lock is None:
            return False
        if self._process is not None:
            return self._process.poll() is None
        if self.has_lost_directory:
            return is_server(self._server_pid, directory=self._files)
        return directory_lock.is_taken(self._server_lock)

    @property
    def directory(self) -> Path:
        """The data directory."""
        return self._root

    @property
    def has_lost_directory(self) -> bool:
        """Whether the data directory was removed or replaced under the running server."""
        return self._lock is not None and not (self._holds_lock() and aof.is_there(self._files))

    def _holds_lock(self) -> bool:
        """Whether the lock that is held is still the file that others would have to lock."""
        try:
            found = (self._root / "lock").stat()
        except OSError:
            return False
        held = os.fstat(self._lock) if self._lock is not None else None
        return held is not None and (found.st_dev, found.st_ino) == (held.st_dev, held.st_ino)

    async def _start_beside(self, socket: Path) -> LastingConnection:
        """Start a server in the directory beside one that has lost it."""
        self._server_lock.unlink(missing_ok=True)  # of the server that has lost the directory
        self._take_directory()
        socket.parent.mkdir(mode=0o700, exist_ok=True)
        log = await self._run(find_binary(), socket=socket)
        if log is not None:
            raise MonitorError(log)
        return self._connect(socket)

    def _connect(self, socket: Path) -> LastingConnection:
        """Keep a connection to the server, by which its data are found when its directory is gone."""
        if self._line is not None:  # to a server that has died
            self._line.close()
        self._line = LastingConnection(socket)
        return self._line

    def _move_to(self, socket: Path) -> None:
        """Answer at the place of another socket from now on."""
        self._record.write_text(json.dumps({"pid": self._server_pid, "socket": str(socket)}))
        socket.with_name("new.sock").replace(socket)
        self._socket = socket

    def _take_directory(self) -> None:
        path = self._root / "lock"
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._files.mkdir(mode=0o700, exist_ok=True)
        if self._lock is not None:
            return
        self._lock = directory_lock.take(path)
        if self._lock is None:
            holder = path.read_text() or "unknown"
            raise MonitorError(
                f"the data directory {self._root} is in use by another monitor (process {holder}):"
                " stop that one, or give this one a directory of its own"
            )
        os.ftruncate(self._lock, 0)
        os.write(self._lock, str(os.getpid()).encode())

    async def _adopt(self) -> Path | None:
        """The socket of a server that still runs on the directory. One that does not answer is ended."""
        if not directory_lock.is_taken(self._server_lock):
            return None
        record = _read_record(self._record)
        socket = record.socket if record else private_socket(self._root)
        self._server_pid = record.pid if record else 0
        if await self._answers(socket):
            return socket
        await self._kill(self._server_pid)
        if directory_lock.is_taken(self._server_lock):
            raise MonitorError(
                f"an old valkey-server still uses {self._files} and does not answer: end it, then start again"
            )
        return None

    async def _launch(self, binary: Path, *, socket: Path) -> None:
        live = self._files / aof.DIRECTORY
        log = await self._run(binary, socket=socket)
        if log is not None and aof.is_damaged(log):
            aside = aof.set_aside(live, at=self._now())
            self.recovered = aof.kept(aside)
            if aof.salvage(aside, live, binary=binary):
                log = await self._run(binary, socket=socket)
            if log is not None and aof.is_damaged(log):
                shutil.rmtree(live, ignore_errors=True)
                self.recovered = aof.lost(aside)
                log = await self._run(binary, socket=socket)
        if log is None and self.recovered is None and aof.is_cut_off(self._log.read_text(errors="replace")):
            self.recovered = aof.CUT_OFF
        if log is not None:
            last = "\n".join(log.splitlines()[-5:])
            raise MonitorError(f"the embedded store does not start; its log, {self._log}, ends with:\n{last}")

    async def _run(self, binary: Path, *, socket: Path) -> str | None:
        """Start a server and wait until it is ready. None, or the log of one that was not to be."""
        if self._process is not None:
            self._process.wait()  # it has given back its lock, so it has ended
        if self._log.exists():
            self._log.replace(self._log.with_name("valkey.log.1"))
        lock = directory_lock.take(self._server_lock)
        if lock is None:
            raise MonitorError(f"another valkey-server uses {self._files}: end it, then start again")
        try:
            self._process = spawn(binary, directory=self._files, socket=socket, log=self._log, lock=lock)
        finally:
            os.close(lock)  # from now on the server alone holds it
        self._server_pid = self._process.pid
        self._record.write_text(json.dumps({"pid": self._process.pid, "socket": str(socket)}))
        if await self._answers(socket):
            return None
        await self._kill(self._process.pid)
        return self._log.read_text(errors="replace")

    async def _answers(self, socket: Path) -> bool:
        """Wait until the server is ready: while it lives, and is silent no longer than patience allows."""
        loop = asyncio.get_running_loop()
        give_up = loop.time() + self._timeout
        while self.alive and loop.time() < give_up:
            answer = await ask(socket, "PING")
            if answer == "+PONG":
                return True
            if answer.startswith(("-LOADING", "-BUSY")):
                give_up = loop.time() + self._timeout
            await asyncio.sleep(_POLL)
        return False

    async def _gone(self) -> bool:
        loop = asyncio.get_running_loop()
        give_up = loop.time() + self._timeout
        while self.alive:
            if loop.time() > give_up:
                return False
            await asyncio.sleep(_POLL)
        return True

    async def _kill(self, pid: int) -> None:
        """End a server that does not end by itself, if the process is our server indeed."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if not is_server(pid, directory=self._files):
                break
            with suppress(ProcessLookupError):
                os.kill(pid, sign)
            if await self._gone():
                break

    def _pid(self) -> int:
        record = _read_record(self._record)
        return record.pid if record else 0

    def _abandon(self) -> None:
        """Let go of everything at once: after a stop, and when a start did not succeed."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        self._socket = None
