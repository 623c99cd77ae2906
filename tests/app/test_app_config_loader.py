"""What runs when the files are broken, over real files and a real store."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from monitor.app.daemon.config_loader import ConfigLoader
from monitor.clock import now
from monitor.config.snapshot import load_snapshot, snapshot
from monitor.errors import ConfigError, MonitorError
from monitor.model.ids import FeedId, RuleId
from monitor.model.notice import Notice
from monitor.store.connection.client import Client
from monitor.store.records.ruleset_state import RulesetStore

FEEDS = "feeds:\n  alpha: https://news.example/alpha.xml\n"
CHANNELS = "channels:\n  screen: {type: console}\n"
PLACES = "entities:\n  place/our-village:\n    names: {any: [Zelverwoude, Зельвервуд]}\n"
RIVERS = "pack: {id: rivers, owner: desk}\nrules:\n  volga: {any: [Volga, Волга]}\n"
CITIES = "pack: {id: cities, owner: desk}\nrules:\n  kursk: {any: ['entity:place/our-village']}\n"


class Folder:
    """A folder of rules that a tired person edits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("feeds.yaml", FEEDS)
        self.write("channels.yaml", CHANNELS)
        self.write("entities/places.yaml", PLACES)
        self.write("packs/rivers.yaml", RIVERS)
        self.write("packs/cities.yaml", CITIES)

    def write(self, name: str, text: str) -> None:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def delete(self, name: str) -> None:
        (self.path / name).unlink()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "rules")


@pytest.fixture
async def keeper(folder: Folder, client: Client) -> ConfigLoader:
    """A keeper that runs the folder as it was written first."""
    made = ConfigLoader(folder.path, RulesetStore(client), now=now, environment={})
    await made.open()
    return made


def told(keeper: ConfigLoader) -> list[Notice]:
    """From now on, what the people who run the monitor hear."""
    notices: list[Notice] = []
    keeper.report_to(notices.append)
    return notices


def terms(keeper: ConfigLoader, rule: str) -> str:
    return next(str(one.condition) for one in keeper.running.rules.rules if one.id == rule)


def ids(keeper: ConfigLoader) -> set[RuleId]:
    return {rule.id for rule in keeper.running.rules.rules}


async def test_an_edit_is_taken_over(folder: Folder, keeper: ConfigLoader) -> None:
    before = keeper.running.rules.ruleset
    folder.write("packs/rivers.yaml", RIVERS + "  don: {any: [Don, Дон]}\n")

    found = await keeper.read(always=False, confirmed=False)

    assert found is keeper.running
    assert ids(keeper) == {"volga", "don", "kursk"}
    assert found.rules.ruleset != before


async def test_an_unchanged_folder_is_not_read_again(keeper: ConfigLoader) -> None:
    assert await keeper.read(always=False, confirmed=False) is None


async def test_of_a_broken_file_the_last_good_version_goes_on_while_others_are_taken_over(
    folder: Folder, keeper: ConfigLoader
) -> None:
    notices = told(keeper)
    folder.write("packs/rivers.yaml", RIVERS.replace("any:", "anny:"))
    folder.write("packs/cities.yaml", CITIES + "  perm: {any: [Perm, Пермь]}\n")

    assert await keeper.read(always=False, confirmed=False) is not None

    assert ids(keeper) == {"volga", "kursk", "perm"}
    assert "Volga" in terms(keeper, "volga")
    [notice] = notices
    assert f"{folder.path}/packs/rivers.yaml:3:11: E101" in notice.detail


async def test_a_broken_file_is_told_of_once_and_once_more_when_it_is_mended(
    folder: Folder, keeper: ConfigLoader
) -> None:
    notices = told(keeper)
    folder.write("packs/rivers.yaml", RIVERS.replace("any:", "anny:"))
    await keeper.read(always=False, confirmed=False)
    await keeper.read(always=True, confirmed=False)
    folder.write("packs/rivers.yaml", RIVERS)
    await keeper.read(always=False, confirmed=False)

    assert [notice.title.partition(":")[0] for notice in notices] == [
        "rule files have errors",
        "the rules can be read again",
    ]


async def test_a_break_across_files_keeps_the_whole_last_good_set(folder: Folder, keeper: ConfigLoader) -> None:
    before = keeper.running
    folder.delete("entities/places.yaml")
    folder.write("packs/rivers.yaml", RIVERS + "  don: {any: [Don, Дон]}\n")

    assert await keeper.read(always=False, confirmed=False) is None
    assert keeper.running is before


async def test_a_restart_with_a_broken_file_runs_its_last_good_version(
    folder: Folder, keeper: ConfigLoader, client: Client
) -> None:
    folder.write("packs/rivers.yaml", "rules:\n\tvolga: [Volga]\n")
    folder.write("packs/cities.yaml", CITIES + "  perm: {any: [Perm, Пермь]}\n")

    after = ConfigLoader(folder.path, RulesetStore(client), now=now, environment={})
    await after.open()
    notices = told(after)

    assert ids(after) == {"volga", "kursk", "perm"}
    assert len(notices) == 1
    assert "packs/rivers.yaml:2:1" in notices[0].detail


