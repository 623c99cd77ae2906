"""A page and an API without a feed alert through the real daemon; their order and wording alone do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.flow.folder import webhook, write_folder
from tests.flow.test_flow_daemon import daemon, times, until
from tests.flow.web import LoopbackWeb

pytestmark = pytest.mark.gate

PAGE = "type: page, select: {item: '.notice', title: h2, link: a, summary: p}"
API = "type: json, select: {item: 'items[]', title: head, link: url, id: id}"
PACK = """\
pack: {id: test, owner: desk}
rules:
  harbour: {any: [harbour], severity: high}
"""


def page(*notices: tuple[int, str]) -> str:
    items = "".join(
        f"<div class='notice'><h2>{title}</h2><a href='/n/{number}'>more</a><p>Notice {number}.</p></div>"
        for number, title in notices
    )
    return f"<html><body>{items}</body></html>"


def api(*notices: tuple[int, str]) -> str:
    return json.dumps(
        {"items": [{"id": number, "head": title, "url": f"/a/{number}"} for number, title in notices]}
    )


def write(folder: Path, web: LoopbackWeb) -> Path:
    write_folder(folder, web=web, feeds=[], channels=webhook(web), pack=PACK)
    common = "every: 1s, allow_private: [127.0.0.0/8]"
    (folder / "feeds.yaml").write_text(
        f"feeds:\n  notices: {{url: '{web.url('page')}', {PAGE}, {common}}}\n"
        f"  api: {{url: '{web.url('api')}', {API}, {common}}}\n",
        encoding="utf-8",
    )
    return folder


async def test_what_comes_to_a_page_or_an_api_alerts_once(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        web.serve_document("page", page((1, "Harbour office closed on Monday"), (2, "Dredging in the channel")))
        web.serve_document("api", api((1, "Harbour dues rise")))
        folder = write(tmp_path / "rules", web)
        async with daemon(folder, "--data", str(tmp_path / "data")):
            await until(lambda: web.conditional_hits >= 4)
            assert web.hooked == [], "what was there before is the baseline"
            web.serve_document(
                "page", page((2, "Dredging in the channel"), (1, "Harbour office closed on Mondays"))
            )
            web.serve_document("api", api((1, "Harbour dues rise")) + "\n")
            hits = web.conditional_hits
            await until(lambda: web.conditional_hits >= hits + 4)
            assert web.hooked == [], "another order, or a changed word, is no news"
            web.serve_document("page", page((3, "Harbour pilots on strike"), (2, "Dredging in the channel")))
            web.serve_document("api", api((1, "Harbour dues rise"), (2, "Fire in the harbour of Kupang")))
            await until(
                lambda: times(web, "Harbour pilots on strike") and times(web, "Fire in the harbour of Kupang")
            )
            assert times(web, "Harbour pilots on strike") == 1
