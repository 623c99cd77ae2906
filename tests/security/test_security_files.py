"""Files half-written, names that lead elsewhere, expressions that never end: real files, the real keeper."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from monitor.app.daemon.config_loader import ConfigLoader
from monitor.clock import now
from monitor.config.configuration import load_configuration
from monitor.config.snapshot import load_snapshot, snapshot
from monitor.detect.load import load
from monitor.detect.match.operands.regex import Expression
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.rules.regex import fault
from monitor.store.connection.client import Client
from monitor.store.records.ruleset_state import RulesetStore
from monitor.store.server.embedded import EmbeddedServer
from tests.fakes import an_item
from tests.security.deadline import in_bounded_time

RULES = 400
OUTSIDE = (
    "../evil",
    "a/../../evil",
    "/tmp/evil",
    "..",
    ".",
    "%2e%2e/evil",
    "a\\..\\evil",
    "a\u2215b",
    "~",
    "evil\x00",
)
EVIL = (
    "(a|a)*$", "(a+)+$", "(a*)*$", "(a|aa)+$", "(a|a?)+$", "(.*a){12}$", "(a+){10}$", "a*a*a*a*a*a*b",
    "(a?){30}a{30}", "(x+x+)+y", "(a|b|ab)*c", "((a|a)*)*b", "(a+a+)+b", "^(a+)+b", "(.*)*b", "(.+)+b",
    r"(\w+\s?)*!", r"(\d+)*x", "(a{1,30}){1,30}b", "(aa|a)*b$", "a.*b.*c.*d.*e", "(.|a)*b", "(?i)(A+)+b",
    "[a-z]*[a-z]*[a-z]*9", "(a.?){40}b", ".*.*.*=.*", "(ab?a?)*c", "((ab)*)*c", "(a+)+!", "(a|b)*?c",
)  # fmt: skip


def folder_of(tmp_path: Path, *, rules: int = RULES) -> Path:
    folder = tmp_path / "rules"
    (folder / "packs").mkdir(parents=True)
    (folder / "feeds.yaml").write_text("feeds:\n  alpha: https://news.example/alpha.xml\n")
    (folder / "channels.yaml").write_text("channels:\n  screen: {type: console}\n")
    (folder / "packs" / "p.yaml").write_text(pack("first", rules=rules))
    return folder


def pack(word: str, *, rules: int = RULES) -> str:
    filler = "x" * 40
    lines = [f"  r{number}: {{title: '{word} {filler}', any: [{word}-{number}]}}\n" for number in range(rules)]
    return "pack: {id: p, owner: desk}\nrules:\n" + "".join(lines)


@pytest.mark.parametrize(
    ("at_once", "step", "pause"), [(300, 5, 0.05), (200, 300, 0.6)], ids=["without a rest", "with a long rest"]
)
async def test_t11_while_a_file_is_written_step_by_step_no_rule_is_missing(
    at_once: int, step: int, pause: float, tmp_path: Path, client: Client
) -> None:
    folder = folder_of(tmp_path)
    keeper = ConfigLoader(folder, RulesetStore(client), now=now, environment={})
    await keeper.open()
    lines = pack("second").splitlines(keepends=True)

    async def write() -> None:
        with (folder / "packs" / "p.yaml").open("w") as file:
            # Whole lines: what is there between two steps is good YAML with fewer rules, and no fault would tell.
            file.writelines(lines[:at_once])
            for start in range(at_once, len(lines), step):
                file.flush()
                await asyncio.sleep(pause)
                file.writelines(lines[start : start + step])

    writing = asyncio.create_task(write())
    counted = []
    while not writing.done():
        await keeper.read(always=False, confirmed=False)
        counted.append(len(keeper.running.rules.rules))
    await keeper.read(always=False, confirmed=False)

    assert set(counted) == {RULES}
    assert keeper.running.rules.rules[-1].title.startswith("second")


@pytest.mark.parametrize("name", OUTSIDE)
def test_t16_no_id_is_a_path(name: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, rules=2)
    quoted = '"' + name.replace("\\", "\\\\").replace("\x00", "\\0") + '"'
    (folder / "packs" / "q.yaml").write_text(
        f"pack: {{id: q, owner: desk}}\nrules:\n  {quoted}: {{any: [Kursk]}}\n"
    )
    (folder / "feeds.yaml").write_text(f"feeds:\n  {quoted}: https://news.example/alpha.xml\n")
    (folder / "channels.yaml").write_text(f"channels:\n  {quoted}: {{type: console}}\n")

    found = load_configuration(folder, environment={})

    broken = {Path(problem.path).name for problem in found.problems if problem.blocks}
    assert broken >= {"q.yaml", "feeds.yaml", "channels.yaml"}


async def test_t17_what_the_store_has_on_disk_is_for_no_other_user(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)  # as a person makes a folder
    server = EmbeddedServer(tmp_path)
    await server.start()
    try:
        assert stat.S_IMODE((tmp_path / "valkey").stat().st_mode) == 0o700
        assert list((tmp_path / "valkey").rglob("*.aof"))
    finally:
        await server.stop()


def test_t16_who_writes_to_the_store_writes_no_file_beside_the_rules(tmp_path: Path) -> None:
    folder, canary = folder_of(tmp_path, rules=2), tmp_path / "canary"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}
    up = "../" * 12
    planted = {str(canary): b"x", f"{up.rstrip('/')}{canary}": b"x", f"packs/{up}{canary}": b"x"}

    found = load_snapshot({**files, **planted}, directory=folder, environment={})

    assert not canary.exists()
    assert len(found.rules.rules) == 2


def test_t16_links_in_the_folder_that_lead_in_circles_are_followed_once(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, rules=2)
    (folder / "packs" / "again").symlink_to(folder)

    with in_bounded_time():
        assert sorted(snapshot(folder)) == ["channels.yaml", "feeds.yaml", "packs/p.yaml"]


@pytest.mark.parametrize("pattern", EVIL)
def test_t12_an_evil_expression_is_refused_or_comes_to_an_end(pattern: str) -> None:
    texts = ["a" * 100_000, "ab" * 50_000, "a" * 99_999 + "!", "a b " * 25_000]
    if fault(pattern):
        return
    expression = Expression(pattern, word=True)
    with in_bounded_time():
        for text in texts:
            expression.spans(FoldedItem(an_item("", body=text)))


def test_t12_an_expression_of_many_steps_is_refused() -> None:
    letters = r"\w{1000}"

    assert not fault(letters)
    assert "too large" in fault(letters * 4)


def test_t12_no_more_finds_are_looked_at_than_a_text_may_be_read_for() -> None:
    greedy = Expression("a.*never|a", word=True)  # each find reads the text to its end

    assert len(greedy.spans(FoldedItem(an_item("", body="a b " * 25_000)))) == 100


def test_t12_what_re2_cannot_do_is_refused_and_not_done_otherwise(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, rules=1)
    for number, pattern in enumerate((r"(a)\1", "(?=a)b", "(?<!a)b")):
        text = f"pack: {{id: q{number}, owner: desk}}\nrules:\n  q{number}: {{any: ['re:{pattern}']}}\n"
        (folder / "packs" / f"q{number}.yaml").write_text(text)

    found = load(folder)

    assert len([problem for problem in found.problems if problem.blocks]) == 3
    assert all("RE2" in problem.message for problem in found.problems if problem.blocks)