async def test_a_restart_after_a_break_across_files_runs_the_whole_last_good_set(
    folder: Folder, keeper: ConfigLoader, client: Client
) -> None:
    folder.delete("entities/places.yaml")

    after = ConfigLoader(folder.path, RulesetStore(client), now=now, environment={})
    await after.open()

    assert ids(after) == {"volga", "kursk"}


async def test_a_first_start_with_a_broken_pack_runs_the_others_and_says_what_to_mend(
    folder: Folder, client: Client
) -> None:
    folder.write("packs/rivers.yaml", RIVERS.replace("any:", "anny:"))

    first = ConfigLoader(folder.path, RulesetStore(client), now=now, environment={})
    await first.open()

    assert ids(first) == {"kursk"}
    [notice] = told(first)
    assert "rivers.yaml:3:11: E101" in notice.title
    folder.write("packs/rivers.yaml", RIVERS)
    await first.read(always=False, confirmed=False)
    assert ids(first) == {"kursk", "volga"}


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        ("channels.yaml", "channels: {screen: {type: consle}}\n"),
        ("entities/places.yaml", "entities: ["),
        ("packs/cities.yaml", "rules: ["),
    ],
)
async def test_a_first_start_without_anything_whole_says_what_to_mend(
    folder: Folder, client: Client, broken: str, text: str
) -> None:
    folder.delete("packs/rivers.yaml")
    folder.write(broken, text)

    with pytest.raises(ConfigError, match=broken.replace(".", r"\.")):
        await ConfigLoader(folder.path, RulesetStore(client), now=now, environment={}).open()


async def test_a_restart_without_many_rules_waits_until_it_is_confirmed(folder: Folder, client: Client) -> None:
    many = "".join(f"  river-{number}: {{any: [Fluvius{number}]}}\n" for number in range(10))
    folder.write("packs/rivers.yaml", RIVERS + many)
    await ConfigLoader(folder.path, RulesetStore(client), now=now, environment={}).open()
    folder.write("packs/rivers.yaml", RIVERS)

    after = ConfigLoader(folder.path, RulesetStore(client), now=now, environment={})
    await after.open()

    assert len(ids(after)) == 12
    [notice] = told(after)
    assert "10 of 12 rules are gone" in notice.title
    state = await RulesetStore(client).state()
    assert state is not None
    assert "10 of 12 rules" in state.held
    assert await after.read(always=True, confirmed=True) is not None
    assert ids(after) == {"volga", "kursk"}
    again = ConfigLoader(folder.path, RulesetStore(client), now=now, environment={})
    await again.open()
    assert ids(again) == {"volga", "kursk"}


async def test_an_emptied_file_is_waited_for(folder: Folder, keeper: ConfigLoader) -> None:
    notices = told(keeper)
    folder.write("packs/rivers.yaml", "")

    await keeper.read(always=False, confirmed=False)

    assert ids(keeper) == {"volga", "kursk"}
    assert "is empty" in notices[0].detail


async def test_a_file_that_cannot_be_read_is_not_taken_for_deleted(folder: Folder, keeper: ConfigLoader) -> None:
    notices = told(keeper)
    folder.delete("packs/rivers.yaml")
    (folder.path / "packs/rivers.yaml").symlink_to("rivers.yaml")  # also root cannot read what is its own link
    folder.write("packs/cities.yaml", CITIES + "  perm: {any: [Perm, Пермь]}\n")

    assert await keeper.read(always=False, confirmed=False) is not None

    assert ids(keeper) == {"volga", "kursk", "perm"}
    [notice] = notices
    assert f"{folder.path}/packs/rivers.yaml:1:1: E001 cannot be read: " in notice.detail


async def test_a_new_file_that_cannot_be_read_holds_up_no_other(folder: Folder, keeper: ConfigLoader) -> None:
    (folder.path / "packs/lakes.yaml").symlink_to("lakes.yaml")
    folder.write("packs/cities.yaml", CITIES + "  perm: {any: [Perm, Пермь]}\n")

    assert await keeper.read(always=False, confirmed=False) is not None

    assert ids(keeper) == {"volga", "kursk", "perm"}


async def test_a_file_whose_name_is_no_text_is_read_and_told_of(folder: Folder, keeper: ConfigLoader) -> None:
    notices = told(keeper)
    name = os.fsdecode(b"packs/caf\xe9.yaml")
    folder.write(name, "pack: {id: lakes, owner: desk}\nrules:\n  baikal: {any: [Baikal, Байкал]}\n")
    await keeper.read(always=False, confirmed=False)
    assert ids(keeper) == {"volga", "kursk", "baikal"}
    folder.write(name, "rules: [")
    await keeper.read(always=False, confirmed=False)
    assert ids(keeper) == {"volga", "kursk", "baikal"}
    assert f"{folder.path}/packs/caf?.yaml:2:1: E001" in notices[0].detail


