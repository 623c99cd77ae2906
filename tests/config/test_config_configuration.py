"""What a user writes, and what is said when it is wrong: every problem at once, each at its place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.archive.tables import TableName
from monitor.config.configuration import load_configuration, load_settings, load_store
from monitor.config.files.archive import ArchiveSettings
from monitor.errors import ConfigError, MonitorError
from monitor.model.ids import ChannelName, FeedId, Severity
from monitor.model.news.feed import Selectors, SourceKind

FEEDS = """\
defaults: {every: 10m, tags: [press]}
feeds:
  antara: https://www.antaranews.com/rss/terkini.xml
  lab: {url: "http://127.0.0.1:8000/feed", title: Lab, lang: en, every: 1s, allow_private: [127.0.0.0/8]}
"""
CHANNELS = """\
channels:
  screen: {type: console}
  desk: {type: apprise, url: "json://${HOOK_HOST}/in"}
routes:
  - {severity: [high, critical], to: [desk], continue: true}
  - {to: [screen]}
"""


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def said(directory: Path, environment: dict[str, str] | None = None) -> list[str]:
    found = load_configuration(directory, environment=environment or {})
    return [str(problem).removeprefix(f"{directory}/") for problem in found.problems]


def test_feeds_have_a_concise_and_a_full_form(tmp_path: Path) -> None:
    found = load_configuration(
        folder(tmp_path, feeds=FEEDS, channels=CHANNELS), environment={"HOOK_HOST": "127.0.0.1:9"}
    )
    antara, lab = found.feeds[FeedId("antara")], found.feeds[FeedId("lab")]

    assert (antara.title, antara.every, antara.tags) == ("antara", timedelta(minutes=10), ("press",))
    assert (lab.title, lab.every, lab.allow_private) == ("Lab", timedelta(seconds=1), ("127.0.0.0/8",))
    assert found.problems == ()


def test_a_feed_says_how_it_is_fetched_and_its_secrets_are_kept(tmp_path: Path) -> None:
    feeds = """\
defaults: {floor: 2m, headers: {X-From: desk}, group: press}
feeds:
  a: {url: "https://a.example/", ceiling: 1h, auth: {user: desk, password: "${PW}"}, cookies: {s: 1, t: 2}}
  b: {url: "https://b.example/?key=${KEY}", floor: 2h, auth: {bearer: "${PW}"}, headers: {X-Key: "${KEY}"}}
  c: {url: "https://u:in-url@c.example/", proxy: "http://u:in-proxy@127.0.0.1:8118", fulltext: true, group: own}
