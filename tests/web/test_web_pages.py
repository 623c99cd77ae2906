"""What the desk's pages show, what they let through of a feed's text, and who may change something by them."""

from __future__ import annotations

import gzip
import re
import time
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files

import pytest

from monitor.clock import now
from monitor.model.sending.delivery import Outcome
from monitor.store.base import keys
from monitor.store.base.codec import encode, to_ms
from monitor.store.connection.client import Client
from monitor.web.parts.assets import Assets
from monitor.web.parts.desk import Desk
from monitor.web.parts.headers import POLICY
from monitor.web.parts.render import TABS
from tests.archive.archive_stand import Stand
from tests.desk.newsroom import Newsroom
from tests.fakes import an_item
from tests.store.store_news import as_admin
from tests.web.desk_pages import Browser

PAGES = ("/", "/alerts", "/rules", "/rules/kursk", "/feeds", "/channels", "/silences", "/status", "/activity",
         "/more", "/search")  # fmt: skip
HOSTILE = "<script>alert(1)</script> \u202eKursk\u0007 & \"quoted\" 'so' <img src=x onerror=alert(2)>"


async def test_the_past_is_asked_in_a_process_of_its_own(
    client: Client, desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.web.parts.past.LONGEST", 300)  # on a machine as slow as it may be
    stand = Stand(client=client, folder=desk.past.archive)
    long_ago = now() - timedelta(days=20)
    old = replace(an_item("Old bridge near Kursk reopens", first_seen_at=long_ago), url="https://x.org/old")
    entry = f"{to_ms(long_ago)}-0"
    await as_admin(client, "XADD", client.key(keys.HISTORY), entry, "i", old.id, "v", encode(old))
    await stand.step()
    await as_admin(client, "XTRIM", client.key(keys.HISTORY), "MAXLEN", "0")
    assert "Old bridge" in await browser.text("/search?q=bridge")
    assert "Old bridge" in await browser.text(f"/i/{old.id}")
    assert "query:" in await browser.text("/search?q=%28bridge")


async def test_a_question_about_the_past_that_takes_too_long_is_given_up(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.web.parts.past.search_for", sleeps)
    monkeypatch.setattr("monitor.web.parts.past.LONGEST", 1)
    page = await browser.text("/search?q=Kursk")
    assert "takes longer than 1 s: ask `monitor search`" in page


def sleeps(*_: object) -> None:
    time.sleep(60)


def heading(page: str) -> str:
    [found] = re.findall(r"<h1[^>]*>(.*?)</h1>", page, flags=re.DOTALL)
    return str(found)


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_answers_before_anything_happened(browser: Browser, path: str) -> None:
    page = await browser.text(path)
    assert heading(page)
    marked = [name for name, at, *_ in TABS if re.search(rf'href="{at}" [^>]*aria-current="page"', page)]
    assert marked == [name for name, at, *_ in TABS if path == at or (path.startswith(f"{at}/") and at != "/")]


@pytest.mark.parametrize("path", [*PAGES, "/s/{story}", "/i/{story}", "/alerts?outcome=duplicate"])
async def test_nothing_that_a_feed_says_becomes_markup(room: Newsroom, browser: Browser, path: str) -> None:
    story = await room.alerts("a", title=HOSTILE, source=HOSTILE, url="javascript:alert(3)", summary=HOSTILE)
    await room.is_suppressed("b", story="a", title=HOSTILE, source=HOSTILE)
    await room.sends()
    page = await browser.text(path.format(story=story))
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "\u202e" not in page
    assert "\u0007" not in page


@pytest.mark.parametrize("path", [*PAGES, "/s/{story}", "/i/{story}", "/no/such", "/s/ffff"])
async def test_every_answer_has_the_policy_and_keeps_it(room: Newsroom, browser: Browser, path: str) -> None:
    story = await room.alerts("a")
    async with browser.session.get(path.format(story=story)) as answer:
        page = await answer.text()
        if path != "/no/such":
            assert answer.headers["Content-Security-Policy"] == POLICY
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert " style=" not in page
    assert not re.search(r" on[a-z]+=", page)
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!example\.org)', page)


async def test_now_says_what_nobody_has_acknowledged_and_who_did(room: Newsroom, browser: Browser) -> None:
    assert heading(await browser.text("/")).startswith("Quiet")
    story = await room.alerts("a")
    await room.alerts("b")
    await room.sends()
    page = await browser.text("/")
    assert heading(page) == "2 stories nobody has acknowledged"
    assert page.count('data-state="open"') == 2
    assert "desk 0" in page or "desk 1" in page, "how long sending took"

    assert await browser.post(f"/s/{story}/acknowledge") == 303
    page = await browser.text("/")
    assert heading(page) == "1 story nobody has acknowledged"
    assert "acknowledged by desk" in page
    assert "acknowledge" in await browser.text("/activity")

    assert await browser.post(f"/s/{story}/undo") == 303
    assert heading(await browser.text("/")) == "2 stories nobody has acknowledged"


async def test_the_script_gets_the_row_that_it_swaps(room: Newsroom, browser: Browser) -> None:
    story = await room.alerts("a")
    await room.sends()
    headers = {"Accept": "text/vnd.fragment+html", "Sec-Fetch-Site": "same-origin"}
    async with browser.session.post(f"/s/{story}/acknowledge", headers=headers) as answer:
        row = await answer.text()
        assert answer.headers["X-Says"] == "Acknowledged."
    assert f'id="s-{story}" data-state="acknowledged"' in row
    assert "<html" not in row


async def test_a_story_shows_its_items_their_marks_and_why_they_are_there(
    room: Newsroom, browser: Browser
) -> None:
    story = await room.alerts("a")
    await room.is_suppressed("b", story="a")
    await room.sends(outcome=Outcome.REFUSED)
    page = await browser.text(f"/s/{story[:10]}")
    assert '<mark title="Kursk">' in page
    assert "duplicate, known" in page
    assert "not sent: as the phone said" in page
    assert page.count('<li id="i-') == 2
    assert (await browser.text(f"/s/{story}?alerts=1")).count('<li id="i-') == 1


async def test_alerts_can_be_told_apart_by_their_outcome(room: Newsroom, browser: Browser) -> None:
    await room.alerts("a")
    await room.sends()
    await room.is_suppressed("b", story="a")
    await room.alerts("c")
    page = await browser.text("/alerts")
    for label, number in {
        "All but duplicates": 2,
        "Sent": 1,
        "Waiting": 1,
        "Not sent": 0,
        "Duplicates": 1,
    }.items():
        assert f"{label} <b>{number}</b>" in page
    assert (await browser.text("/alerts?outcome=duplicate")).count("<tr><td") == 1
    assert "Nothing of this kind" in await browser.text("/alerts?rule=other")
    await browser.text("/alerts?colour=red", status=400)
    await browser.text("/alerts?since=9y", status=400)


async def test_an_item_shows_its_way_through_every_stage(room: Newsroom, browser: Browser) -> None:
    story = await room.alerts("a")
    await room.sends()
    page = await browser.text(f"/i/{story}")
    for stage in ("Collect", "Detect", "Group", "Route", "Send"):
        assert f"<h2>{stage}</h2>" in page
    assert "sent to desk" in page
    assert "No item" in await browser.text("/i/ffffffff", status=404)


async def test_a_silence_can_be_made_and_ended(browser: Browser) -> None:
    assert await browser.post("/silences", rule="kursk", **{"for": "2h"}, comment="all week") == 303
    page = await browser.text("/silences")
    assert heading(page) == "1 silence is in force"
    assert "all week" in page
    [name] = re.findall(r"/silences/([^/]+)/end", page)
    assert await browser.post(f"/silences/{name}/end") == 303
    assert heading(await browser.text("/silences")) == "No silence"
    assert await browser.post(f"/silences/{name}/end") == 409


@pytest.mark.parametrize(
    "form", [{"for": "2h"}, {"rule": "kursk", "for": "a while"}, {"matcher": "colour=red", "for": "2h"}]
)
async def test_a_silence_that_means_nothing_is_refused_with_the_reason(
    browser: Browser, form: dict[str, str]
) -> None:
    assert await browser.post("/silences", **form) == 422
    assert heading(await browser.text("/silences")) == "No silence"


async def test_a_dead_letter_can_be_sent_again_or_dropped(room: Newsroom, browser: Browser) -> None:
    for number, act in enumerate(("replay", "drop")):
        await room.alerts(f"a{number}")
        await room.sends(outcome=Outcome.REFUSED)
        page = await browser.text("/channels")
        [name] = re.findall(r'name="id" value="([^"]+)"', page)
        assert await browser.post("/letters", id=name, channel="desk", do=act) == 303
        assert "Dead letters</h2>" not in await browser.text("/channels")
        await room.sends()


FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_another_site_changes_nothing(room: Newsroom, browser: Browser, headers: dict[str, str]) -> None:
    story = await room.alerts("a")
    await room.sends()
    async with browser.session.post(f"/s/{story}/acknowledge", headers=headers) as answer:
        assert answer.status == 403
    assert heading(await browser.text("/")) == "1 story nobody has acknowledged"


async def test_a_form_never_leads_to_another_site(room: Newsroom, browser: Browser) -> None:
    story = await room.alerts("a")
    await room.sends()
    for place in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        headers = {"Sec-Fetch-Site": "same-origin"}
        path = f"/s/{story}/acknowledge"
        async with browser.session.post(
            path, data={"back": place}, headers=headers, allow_redirects=False
        ) as answer:
            assert answer.headers["Location"] == "/"


async def test_a_foreign_name_gets_no_page(browser: Browser) -> None:
    for path in (*PAGES, "/events"):
        async with browser.session.get(path, headers={"Host": "evil.example"}) as answer:
            assert answer.status == 421


async def test_pages_are_small(room: Newsroom, browser: Browser) -> None:
    for number in range(50):
        await room.alerts(
            f"a{number}", title=f"Pasukan Korea Utara di Kursk {number}: a headline of the usual length"
        )
    page = await browser.text("/")
    assert page.count("<article") == 50
    assert len(gzip.compress(page.encode())) <= 15_000
    folder = files("monitor.web.parts") / "assets"
    assert len((folder / "style.css").read_bytes()) <= 30_000
    assert len((folder / "desk.js").read_text(encoding="utf-8").splitlines()) <= 250


async def test_assets_are_kept_for_ever_because_their_address_changes_with_them(browser: Browser) -> None:
    for name, path in Assets().addresses.items():
        async with browser.session.get(path) as answer:
            assert answer.status == 200
            assert "immutable" in answer.headers["Cache-Control"]
        await browser.text(f"/assets/000000000000/{name}", status=404)


def test_no_template_switches_escaping_off() -> None:
    for template in (files("monitor.web.parts") / "templates").iterdir():
        text = template.read_text(encoding="utf-8")
        assert "safe" not in re.findall(r"\|\s*(\w+)", text), template.name
        assert "autoescape" not in text, template.name