async def test_a_pipe_in_the_folder_is_not_waited_for(folder: Folder, keeper: ConfigLoader) -> None:
    os.mkfifo(folder.path / "packs/pipe.yaml")
    (folder.path / "packs/zero.yaml").symlink_to("/dev/zero")
    notices = told(keeper)

    assert await keeper.read(always=True, confirmed=False) is not None
    assert "pipe.yaml:1:1: E001 cannot be read: it is not a regular file" in notices[0].detail
    assert "zero.yaml:1:1: E001 cannot be read: it is not a regular file" in notices[0].detail


async def test_many_rules_that_go_at_once_wait_until_it_is_confirmed(folder: Folder, keeper: ConfigLoader) -> None:
    many = "".join(f"  river-{number}: {{any: [Fluvius{number}]}}\n" for number in range(10))
    folder.write("packs/rivers.yaml", RIVERS + many)
    await keeper.read(always=False, confirmed=False)
    notices = told(keeper)
    folder.write("packs/rivers.yaml", RIVERS)

    assert await keeper.read(always=False, confirmed=False) is None
    assert len(ids(keeper)) == 12
    assert "10 of 12 rules are gone" in notices[0].title

    assert await keeper.read(always=True, confirmed=True) is not None
    assert ids(keeper) == {"volga", "kursk"}


async def test_rules_that_come_back_need_no_confirmation(folder: Folder, keeper: ConfigLoader) -> None:
    many = "".join(f"  river-{number}: {{any: [Fluvius{number}]}}\n" for number in range(10))
    folder.write("packs/rivers.yaml", RIVERS + many)
    await keeper.read(always=False, confirmed=False)
    folder.write("packs/rivers.yaml", RIVERS)
    await keeper.read(always=False, confirmed=False)
    folder.write("packs/rivers.yaml", RIVERS + many + "  don: {any: [Don, Дон]}\n")

    assert await keeper.read(always=False, confirmed=False) is not None
    assert len(ids(keeper)) == 13


async def test_a_broken_list_of_feeds_keeps_the_feeds(folder: Folder, keeper: ConfigLoader) -> None:
    folder.write("feeds.yaml", 'feeds:\n  alpha: "https://news.example/alpha.xml\n')

    await keeper.read(always=False, confirmed=False)

    assert set(keeper.running.feeds) == {FeedId("alpha")}


async def test_the_store_keeps_references_to_secrets_and_not_the_secrets(folder: Folder, client: Client) -> None:
    hook = "channels:\n  desk: {type: apprise, url: 'json://127.0.0.1:9/${HOOK_KEY}'}\n"
    folder.write("channels.yaml", hook)
    rulebook = RulesetStore(client)
    await ConfigLoader(folder.path, rulebook, now=now, environment={"HOOK_KEY": "canary-7f3a"}).open()

    kept = b"".join((await rulebook.files()).values())

    assert b"${HOOK_KEY}" in kept
    assert b"canary-7f3a" not in kept


async def test_files_that_an_editor_leaves_beside_are_not_rules(folder: Folder, keeper: ConfigLoader) -> None:
    for name in (".#rivers.yaml", "rivers.yaml~", ".rivers.yaml.swp", "#rivers.yaml#"):
        folder.write(f"packs/{name}", "rules: {broken")

    assert await keeper.read(always=False, confirmed=False) is None


async def test_a_config_map_that_swaps_its_link_is_one_edit(tmp_path: Path, client: Client) -> None:
    first, second = Folder(tmp_path / "..2026_1"), Folder(tmp_path / "..2026_2")
    second.write("packs/rivers.yaml", RIVERS + "  don: {any: [Don, Дон]}\n")
    mounted = tmp_path / "rules"
    mounted.mkdir()
    (tmp_path / "..data").symlink_to(first.path.name)
    for name in ("feeds.yaml", "channels.yaml", "packs", "entities"):
        (mounted / name).symlink_to(Path("..", "..data", name))
    keeper = ConfigLoader(mounted, RulesetStore(client), now=now, environment={})
    await keeper.open()

    (tmp_path / "..data_tmp").symlink_to(second.path.name)
    (tmp_path / "..data_tmp").rename(tmp_path / "..data")
    await keeper.read(always=False, confirmed=False)

    assert ids(keeper) == {"volga", "don", "kursk"}


async def test_a_folder_that_is_gone_for_a_moment_changes_nothing(folder: Folder, keeper: ConfigLoader) -> None:
    shutil.move(folder.path, folder.path.with_name("moved"))

    assert await keeper.read(always=False, confirmed=False) is None
    assert ids(keeper) == {"volga", "kursk"}


def test_a_place_without_room_for_the_rules_is_named(folder: Folder, tmp_path: Path) -> None:
    files = snapshot(folder.path)
    with pytest.raises(MonitorError, match="the rules cannot be laid out in /nowhere to be read: No such file"):
        load_snapshot(files, directory=folder.path, environment={}, within=Path("/nowhere"))
    found = load_snapshot(files, directory=folder.path, environment={}, within=tmp_path)
    assert (found.directory, set(found.feeds)) == (folder.path, {"alpha"})
    assert [path.name for path in tmp_path.iterdir()] == ["rules"], "nothing is left behind"
