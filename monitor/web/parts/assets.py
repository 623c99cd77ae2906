"""Style sheet, script and icon, under addresses that change with their content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.resources import files

from aiohttp import web

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_FOREVER = "public, max-age=31536000, immutable"


class Assets:
    """The files, read once."""

    def __init__(self) -> None:
        folder = files("monitor.web.parts") / "assets"
        self._content = {one.name: one.read_bytes() for one in folder.iterdir() if one.name[0] not in "._"}
        self._version = {name: hashlib.sha256(body).hexdigest()[:12] for name, body in self._content.items()}

    @property
    def addresses(self) -> Mapping[str, str]:
        """The path of each file."""
        return {name: f"/assets/{version}/{name}" for name, version in self._version.items()}

    async def answer(self, request: web.Request) -> web.Response:
        """A file. Raises HTTPNotFound for one that there is not, also if it was another version's."""
        name = request.match_info["name"]
        if self._version.get(name) != request.match_info["version"]:
            raise web.HTTPNotFound(text="no such file\n")
        kind = _TYPES[name.rpartition(".")[2]]
        return web.Response(
            body=self._content[name], content_type=kind, charset="utf-8", headers={"Cache-Control": _FOREVER}
        )
