"""Real stores for the tests: one embedded server for the whole session, and a Redis if one is installed."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

from monitor.store.connection.client import Client, connect
from monitor.store.server.embedded import EmbeddedServer
from tests.examples import RUN
from tests.store.constellation import lone_node
from tests.store.servers import VALKEY

TESTS = Path(__file__).parent
REDIS = shutil.which("redis-server")

# The gate judges a change by the same examples every time, on machines as slow as they may be, and by few of them:
# `-m slow` tries them all. Whoever looks for new counterexamples says --hypothesis-profile=search.
_SAME = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("gate", _SAME, max_examples=25)
settings.register_profile("long", _SAME, max_examples=100)
settings.register_profile("search", deadline=None)
settings.load_profile("gate")


def pytest_configure(config: pytest.Config) -> None:
    """In a run of the slow tests, and in a search, properties are tried with all their examples."""
    slow, search = _is_slow(config), config.getoption("hypothesis_profile", None) is not None
    RUN.long = slow or search
    if slow and not search:
        settings.load_profile("long")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers for each processor where whole daemons are tested, which mostly wait; else one."""
    cores = os.cpu_count() or 1
    return cores * (2 if _waits(config) else 1)


def _waits(config: pytest.Config) -> bool:
    named = [Path(name.partition("::")[0]).resolve() for name in config.args]
    return any((TESTS / "flow").is_relative_to(path) or path.is_relative_to(TESTS / "flow") for path in named)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With all its examples a property is a slow test."""
    for item in items if _is_slow(config) else ():
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.function):
            item.add_marker("slow")


def _is_slow(config: pytest.Config) -> bool:
    return bool(config.option.markexpr.strip() == "slow")


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an embedded server."""
    server = EmbeddedServer(tmp_path_factory.mktemp("valkey"))
    with ThreadPoolExecutor(1) as beside:  # the loop of a test may be running in this thread
        yield beside.submit(asyncio.run, server.start()).result()
        beside.submit(asyncio.run, server.stop()).result()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The URL of the machine's own Redis server, started for the tests."""
    if REDIS is None:
        pytest.skip("no redis-server is installed")
    with tempfile.TemporaryDirectory(prefix="redis-", dir="/tmp") as directory:  # short enough for a socket
        socket = Path(directory, "s")
        settings = ("--port", "0", "--unixsocket", str(socket), "--dir", directory, "--save", "")
        with subprocess.Popen([REDIS, *settings], stdout=subprocess.DEVNULL) as process:
            while not socket.exists() and process.poll() is None:
                time.sleep(0.01)
            yield f"unix://{socket}"
            process.terminate()


@pytest.fixture(scope="session")
def cluster_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a cluster of one node."""
    with lone_node(VALKEY, tmp_path_factory.mktemp("cluster") / "node") as url:
        yield url


@pytest.fixture
async def client(valkey_url: str) -> AsyncIterator[Client]:
    """A client of the embedded server whose keys no other test sees."""
    made = await connect(valkey_url, prefix=f"t{secrets.token_hex(6)}:")
    yield made
    await made.aclose()


@pytest.fixture(
    params=[
        pytest.param("valkey_url", id="valkey"),
        pytest.param("redis_url", id="redis"),
        pytest.param("cluster_url", id="cluster", marks=pytest.mark.slow),
    ]
)
async def any_client(request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    """A client whose keys no other test sees: of the embedded server, of Redis, in long runs of a cluster."""
    url = request.getfixturevalue(request.param)
    made = await connect(url, prefix=f"t{secrets.token_hex(6)}:")
    yield made
    await made.aclose()