"""
    found = load_configuration(
        folder(tmp_path, feeds=feeds, channels=CHANNELS),
        environment={"PW": "p4ss", "KEY": "k3y", "HOOK_HOST": "127.0.0.1:9"},
    )
    a, b, c = (found.feeds[FeedId(name)] for name in "abc")

    assert [str(problem) for problem in found.problems if "unknown key" in problem.message] == []
    assert (a.every, a.floor, a.ceiling) == (None, timedelta(minutes=2), timedelta(hours=1))
    assert (b.floor, b.ceiling) == (timedelta(hours=2), timedelta(hours=2))
    assert (a.authorization, b.authorization) == ("Basic ZGVzazpwNHNz", "Bearer p4ss")
    assert (a.cookies, a.headers, b.headers) == ("s=1; t=2", (("X-From", "desk"),), (("X-Key", "k3y"),))
    assert (c.proxy, c.fulltext) == ("http://u:in-proxy@127.0.0.1:8118", True)
    assert (a.group, c.group) == ("press", "own")
    assert (a.secret_url, b.secret_url) == (False, True)
    assert {"p4ss", "ZGVzazpwNHNz", "k3y", "in-url", "in-proxy"} <= found.secrets
    assert not any(secret in repr((a, b, c.proxy and a)) for secret in ("p4ss", "ZGVzazpwNHNz", "k3y", "s=1; t"))


def test_a_source_that_is_no_feed_says_where_its_items_are(tmp_path: Path) -> None:
    feeds = (
        "defaults: {timezone: Asia/Jakarta}\nfeeds:\n"
        "  port: {url: 'https://port.example/', type: page, select: {item: li, title: h2, link: a@href}}\n"
        "  api: {url: 'https://port.example/api', type: json, select: {item: 'items[]', title: head}}\n"
        "  rss: {url: 'https://port.example/rss', type: feed, timezone: UTC}\n"
    )
    found = load_configuration(folder(tmp_path, feeds=feeds, channels="channels:\n  screen: {type: console}\n"))
    port, api, rss = (found.feeds[FeedId(name)] for name in ("port", "api", "rss"))

    assert found.problems == ()
    assert port.select == Selectors(kind=SourceKind.PAGE, item="li", title="h2", link="a@href")
    assert api.select == Selectors(kind=SourceKind.JSON, item="items[]", title="head")
    assert (rss.select, rss.timezone, port.timezone) == (None, "UTC", "Asia/Jakarta")


def test_routes_name_severities_and_channels(tmp_path: Path) -> None:
    found = load_configuration(
        folder(tmp_path, feeds=FEEDS, channels=CHANNELS), environment={"HOOK_HOST": "127.0.0.1:9"}
    )
    first, second = found.routes

    assert first.severity == {Severity.HIGH, Severity.CRITICAL}
    assert (first.to, first.continue_) == ((ChannelName("desk"),), True)
    assert (second.to, second.continue_) == ((ChannelName("screen"),), False)


def test_a_referred_value_is_a_secret(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("s3cret-from-a-file\n")
    channels = f"channels:\n  desk: {{type: apprise, url: 'json://127.0.0.1:9/${{file:{token}}}'}}\n"
    found = load_configuration(folder(tmp_path, feeds=FEEDS, channels=channels), environment={})

    assert found.secrets == {"s3cret-from-a-file", "json://127.0.0.1:9/s3cret-from-a-file"}
    assert "s3cret-from-a-file" in found.channels[ChannelName("desk")].options["url"]
    assert "s3cret-from-a-file" not in repr(found.settings)


@pytest.mark.parametrize(
    ("feeds", "problem"),
    [
        ("feeds:\n  a: www.example.org/rss\n", "feeds.yaml:2:6: E105 the url of feed 'a' must be an http"),
        ("feeds:\n  a: {url: 'https://a.example/', evry: 5m}\n", "did you mean 'every'?"),
        ("feeds:\n  a: {url: 'https://a.example/', every: 5}\n", "E105 every must be a duration such as 90s, 5m"),
        ("feeds:\n  a: {url: 'https://a.example/', every: 99999999d}\n", "E105 every must be at most 3650d"),
        ("feeds:\n  a: {title: A}\n", "feeds.yaml:2:3: E106 feed 'a' needs a 'url'"),
        ("feeds:\n  A B: https://a.example/\n", "E105 the feed id 'A B' must be of small letters"),
        ("feeds:\n  a: https://a.example/\n  a: https://b.example/\n", "3:3: E102 key 'a' given twice"),
        ("feeds:\n\ta: https://a.example/\n", "indent with spaces, not tabs"),
        ("feeds: [https://a.example/]\n", "E105 feeds must be a mapping (key: value), not a list"),
        (
            "feeds:\n  a: {url: 'https://a.example/', allow_private: [10.0.0.300]}\n",
            "networks such as 127.0.0.0/8",
        ),
        (
            "feeds:\n  a: {url: 'https://a.example/', auth: {password: p4ss}}\n",
            "2:40: E106 auth needs either `bearer`, or `user` and `password`",
        ),
        ("feeds:\n  a: {url: 'https://a.example/', auth: {bearer: ''}}\n", "auth.bearer must be one line of text"),
        (
            "feeds:\n  a: {url: 'https://a.example/', auth: {bearer: p4ss}}\n",
            "W110 auth.bearer is written in the file",
        ),
        ("feeds:\n  a: {url: 'https://a.example/', auth: {bearer: '${NO}'}}\n", "variable NO is not set"),
        ("feeds:\n  a: {url: 'https://a.example/', auth: p4ss}\n", "E105 auth must be a mapping (key: value)"),
        (
            "feeds:\n  a: {url: 'https://a.example/', headers: {Cookie: p4ss}}\n",
            "Cookie cannot be set: write `coo",
        ),
        ("feeds:\n  a: {url: 'https://a.example/', headers: {'X Y': p4ss}}\n", "a name in headers must be of"),
        ("feeds:\n  a: {url: 'https://a.example/', headers: {X: \"p4\\nss\"}}\n", "headers.X must be one line"),
        ("feeds:\n  a: {url: 'https://a.example/', cookies: {a: 'p4;ss'}}\n", "cookies.a must hold no space"),
        ("feeds:\n  a: {url: 'https://a.example/', proxy: 'socks5://p4ss@h:1'}\n", "SOCKS is not spoken"),
        ("feeds:\n  a: {url: 'https://a.example/', floor: 2h, ceiling: 1h}\n", "floor must not be longer than"),
        ("feeds:\n  a: {url: 'https://a.example/', every: 5s}\n", "2:12: W111 feed 'a' is visited once a minute"),
        ("feeds:\n  a: {url: 'https://a.example/', fulltext: maybe}\n", "fulltext must be true or false"),
        ("feeds:\n  a: {url: 'https://a.example/', backfill: perhaps}\n", "backfill must be true or false"),
        ("feeds:\n  a: {url: 'https://a.example/', lang: Indonesian}\n", "E201 no language 'Indonesian'"),
        (
            "feeds:\n  a: {url: 'https://a.example/', lang: xq}\n",
            "2:40: E201 no language 'xq': write",
        ),
        ("feeds:\n  a: {url: 'https://a.example/', lang: eng}\n", "(did you mean 'en'?)"),
        ("feeds:\n  a: {url: 'https://a.example/', every: 31d}\n", "2:41: W227 every: what comes and goes"),
        (
            "feeds:\n  a: {url: 'https://a.example/', timezone: Mars}\n",
            "E105 timezone must be a name such as",
        ),
        (
            "feeds:\n  a: {url: 'https://a.example/', type: rss}\n",
            "E105 type must be one of feed, page, json",
        ),
        ("feeds:\n  a: {url: 'https://a.example/', type: page}\n", "2:3: E106 a feed of type page needs `select`"),
        ("feeds:\n  a: {url: 'https://a.example/', select: {item: p}}\n", "E105 `select` needs `type: page`"),
        (
            "feeds:\n  a: {url: 'https://a.example/', type: page, select: {item: p}}\n",
            "E106 `select` needs the key 'title'",
        ),
        (
            "feeds:\n  a: {url: 'https://a.example/', type: page, select: {item: 'p[', title: a}}\n",
            "2:61: E105 the selector of `item` is not a CSS selector",
        ),
        (
            "feeds:\n  a: {url: 'https://a.example/', type: json, select: {item: a, title: 'b['}}\n",
            "E105 the selector of `title` is not a JMESPath expression",
        ),
        (
            "feeds:\n  a: {url: 'https://a.example/', type: page, select: {item: p, title: a, lnk: b}}\n",
            "did you mean 'link'?",
        ),
        ("feds:\n  a: https://a.example/\n", "E101 unknown key 'feds' (did you mean 'feeds'?)"),
    ],
)
def test_each_mistake_in_feeds_is_named_with_its_place(tmp_path: Path, feeds: str, problem: str) -> None:
    problems = said(folder(tmp_path, feeds=feeds, channels="channels:\n  screen: {type: console}\n"))
    assert "p4ss" not in "".join(problems)

    assert any(problem in line for line in problems), problems


@pytest.mark.parametrize(
    ("channels", "problem"),
    [
        ("channels:\n  desk: {type: telegran}\n", "E201 no channel type 'telegran'"),
        ("channels:\n  desk: {url: x}\n", "E106 channel 'desk' needs a 'type'"),
        ("channels:\n  desk: {type: apprise}\n", "E106 channel 'desk' of type apprise needs 'url'"),
        ("channels:\n  desk: {type: apprise, url: '${NO_SUCH}'}\n", "the environment variable NO_SUCH is not set"),
        ("channels:\n  desk: {type: apprise, url: '${file:/no/such}'}\n", "E107 the file /no/such"),
        ("channels:\n  desk: {type: apprise, url: 'nonsense'}\n", "E108 channel 'desk'"),
        ("channels:\n  c: {type: console}\nroutes:\n  - {to: [d]}\n", "E201 no channel 'd'"),
        ("channels:\n  c: {type: console}\nroutes:\n  - {severity: [hi], to: [c]}\n", "severity must be one of"),
        ("channels:\n  c: {type: console}\nroutes:\n  - {tags: [x]}\n", "E106 a route needs 'to'"),
    ],
)
def test_each_mistake_in_channels_is_named_with_its_place(tmp_path: Path, channels: str, problem: str) -> None:
    problems = said(folder(tmp_path, feeds=FEEDS, channels=channels))

    assert any(line.startswith("channels.yaml:") and problem in line for line in problems), problems


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    directory = folder(
        tmp_path, feeds="feeds:\n  a: b\n  c: d\n", channels="chanels: {}\n", monitor="histry: 3d\n"
    )
    (directory / "packs").mkdir()
    (directory / "packs" / "p.yaml").write_text("rules:\n  r1: {anny: [Kursk]}\n")
    with pytest.raises(ConfigError) as raised:
        load_configuration(directory, environment={}).require()

    files = {problem.path.removeprefix(f"{directory}/") for problem in raised.value.problems}
    assert files == {"feeds.yaml", "channels.yaml", "monitor.yaml", "packs/p.yaml"}


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(MonitorError, match=r"there is no folder .*monitor init"):
        load_configuration(tmp_path / "none", environment={})


def test_monitor_yaml_names_the_store(tmp_path: Path) -> None:
    folder(tmp_path, monitor="store: redis://:${PASSWORD}@127.0.0.1/0\nhistory: 7d\ntimezone: Asia/Jakarta\n")
    settings = load_settings(tmp_path, environment={"PASSWORD": "open-sesame"})

    assert settings.store == "redis://:open-sesame@127.0.0.1/0"
    assert settings.history == timedelta(days=7)
    assert str(settings.timezone) == "Asia/Jakarta"


@pytest.mark.parametrize("name", ["Jakarta", "Asia", "../Asia", "a" * 5_000])
def test_an_unknown_time_zone_is_refused(tmp_path: Path, name: str) -> None:
    folder(tmp_path, monitor=f"timezone: {name}\n")

    with pytest.raises(ConfigError, match=r"monitor.yaml:1:11: E105 timezone must be a name such as"):
        load_settings(tmp_path, environment={})


@pytest.mark.parametrize(
    ("text", "store"),
    [
        ("", None),
        ("history: 7d\n", None),
        ("store: embedded\n", None),
        ("store: redis://127.0.0.1/0\n", "redis://127.0.0.1/0"),
        ("store: redis://127.0.0.1/0\ntimezone: Jakarta\nhistroy: 7d\n", "redis://127.0.0.1/0"),
    ],
)
def test_the_store_is_known_whatever_else_is_wrong(tmp_path: Path, text: str, store: str | None) -> None:
    folder(tmp_path, monitor=text)
    assert load_store(tmp_path, environment={}) == store
    assert load_store(tmp_path / "none", environment={}) is None


@pytest.mark.parametrize(
    "text", ["store: redis://${NOWHERE}/0\n", "stroe: redis://127.0.0.1/0\n", "store: [\n", "store: a\nstore: b\n"]
)
def test_a_store_that_is_not_told_clearly_is_not_guessed(tmp_path: Path, text: str) -> None:
    folder(tmp_path, monitor=text)
    with pytest.raises(ConfigError):
        load_store(tmp_path, environment={})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ArchiveSettings()),
        ("archive: off\n", ArchiveSettings(on=False)),
        ("archive: yes\n", ArchiveSettings(on=True)),
        ("archive: {folder: /srv/news}\n", ArchiveSettings(on=True, folder=Path("/srv/news"))),
        ("archive: {max_size: 50GB}\n", ArchiveSettings(on=True, max_size=50 * 10**9)),
        (
            "archive: {keep: {items: 7d, activity: 90d}}\n",
            ArchiveSettings(
                on=True, keep={TableName.ITEMS: timedelta(days=7), TableName.ACTIVITY: timedelta(days=90)}
            ),
        ),
        (
            "archive: {keep: 9d}\n",
            ArchiveSettings(on=True, keep=dict.fromkeys(TableName, timedelta(days=9))),
        ),
    ],
)
def test_monitor_yaml_says_how_the_past_is_kept(tmp_path: Path, text: str, expected: ArchiveSettings) -> None:
    folder(tmp_path, monitor=text)
    assert load_settings(tmp_path, environment={}).archive == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("archive: maybe\n", r"monitor.yaml:1:10: E105 archive must be true or false"),
        ("archive: [on]\n", r"monitor.yaml:1:10: E105"),
        ("archive: {folder: news}\n", r"monitor.yaml:1:19: E105 folder must be an absolute path"),
        ("archive: {max_size: 50}\n", r"monitor.yaml:1:21: E105 max_size must be a size such as 500MB or 50GB"),
        ("archive: {max_size: 0GB}\n", r"E105 max_size must be a size"),
        ("archive: {keep: forever}\n", r"E105 keep must be a duration"),
        ("archive: {keep: {item: 7d}}\n", r"E101 unknown key 'item'.*did you mean 'items'"),
        ("archive: {keep: {items: 7}}\n", r"E105 keep of items must be a duration"),
        ("archive: {foldr: /x}\n", r"E101 unknown key 'foldr'.*did you mean 'folder'"),
    ],
)
def test_what_is_wrong_with_the_archive_has_its_place(tmp_path: Path, text: str, problem: str) -> None:
    folder(tmp_path, monitor=text)
    with pytest.raises(ConfigError, match=problem):
        load_settings(tmp_path, environment={})
