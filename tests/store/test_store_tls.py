"""The way to sentinels and servers goes over TLS, if the address asks for it."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from monitor.errors import StoreUnavailableError
from monitor.store.connection.client import connect
from tests.store.constellation import SERVICE
from tests.store.servers import REDIS, SentinelServer, Server

OPENSSL = shutil.which("openssl")


@pytest.mark.slow
@pytest.mark.skipif(REDIS is None or OPENSSL is None, reason="no redis-server or no openssl is installed")
async def test_all_of_it_goes_over_tls(tmp_path: Path) -> None:
    assert REDIS is not None
    port, files = free_port(), certificate(tmp_path)
    settings = [part for name, value in files.items() for part in (f"--{name}", value)]
    server = Server(REDIS, tmp_path / "data", "--tls-port", str(port), *settings)
    lines = [f"{name} {value}" for name, value in files.items()]
    lines += [f"tls-port {free_port()}", "tls-replication yes", f"sentinel monitor {SERVICE} 127.0.0.1 {port} 1"]
    sentinel = SentinelServer(REDIS, tmp_path / "sentinel", *lines, login=None)
    try:
        server.start()
        sentinel.start()
        asked = int(lines[-3].split()[1])
        trust = f"ssl_ca_certs={files['tls-ca-cert-file']}"
        for url in (
            f"rediss+sentinel://127.0.0.1:{asked}/{SERVICE}?{trust}",
            f"redis+sentinel://127.0.0.1:{asked}/{SERVICE}?tls=true&{trust}",
            f"redis://127.0.0.1:{port}?tls=true&{trust}",
        ):
            client = await connect(url)
            try:
                assert (await client.server_info()).role == "master"
            finally:
                await client.aclose()
        with pytest.raises(StoreUnavailableError, match="certificate verify failed"):
            await connect(f"rediss+sentinel://127.0.0.1:{asked}/{SERVICE}")
    finally:
        sentinel.kill()
        server.kill()


def certificate(directory: Path) -> dict[str, str]:
    """A certificate for 127.0.0.1 that vouches for itself, as the servers' settings name its files."""
    assert OPENSSL is not None
    key, made = str(directory / "key.pem"), str(directory / "certificate.pem")
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=store"]
    files = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", made]
    subprocess.run([OPENSSL, *request, *files], check=True, capture_output=True)
    return {"tls-cert-file": made, "tls-key-file": key, "tls-ca-cert-file": made, "tls-auth-clients": "no"}


def free_port() -> int:
    """A port on which nobody listens at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
