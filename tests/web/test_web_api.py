"""The API: the shapes of the desk as JSON, and problems that say what is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from monitor.clock import now
from monitor.desk.query.stories import read_stories
from monitor.desk.shapes.stories import story_shape, timeline_shape
from monitor.store.connection.client import Client
from monitor.store.records.events import acts_since
from monitor.web.api.api import ROUTES
from monitor.web.api.route import ApiRoute
from tests.desk.newsroom import Newsroom
from tests.web.desk_pages import Browser

READING = [route for route in ROUTES if route.method == "GET" and not route.has_id]


async def ask(browser: Browser, method: str, path: str, *, body: Any = None) -> tuple[int, Any]:
    data = None if body is None else msgspec.json.encode(body)
    async with browser.session.request(method, f"/api/v1{path}", data=data) as answer:
        kind = "application/json" if answer.status < 400 else "application/problem+json"
        assert answer.content_type == kind
        return answer.status, msgspec.json.decode(await answer.read())


@pytest.mark.parametrize("route", READING, ids=lambda route: route.path)
async def test_every_answer_is_what_the_document_says(
    room: Newsroom, browser: Browser, route: ApiRoute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.web.parts.past.LONGEST", 300)
    await room.alerts("a")
    await room.sends()
    query = "?q=bridge" if route.path == "/search" else ""
    async with browser.session.get(f"/api/v1{route.path}{query}") as answer:
        assert answer.status == 200
        assert msgspec.json.decode(await answer.read(), type=route.gives) is not None


async def test_stories_are_what_the_command_prints(room: Newsroom, browser: Browser, client: Client) -> None:
    story = await room.alerts("a")
    await room.alerts("b")
    known = await read_stories(client, hours=72)
    listed = printed([story_shape(one) for one in known.newest()])
    assert await ask(browser, "GET", "/stories") == (200, listed)
    assert await ask(browser, "GET", "/stories?limit=1") == (200, listed[:1])
    shown = printed(timeline_shape(known.find(story)[0]))
    assert await ask(browser, "GET", f"/stories/{story[:8]}") == (200, shown)


def printed(shape: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(shape))


async def test_sent_alerts_are_found_by_what_is_said_of_them(room: Newsroom, browser: Browser) -> None:
    await room.alerts("a")
    await room.sends()
    _, found = await ask(browser, "GET", "/alerts?channel=desk&channel=pager&outcome=any&acknowledged=false")
    assert len(found["alerts"]) == 1
    later = (now() + timedelta(hours=1)).isoformat().replace("+", "%2B")
    for other in ("channel=pager", "acknowledged=true", f"since={later}", "about=nobody"):
        _, found = await ask(browser, "GET", f"/alerts?{other}")
        assert found["alerts"] == [], other


async def test_a_story_is_acknowledged_and_that_taken_back(
    room: Newsroom, browser: Browser, client: Client
) -> None:
    began, story = now(), await room.alerts("a")
    path = f"/stories/{story}/acknowledgement"
    said = {"type": "story_acknowledged", "story": story, "acknowledged": True}
    assert await ask(browser, "POST", path, body={"by": "night shift", "comment": "seen"}) == (200, said)
    assert await ask(browser, "DELETE", path) == (200, said | {"acknowledged": False})
    acts = [(act.person, act.way, act.comment) async for act in acts_since(client, began)]
    assert acts == [("night shift", "api", "seen"), ("api", "api", "")]


async def test_a_silence_is_made_listed_and_ended(browser: Browser) -> None:
    body = {"matchers": ["rule=kursk", "severity<=medium"], "for": "2h", "comment": "exercise"}
    status, made = await ask(browser, "POST", "/silences", body=body)
    assert status == 201
    assert (made["rule"], made["comment"]) == ("kursk", "exercise")
    assert await ask(browser, "GET", "/silences") == (200, [made])
    status, ended = await ask(browser, "DELETE", f"/silences/{made['id']}")
    assert (status, ended["id"], ended["kept_back"]) == (200, made["id"], 0)
    assert await ask(browser, "GET", "/silences") == (200, [])


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says"),
    [
        ("GET", "/stories?hours=0", None, 400, "`int` >= 1"),
        ("GET", "/stories?hour=3", None, 400, "unknown field `hour`"),
        ("GET", "/alerts?since=2026-11-30", None, 400, "RFC3339"),
        ("GET", "/alerts?since=1764500000", None, 400, "RFC3339"),
        ("GET", "/alerts?until=2026-11-30T22:00:00", None, 400, "timezone"),
        ("GET", "/alerts?severity=grave", None, 400, "grave"),
        ("GET", "/search", None, 400, "missing required field `q`"),
        ("GET", "/stories/ffff", None, 404, "no story ffff"),
        ("POST", "/stories/ffff/acknowledgement", {}, 404, "no story ffff"),
        ("POST", "/stories/ffff/acknowledgement", ["by"], 400, "Expected `object`"),
        ("DELETE", "/silences/ffff", None, 404, "no silence ffff"),
        ("POST", "/silences", {"matchers": ["rules=kursk"], "for": "2h"}, 422, "did you mean 'rule='?"),
        ("POST", "/silences", {"matchers": ["rule=kursk"], "for": "2 moons"}, 422, "2 moons"),
        ("POST", "/silences", {"matchers": [], "for": "2h"}, 400, "length >= 1"),
        ("GET", "/nothing", None, 404, "/api/v1/openapi.json lists them"),
        ("PUT", "/stories/ffff", None, 405, "/api/v1/stories/ffff takes GET"),
        ("DELETE", "/openapi.json", None, 405, "takes GET"),
    ],
)
async def test_a_request_that_cannot_be_answered_is_told_why(
    browser: Browser, method: str, path: str, body: Any, status: int, says: str
) -> None:
    found, problem = await ask(browser, method, path, body=body)
    assert (found, problem["status"]) == (status, status)
    assert says in problem["detail"]


async def test_another_site_changes_nothing(room: Newsroom, browser: Browser) -> None:
    story = await room.alerts("a")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        path = f"/api/v1/stories/{story}/acknowledgement"
        async with browser.session.post(path, data=b"{}", headers=headers) as answer:
            assert answer.status == 403
    assert "1 story nobody has acknowledged" in await browser.text("/")


async def test_the_document_describes_every_route(browser: Browser) -> None:
    status, document = await ask(browser, "GET", "/openapi.json")
    assert (status, document["openapi"]) == (200, "3.1.0")
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(route.method, f"/api/v1{route.path}") for route in ROUTES}
    names = {one["name"] for one in document["paths"]["/api/v1/alerts"]["get"]["parameters"]}
    assert {"since", "until", "channel", "acknowledged"} <= names
    assert "for" in document["components"]["schemas"]["NewSilence"]["properties"]
