"""monitor feeds add, remove, import, export: against a real server on loopback."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from monitor.config.configuration import load_configuration
from tests.collect.public_lists import public_list
from tests.command import command_beside

FEED = "<rss version='2.0'><channel><title>Meridian Ledger</title><item><title>x</title></item></channel></rss>"
PAGE = """<html><head><title>The Meridian Ledger</title>
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.xml">
<link rel="alternate" type="application/rss+xml" title="News" href="/rss.xml"></head></html>"""
LOOPBACK = ("--allow-private", "127.0.0.0/8")


@pytest.fixture
async def site() -> AsyncIterator[str]:
    """An outlet with a page and two feeds, and a page without any."""

    def page(text: str, kind: str) -> web.Response:
        return web.Response(text=text, content_type=kind)

    async def serve(request: web.Request) -> web.Response:
        match request.path:
            case "/":
                return page(PAGE, "text/html")
            case "/rss.xml" | "/comments.xml":
                return page(FEED, "application/rss+xml")
            case "/linking":
                return page(
                    "<html><p>nothing in its head <a href='/about'>us</a> <a href='/rss.xml'>RSS</a></html>",
                    "text/html",
                )
            case "/hidden/":
                return page("<html><p>says nothing of it</html>", "text/html")
            case "/hidden/index.xml":
                return page(FEED, "application/xml")
            case "/bare":
                return page("<html><p>nothing here</html>", "text/html")
        return web.Response(status=404)

    application = web.Application()
    application.router.add_get("/{path:.*}", serve)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    (tmp_path / "feeds.yaml").write_text("feeds:\n  antara: https://www.antaranews.com/rss/terkini.xml # first\n")
    (tmp_path / "channels.yaml").write_text("channels:\n  screen: {type: console}\n")
    return tmp_path


async def monitor(*arguments: str, **environment: str) -> tuple[int, str, str]:
    ended = await command_beside("feeds", *arguments, environment={"NO_COLOR": "1", **environment})
    return ended.returncode, ended.stdout, ended.stderr


async def test_the_feed_behind_a_page_is_added_and_removed_again(site: str, rules: Path) -> None:
    before = (rules / "feeds.yaml").read_text()
    code, out, err = await monitor("add", site + "/", "--rules", str(rules), "--tag", "asia", *LOOPBACK)

    assert (code, out) == (0, f"added meridian-ledger: Meridian Ledger\n  {site}/rss.xml\n")
    assert f"{site}/comments.xml" in err, "the other feeds of the page are named"
    added = (rules / "feeds.yaml").read_text().splitlines()[-1]
    assert added == (
        f"  meridian-ledger: {{url: {site}/rss.xml, title: Meridian Ledger, tags: [asia], "
        "allow_private: [127.0.0.0/8]}"
    )

    assert (await monitor("remove", "meridian-ledger", "--rules", str(rules)))[0] == 0
    assert (rules / "feeds.yaml").read_text() == before


async def test_a_feed_that_is_there_is_not_added_twice(site: str, rules: Path) -> None:
    await monitor("add", f"{site}/rss.xml", "--rules", str(rules), *LOOPBACK)
    code, _, err = await monitor("add", f"{site}/rss.xml", "--rules", str(rules), *LOOPBACK)

    assert code == 1
    assert "is there already, as 'meridian-ledger'" in err


@pytest.mark.parametrize(
    ("path", "options", "says"),
    [
        ("/gone", LOOPBACK, "404"),
        ("/rss.xml", (), "not a public address"),
        ("/rss.xml", ("--allow-private", "10.0.0.1/8"), "must be a network such as 10.0.0.0/8"),
    ],
)
async def test_what_cannot_be_added_says_why_and_changes_nothing(
    site: str, rules: Path, path: str, options: tuple[str, ...], says: str
) -> None:
    before = (rules / "feeds.yaml").read_text()
    code, _, err = await monitor("add", site + path, "--rules", str(rules), *options)

    assert code == 2
    assert says in err
    assert (rules / "feeds.yaml").read_text() == before


@pytest.mark.parametrize(
    ("path", "feed"), [("/linking", "/rss.xml"), ("/bare", "/rss.xml"), ("/hidden/", "/rss.xml")]
)
async def test_a_feed_that_a_page_does_not_name_is_looked_for(
    site: str, rules: Path, path: str, feed: str
) -> None:
    code, out, err = await monitor("add", site + path, "--rules", str(rules), *LOOPBACK)

    assert code == 0, err
    assert site + feed in out


async def test_what_is_exported_can_be_imported_elsewhere(rules: Path, tmp_path: Path) -> None:
    (rules / "feeds.yaml").write_text(
        "feeds:\n  yonhap: {url: https://en.yna.co.kr/RSS/nk.xml, title: NK, tags: [korea], every: 2m, lang: en}\n"
    )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "channels.yaml").write_text("channels:\n  screen: {type: console}\n")
    listed = str(tmp_path / "feeds.opml")

    assert (await monitor("export", "--rules", str(rules), "--out", listed))[0] == 0
    code, out, _ = await monitor("import", listed, "--rules", str(elsewhere), "--tag", "imported")

    assert code == 0
    assert "1 feed added, 0 there already" in out
    assert (elsewhere / "feeds.yaml").read_text().splitlines()[-1] == (
        "  nk: {url: https://en.yna.co.kr/RSS/nk.xml, title: NK, lang: en, tags: [imported, korea], every: 2m}"
    )


async def test_a_public_list_of_781_feeds_comes_in_whole(rules: Path, tmp_path: Path) -> None:
    made = public_list(random.Random(781), feeds=781, broken=25, duplicates=30, notes=8)
    listed = tmp_path / "list.opml"
    listed.write_text(made.text, encoding="utf-8")
    code, out, err = await monitor("import", str(listed), "--rules", str(rules))

    assert code == 1
    assert "781 feeds added, 0 there already, 30 listed twice, 8 without a feed, 25 left out" in out
    assert lines_of(err) == made.broken
    tags = {feed.url: feed.tags for feed in load_configuration(rules).require().feeds.values()}
    assert {url: tags.get(url) for url in made.feeds} == {
        url: tuple(name.lower().replace(" ", "-") for name in folders) for url, folders in made.feeds.items()
    }
    again, out, _ = await monitor("import", str(listed), "--rules", str(rules))
    assert again == 1
    assert "0 feeds added, 781 there already" in out


async def test_a_list_of_ten_thousand_is_read_but_for_its_300_broken_lines(rules: Path, tmp_path: Path) -> None:
    made = public_list(random.Random(10_000), feeds=9_300, broken=300, duplicates=300, notes=100)
    listed = tmp_path / "list.opml"
    listed.write_text(made.text, encoding="utf-8")
    code, out, err = await monitor("import", str(listed), "--rules", str(rules))

    assert code == 1
    assert "9,300 feeds added, 0 there already, 300 listed twice, 100 without a feed, 300 left out" in out
    assert lines_of(err) == made.broken


def lines_of(errors: str) -> list[int]:
    """The lines of the list that the messages name."""
    return [int(line) for line in re.findall(r"left out: \S+?\.opml:(\d+): ", errors)]


async def test_what_is_exported_holds_no_secret(rules: Path, tmp_path: Path) -> None:
    (rules / "feeds.yaml").write_text(
        "feeds:\n  a: https://a.example/rss\n  b: 'https://b.example/rss?key=${FEED_KEY}'\n"
        "  c: https://desk:hunter2@c.example/rss\n"
    )
    code, out, err = await monitor("export", "--rules", str(rules), FEED_KEY="s3cret")

    assert code == 0
    assert "https://a.example/rss" in out
    assert "b.example" not in out
    assert "c.example" not in out
    assert "s3cret" not in out + err
    assert "hunter2" not in out + err
    assert "left out: b: its address holds a secret" in err
    assert "left out: c: its address holds a secret" in err


async def test_a_list_with_a_bad_address_adds_the_others(rules: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.opml"
    listed.write_text(
        "<opml><body><outline xmlUrl='ftp://old.example/'/><outline text='B' xmlUrl='https://b.example/'/>"
        "<outline xmlUrl='https://www.antaranews.com/rss/terkini.xml'/></body></opml>"
    )
    code, out, err = await monitor("import", str(listed), "--rules", str(rules))

    assert code == 1
    assert "1 feed added, 1 there already" in out
    assert f"left out: {listed}:1: no address of the web: ftp://old.example/" in err
    assert "  b: {url: https://b.example/, title: B}" in (rules / "feeds.yaml").read_text()


NOTICES = "<ul><li class='n'><h2>Port closed</h2><a href='/1'>more</a></li><li class='n'><h2>Strike</h2></li></ul>"
SELECT = ("--page", "--select", "item=li.n", "--select", "title=h2")


@pytest.fixture
async def notices() -> AsyncIterator[str]:
    """A page with two notices, one that robots may not read, and an API."""

    async def serve(request: web.Request) -> web.Response:
        match request.path:
            case "/robots.txt":
                return web.Response(text="User-agent: *\nDisallow: /private")
            case "/api":
                return web.json_response({"items": [{"head": "Port closed", "at": "2026-11-16"}]})
        return web.Response(text=f"<title>Notices</title>{NOTICES}", content_type="text/html")

    application = web.Application()
    application.router.add_get("/{path:.*}", serve)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_a_page_is_added_with_its_selectors(notices: str, rules: Path) -> None:
    code, out, err = await monitor("add", f"{notices}/page", "--rules", str(rules), *SELECT, *LOOPBACK)

    assert (code, out.splitlines()[0]) == (0, "added notices: Notices")
    assert "2 items, such as:\n  Port closed" in err
    assert (rules / "feeds.yaml").read_text().splitlines()[-1] == (
        f"  notices: {{url: {notices}/page, title: Notices, type: page,"
        ' select: {item: "li.n", title: "h2"}, allow_private: [127.0.0.0/8]}'
    )
    assert (await monitor("list", "--rules", str(rules)))[0] == 0


async def test_an_api_is_added_with_its_expressions(notices: str, rules: Path) -> None:
    expressions = ("--api", "--select", "item=items[]", "--select", "title=head", "--select", "date=at")
    code, _, err = await monitor(
        "add", f"{notices}/api", "--id", "api", "--rules", str(rules), *expressions, *LOOPBACK
    )

    assert code == 0, err
    assert 'type: json, select: {item: "items[]", title: "head", date: "at"}' in (rules / "feeds.yaml").read_text()


@pytest.mark.parametrize(
    ("path", "options", "says"),
    [
        (
            "/page",
            ("--page", "--select", "item=li.x", "--select", "title=h2"),
            "selector of `item` found nothing: li.x",
        ),
        ("/page", (*SELECT, "--select", "summary=p"), "the selector of `summary` found nothing in any item"),
        ("/page", ("--page", "--select", "item=li"), "--select title=... is missing"),
        ("/page", ("--page", "--select", "item=li[", "--select", "title=h2"), "--select item: not a CSS selector"),
        ("/page", ("--page", "--select", "thing=li"), "KEY one of item, title, link, date, summary, id"),
        ("/page", ("--select", "item=li"), "--select needs --page or --api"),
        ("/api", ("--api", "--select", "item=items[", "--select", "title=a"), "not a JMESPath expression"),
        ("/private", SELECT, "robots.txt disallows it"),
    ],
)
async def test_what_a_selector_does_not_find_is_said(
    notices: str, rules: Path, path: str, options: tuple[str, ...], says: str
) -> None:
    code, _, err = await monitor("add", notices + path, "--rules", str(rules), *options, *LOOPBACK)

    assert code == 2
    assert says in err


async def test_a_site_without_a_feed_says_so(notices: str, rules: Path) -> None:
    code, _, err = await monitor("add", f"{notices}/page", "--rules", str(rules), *LOOPBACK)

    assert code == 2
    assert "is no feed, and names none" in err
