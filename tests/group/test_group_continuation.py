"""A story is carried on by what its titles share that is rare, however little the rest is alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.group.evidence.thresholds import NEEDED
from monitor.group.grouper import Grouper
from monitor.model.matching.rule_hit import Merge
from monitor.model.story import StoryAssignment, Tier
from tests.bench.stories import matches_of, rows_of, told
from tests.bench.story_metrics import measure
from tests.group.group_news import item_of, match_of

DATA = Path(__file__).parents[1] / "data/stories"


def second(one: str, other: str, *, lang: str = "en", hours: float = 20, source: str = "Two") -> StoryAssignment:
    """What becomes of the other headline, so many hours later."""
    grouper = Grouper()
    grouper.group(match_of(item_of(one, source="One", lang=lang, guid="1")))
    return grouper.group(match_of(item_of(other, source=source, lang=lang, hours=hours, guid="2")))


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        (
            "en",
            "Norvane chief executive Ellen Marsh accused of misleading investors",
            "Court frees Marsh of Norvane",
        ),
        ("es", "Huracán Berta amenaza la costa de Nayarit", "Berta toca tierra en Nayarit con lluvias"),
        ("pt", "Polícia prende ex-ministro Caio Barreto Lins", "Tribunal manda soltar Barreto Lins"),
        ("pl", "Niezidentyfikowany obiekt spadł pod Hrubieszowem", "Pod Hrubieszowem spadł dron typu Gerbera"),
        ("ko", "안동 길안면 산불, 강풍 타고 확산", "안동 산불 주불 진화"),
        ("zh", "山西吕梁一煤矿发生瓦斯爆炸 6人被困", "吕梁煤矿事故已致4人遇难"),
        ("ja", "京橋駅で刺傷事件、3人搬送", "京橋駅刺傷、40代の男を逮捕"),
        ("ru", "Самолёт Ан-24 пропал с радаров под Тиксимом", "Под Тиксимом нашли обломки Ан-24"),
    ],
)
def test_rare_names_carry_a_story_on_and_alert_as_changed(lang: str, one: str, other: str) -> None:
    assignment = second(one, other, lang=lang)
    assert assignment.tier is Tier.SAME_STORY, assignment
    assert assignment.development


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("en", "Four hurt in fire at school in Halden", "Four freed after fire at school near Moss"),  # no name
        ("en", "Ledecky wins 1500m freestyle in Paris", "Ledecky wins 800m freestyle in Paris"),  # a result
        ("ja", "金正恩氏、年内訪ロの招待を受諾", "金正恩氏が新型ロケット砲の試射を視察"),  # one name in the news
        ("zh", "印尼渡轮沉没 4人遇难31人失踪", "吕梁煤矿事故已致4人遇难"),  # a count
    ],
)
def test_what_all_news_shares_carries_nothing_on(lang: str, one: str, other: str) -> None:
    assignment = second(one, other, lang=lang)
    assert assignment.tier is Tier.OPENED, assignment


def test_one_outlet_reports_again_on_one_name_and_fills_in_a_template_with_another() -> None:
    first = "Fire breaks out at Gulf Crest refinery in Port Halden"
    again = second(first, "Gulf Crest says all staff of burning refinery are safe", source="One", hours=1)
    assert again.tier is Tier.SAME_STORY, again
    other = second(first, "Fire breaks out at Rio Verde refinery in Santa Luzia", source="One", hours=1)
    assert other.tier is Tier.OPENED, other


def test_each_preset_asks_for_more_of_what_is_rare_than_the_next() -> None:
    assert NEEDED[Merge.STRICT].linked > NEEDED[Merge.NORMAL].linked > NEEDED[Merge.LOOSE].linked > 0


def test_developments_in_many_languages_alert_as_changed_in_their_story() -> None:
    rows = rows_of(DATA / "developments.jsonl")
    metrics = measure(list(told(rows, matches_of(rows, merge=Merge.NORMAL), Grouper())))
    kinds = {kind.kind: kind for kind in metrics.kinds}
    assert kinds["first"].right == kinds["first"].items
    assert kinds["development"].right >= 0.85 * kinds["development"].items
    assert dict(kinds["same"].outcomes).get("changed", 0) <= 2
