"""Items that a feed took from elsewhere are their publishers', all the way to the phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow.folder import webhook, write_folder
from tests.flow.test_flow_daemon import daemon, titles, until
from tests.flow.web import LoopbackWeb

pytestmark = pytest.mark.gate

SEARCH = (
    ("Dockers begin port strike in Antwerp", "Reuters", "https://www.reuters.com"),
    ("Antwerp port strike begins as dockers walk out", "BBC", "https://www.bbc.com"),
    ("Port strike paralyses Antwerp, dockers walk out", "The Guardian", "https://www.theguardian.com"),
)
PACK = """\
pack: {id: test, owner: desk}
rules:
  strike: {any: [port strike], severity: high, story: {min_independent: 2}}
"""


def search(*news: tuple[str, str, str]) -> str:
    """A news search as RSS: headline and outlet in one title, the outlet in `<source>` as well."""
    items = "".join(
        f"<item><title>{title} - {outlet}</title><link>https://search.example/a/{number}</link>"
        f"<guid isPermaLink='false'>S{number}</guid><source url='{url}'>{outlet}</source>"
        f"<description>&lt;a href='x'&gt;{title}&lt;/a&gt;&amp;nbsp;&amp;nbsp;&lt;font&gt;{outlet}&lt;/font&gt;"
        "</description></item>"
        for number, (title, outlet, url) in enumerate(news)
    )
    return f"<rss version='2.0'><channel><title>port strike - Search</title>{items}</channel></rss>"


async def test_three_outlets_of_one_search_are_three_sources(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        web.serve_document("alpha", search())
        folder = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=webhook(web), pack=PACK)
        async with daemon(folder, "--data", str(tmp_path / "data")):
            await until(lambda: web.conditional_hits >= 1)
            web.serve_document("alpha", search(*SEARCH))
            await until(lambda: bool(web.hooked))
            await until(lambda: "The Guardian" in str(web.hooked[-1]))
        (told, *_) = titles(web)
        assert "Reuters" in told
        assert "BBC" in told
        assert "Alpha" not in told
        assert "- Reuters" not in told
