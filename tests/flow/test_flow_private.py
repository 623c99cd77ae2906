"""What a person has forgotten is in no byte of the data directory, while the daemon works and after its end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.flow.folder import desk_and_ops
from tests.flow.test_flow_daemon import daemon, listening, times, until
from tests.flow.test_flow_data_directory import monitor
from tests.flow.web import LoopbackWeb

pytestmark = pytest.mark.gate

NAME = "Jonathan Privatus"


def files_with(data: Path, words: str) -> list[str]:
    return [str(path) for path in data.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


async def test_forgotten_beside_the_daemon_it_leaves_no_byte_and_the_story_goes_on(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        folder, data = desk_and_ops(tmp_path, web), tmp_path / "data"
        where = ("--rules", str(folder), "--data", str(data))
        async with daemon(folder, "--data", str(data)) as process, listening(process):
            await until(lambda: web.conditional_hits >= 1)
            web.publish("alpha", "a1", f"{NAME} is seen at the bridge near Kursk after repairs")
            web.publish("alpha", "a2", "Dock workers begin a harbour strike in Rostock")
            await until(lambda: times(web, NAME) == 1 and times(web, "harbour strike") == 1)
            assert files_with(data, NAME)

            code, said = await monitor("archive", "forget", "--text", NAME.lower(), "--yes", "--json", *where)
            assert code == 0, said
            found = json.loads(said)
            assert (found["items"], found["store"]["history"], found["store"]["decisions"]) == (1, 1, 1)
            assert files_with(data, NAME) == []
            assert (await monitor("archive", "forget", "--text", NAME, "--yes", *where))[0] == 1, "nothing is left"

            web.publish("alpha", "a3", "Water breaks into the salt mine of Perm")
            await until(lambda: times(web, "salt mine") == 1)
            code, said = await monitor("audit", *where)
            assert code == 0, said
        assert files_with(data, NAME) == []
        async with daemon(folder, "--data", str(data)) as process, listening(process):
            hits = web.conditional_hits
            await until(lambda: web.conditional_hits > hits + 2 and (data / "archive" / "archive.json").exists())
        assert times(web, NAME) == 1, "its feed still has it, and it does not come again"
        assert files_with(data, NAME) == []
        code, said = await monitor("archive", "verify", *where[:2], "--data", str(data))
        assert code == 0, said
