"""Parts of documents against the whole, on the feed parser's own test files, from its source distribution."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import feedparser
import pytest

from monitor.collect.parse.entries import ParsedFeed
from monitor.collect.parse.formats import fast_xml as direct_xml
from monitor.collect.parse.formats import read, xml_feed
from monitor.collect.parse.incremental.known_entries import KnownEntries, cut

URL = "https://news.example/feeds/all.xml"
EVERY = (5, pytest.param(1, marks=pytest.mark.gate))
"""Every fifth document in the everyday suite."""
NEIGHBOURS = {
    b"<item": b"<item><title>Neighbour</title><link>/n</link><description>D &lt;b></description></item>",
    b"<entr": b"<entry><title>Neighbour</title><id>n</id><link href='/n'/><summary>D</summary></entry>",
}


def pip() -> list[str]:
    """A command that downloads from the package index that this machine is set up for."""
    if (
        subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode
        == 0
    ):
        return [sys.executable, "-m", "pip"]
    found = shutil.which("pip") or shutil.which("pip3")
    return [found] if found else ["uvx", "pip"]


@pytest.fixture(scope="module")
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tests folder of the installed feed parser's version; its archive is kept in pytest's cache."""
    cache = request.config.cache
    assert cache is not None
    archive = cache.mkdir("corpus") / f"feedparser-{feedparser.__version__}.tar.gz"
    folder = tmp_path_factory.mktemp("corpus")
    if not archive.exists():
        wanted = f"feedparser=={feedparser.__version__}"
        got = subprocess.run(
            [*pip(), "download", "--no-binary", "feedparser", "--no-deps", "--dest", str(folder), wanted],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if got.returncode:
            pytest.skip(f"no package index can be reached: {got.stderr.strip().splitlines()[-1][:200]}")
        (loaded,) = folder.glob("*.tar.gz")
        whole = archive.with_suffix(f".{os.getpid()}")
        shutil.copy(loaded, whole)
        whole.replace(archive)  # at once: others who run these tests beside us may look for it
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    (unpacked,) = (entry for entry in folder.iterdir() if entry.is_dir())
    return unpacked / "tests"


def documents(corpus: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(corpus.rglob("*.xml")):
        yield path, path.read_bytes()


def exact(body: bytes) -> tuple[KnownEntries, ParsedFeed] | None:
    """A document's slices and what it says, if its entries would be known by their bytes."""
    document, whole = cut(body, content_type=""), read(body, content_type="", url=URL)
    if not document.prints or not isinstance(whole, ParsedFeed) or not whole.sound:
        return None
    return (document, whole) if len(document.prints) == len(whole.entries) else None


def differing(document: KnownEntries, whole: ParsedFeed) -> list[int]:
    """The places of the entries that, parsed alone, do not say what they say in the whole document."""
    return [
        place
        for place, entry in enumerate(whole.entries)
        if read(document.only([place]), content_type="", url=URL).entries != (entry,)  # type: ignore[union-attr]  # a failure has none, and must fail
    ]


@pytest.mark.parametrize("every", EVERY)
def test_every_entry_alone_is_what_it_is_in_its_document(corpus: Path, every: int) -> None:
    found = [(path, *both) for path, body in islice(documents(corpus), 0, None, every) if (both := exact(body))]
    assert len(found) > 1_000 / every
    assert [path.name for path, document, whole in found if differing(document, whole)] == []


@pytest.mark.parametrize("every", EVERY)
def test_no_entry_changes_what_its_neighbours_are(corpus: Path, every: int) -> None:
    compared = 0
    for path, body in islice(documents(corpus), 0, None, every):
        if not (both := exact(body)):
            continue
        document, _ = both
        assert document.pieces is not None
        odd = document.pieces.entries[0]
        neighbour = NEIGHBOURS[odd[:5]]
        three = document.only(range(len(document.prints))).replace(
            odd, neighbour + odd + neighbour.replace(b">n<", b">m<").replace(b"/n<", b"/m<")
        )
        both = exact(three)
        assert both is not None, path.name
        assert differing(*both) == [], path.name
        compared += 1
    assert compared > 1_000 / every


def test_the_short_way_is_taken_by_many_and_leads_where_feedparser_does(corpus: Path) -> None:
    taken = 0
    for path, body in documents(corpus):
        _, _, document = body.rpartition(b"?>")
        direct = direct_xml.read(document, url=URL)
        if direct is not None:
            assert direct == xml_feed.through_feedparser(document, url=URL), path.name
            taken += 1
    assert taken > 500


def test_as_many_entries_are_found_as_the_bare_parser_finds(corpus: Path) -> None:
    for path, body in documents(corpus):
        bare = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
        reply = read(body, content_type="application/xml", url=URL)
        if isinstance(reply, ParsedFeed) and reply.truncated:
            continue  # its last entry is left out on purpose
        assert len(reply.entries if isinstance(reply, ParsedFeed) else ()) == len(bare.entries), path.name
