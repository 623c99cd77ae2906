"""Changing feeds.yaml without disturbing what a person wrote in it."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.collect.discovery.opml import Outline
from monitor.config.files.feeds import read_feeds
from monitor.desk.edit.feeds_file import FeedsFile
from monitor.errors import ConfigError, MonitorError
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.yamldoc.parse import read
from monitor.yamldoc.references import References

WRITTEN = """\
# our feeds
defaults: {every: 5m}
feeds:
  antara: https://www.antaranews.com/rss/terkini.xml   # the first
  yonhap:
    url: https://en.yna.co.kr/RSS/nk.xml
    # only the North
    tags: [korea]

  # the last one
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "feeds.yaml").write_text(WRITTEN, encoding="utf-8")
    return tmp_path / "feeds.yaml"


def feeds(path: Path) -> dict[FeedId, Feed]:
    document = read(path)
    found = read_feeds(document, References({}))
    assert document.problems == []
    return found


def test_a_feed_is_added_after_the_last_one_and_every_comment_stays(path: Path) -> None:
    file = FeedsFile(path)
    file.add(Outline(url="https://kcnawatch.org/feed/", title="KCNA Watch", folders=("North Korea",)))
    file.save()

    added = "  kcna-watch: {url: https://kcnawatch.org/feed/, title: KCNA Watch, tags: [north-korea]}\n"
    assert path.read_text(encoding="utf-8") == WRITTEN.replace(
        "    tags: [korea]\n", "    tags: [korea]\n" + added
    )
    assert feeds(path)[FeedId("kcna-watch")].title == "KCNA Watch"


def test_a_feed_of_which_only_the_address_is_known_has_the_concise_form(path: Path) -> None:
    file = FeedsFile(path)
    assert file.add(Outline(url="https://www.bbc.co.uk/news/rss.xml")) == "bbc"
    file.save()

    assert "  bbc: https://www.bbc.co.uk/news/rss.xml\n" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("title", "name"),
    [("연합뉴스", "yna"), ("Le Monde – À la une", "le-monde-a-la-une"), ("antara", "antara-2"), ("", "yna")],
)
def test_an_id_is_made_from_the_title_or_else_from_the_host(path: Path, title: str, name: str) -> None:
    assert FeedsFile(path).add(Outline(url="https://www.yna.co.kr/rss/news.xml", title=title)) == name


@pytest.mark.parametrize(
    "title",
    ['He said: "no"', "a # b", "- x", "yes: {no}", "[x]", "C:\\temp", "*star", "line\nbreak", "null", "١٢٣ عربي"],
)
def test_whatever_a_title_says_it_is_only_a_title(path: Path, title: str) -> None:
    file = FeedsFile(path)
    name = file.add(Outline(url="https://news.example/a?b=1&c=[2]", title=title))
    file.save()

    assert feeds(path)[FeedId(name)].title == title.replace("\n", "")
    assert feeds(path)[FeedId(name)].url == "https://news.example/a?b=1&c=[2]"


def test_intervals_and_languages_are_kept(path: Path) -> None:
    file = FeedsFile(path)
    name = file.add(Outline(url="https://news.example/rss", every=timedelta(minutes=90), lang="en-GB"))
    file.save()

    assert feeds(path)[FeedId(name)].every == timedelta(minutes=90)
    assert feeds(path)[FeedId(name)].lang == "en"


def test_a_feed_is_removed_with_all_its_lines_and_nothing_else(path: Path) -> None:
    file = FeedsFile(path)
    file.remove("yonhap")
    file.save()

    assert path.read_text(encoding="utf-8") == (
        "# our feeds\ndefaults: {every: 5m}\nfeeds:\n"
        "  antara: https://www.antaranews.com/rss/terkini.xml   # the first\n\n  # the last one\n"
    )


def test_a_feed_that_is_not_there_cannot_be_removed(path: Path) -> None:
    with pytest.raises(MonitorError, match="has no feed 'kcna'"):
        FeedsFile(path).remove("kcna")


def test_a_first_feed_makes_the_file(tmp_path: Path) -> None:
    file = FeedsFile(tmp_path / "rules" / "feeds.yaml")
    file.add(Outline(url="https://news.example/rss"), name="mine")
    file.save()

    assert set(feeds(tmp_path / "rules" / "feeds.yaml")) == {"mine"}


def test_a_broken_file_is_not_touched(path: Path) -> None:
    path.write_text("feeds:\n\tantara: x\n")

    with pytest.raises(ConfigError):
        FeedsFile(path)


@pytest.mark.parametrize("url", ["https://evil.example/?${TELEGRAM_TOKEN}", "file:///etc/passwd", "javascript:x"])
def test_an_address_that_would_give_something_away_is_refused(path: Path, url: str) -> None:
    with pytest.raises(MonitorError):
        FeedsFile(path).add(Outline(url=url))


def test_a_file_with_secrets_keeps_its_rights_and_a_linked_one_its_link(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles.yaml"
    path.replace(target)
    target.chmod(0o600)
    path.symlink_to(target)
    file = FeedsFile(path)
    file.add(Outline(url="https://www.bbc.co.uk/news/rss.xml"))
    file.save()
    assert path.is_symlink()
    assert "bbc:" in target.read_text(encoding="utf-8")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_byte_order_mark_is_no_part_of_the_file(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbffeeds:\n  antara: https://www.antaranews.com/rss/terkini.xml\n")
    file = FeedsFile(path)
    file.add(Outline(url="https://www.bbc.co.uk/news/rss.xml"))
    file.save()
    assert set(feeds(path)) == {"antara", "bbc"}


@pytest.mark.parametrize("content", [b"feeds:\n  caf\xe9: https://example.org/\n", None])
def test_a_file_that_cannot_be_read_is_left_alone(path: Path, content: bytes | None) -> None:
    path.unlink()
    if content is None:
        path.symlink_to(path.name)
    else:
        path.write_bytes(content)
    with pytest.raises(MonitorError, match=r"feeds\.yaml (is not UTF-8|cannot be read)"):
        FeedsFile(path)


@pytest.mark.parametrize(
    "written",
    [
        "feeds: {}\n",
        "feeds: { }  # none yet\n",
        "{feeds: {}}\n",
        "feeds: {\n}\n",
        "---\nfeeds: {}\ndefaults: {every: 5m}\n",
        "defaults: {every: 5m}\nfeeds: {}\n",
        "feeds:\n",
        "# nothing\n",
    ],
)
def test_feeds_are_added_to_a_file_that_says_there_are_none(path: Path, written: str) -> None:
    path.write_text(written, encoding="utf-8")
    file = FeedsFile(path)
    for name in ("one", "two"):
        file.add(Outline(url=f"https://{name}.example/rss", title=name))
    file.save()
    assert list(feeds(path)) == ["one", "two"]
    assert ("#" in written) == ("#" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "written", ["feeds: {a: https://a.example/rss}\n", "feeds:\n  {a: https://a.example/rss}\n"]
)
def test_feeds_that_are_written_in_braces_are_left_to_a_person(path: Path, written: str) -> None:
    path.write_text(written, encoding="utf-8")
    with pytest.raises(MonitorError, match="write the feeds below one another"):
        FeedsFile(path)
    assert path.read_text(encoding="utf-8") == written
