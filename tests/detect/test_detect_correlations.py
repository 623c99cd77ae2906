"""Rules with `when`: how they are written, what is wrong with them, and which items they count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from monitor.detect.edit.format_pack import Form, format_pack
from monitor.detect.explain.describe import describe
from monitor.detect.explain.explain import explain
from monitor.model.matching.correlation import Absence, Count, Distinct, EventSequence, Novelty, Spike
from tests.detect.detect_rules import Desk, item

HOUR = timedelta(hours=1)
KURSK = "kursk: [Kursk]\nflood: [flood]\n"


def correlation(desk: Desk, rule: str) -> object:
    """What the rule says must come together."""
    loaded = desk.rule(f"{KURSK}{rule}").loads()
    assert [str(problem) for problem in loaded.problems if problem.blocks] == []
    when = loaded.rules.rules[-1].when
    assert when is not None
    made = when.correlation
    return made.count or made.spike or made.absent or made.sequence or made.new


def counted_by(desk: Desk, title: str, **said: str) -> list[str]:
    """The rules with `when` that count an item."""
    match = desk.detect(item(title, **said))  # type: ignore[arg-type]  # texts only
    return [hit.rule for hit in match.counted_by] if match is not None else []


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        (
            "burst: {when: {rules: [kursk]}, count: {at_least: 8, distinct: source, within: 1h}}",
            Count(at_least=8, within=HOUR, distinct=Distinct.SOURCE),
        ),
        ("burst: {when: {rules: k*}, count: {at_least: 2, within: 1d}}", Count(at_least=2, within=24 * HOUR)),
        (
            "places: {when: {rules: [kursk]}, distinct: {field: entities.place, at_least: 4, within: 3h}}",
            Count(at_least=4, within=3 * HOUR, distinct=Distinct.PLACE),
        ),
        (
            "spike: {when: {rules: [kursk]}, spike: {factor: 3, window: 1h, baseline: 7d, min: 6}}",
            Spike(factor=3, window=HOUR, baseline=timedelta(days=7), least=6),
        ),
        (
            "spike: {when: {any: [fire]}, spike: {factor: 3, window: 1h}}",
            Spike(factor=3, window=HOUR, baseline=timedelta(days=7), least=5),
        ),
        (
            "silent: {when: {where: {feeds: [kcna]}}, absent: {for: 26h, unless: feed_down}}",
            Absence(span=26 * HOUR, unless_feed_down=True),
        ),
        ("silent: {when: {rules: [kursk]}, absent: {for: 2d}}", Absence(span=48 * HOUR)),
        (
            "new-one: {when: {any: [minister]}, new: {field: entities.person, not_seen_in: 90d}}",
            Novelty(field=Distinct.PERSON, not_seen_in=timedelta(days=90)),
        ),
        (
            "both: {when: {rules: [kursk, flood]}, sequence: {ordered: true, within: 6h}}",
            EventSequence(rules=("kursk", "flood"), within=6 * HOUR, ordered=True),
        ),
    ],
)
def test_what_must_come_together_is_read_as_written(desk: Desk, rule: str, wanted: object) -> None:
    assert correlation(desk, rule) == wanted


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("a1: {count: {at_least: 2, within: 1h}}", "4:8: E106 count needs `when`, which says what it is about"),
        (
            "a1: {when: {rules: [kursk]}}",
            "4:14: E106 a rule with `when` needs one of count, distinct, spike, absent, sequence, new",
        ),
        (
            "a1: {when: {rules: [kursk]}, absent: {for: 1h}, count: {at_least: 2, within: 1h}}",
            "4:51: E106 a rule with `when` needs only one of count, distinct, spike, absent, sequence, new",
        ),
        (
            "a1: {when: {rules: [kursk]}, any: [fire], absent: {for: 1h}}",
            "4:32: E106 'any' belongs in `when` here: when: {any: …}",
        ),
        (
            "a1: {when: {rules: [kursk]}, absent: {for: 1h}, tests: {match: [x]}}",
            "4:58: E106 a single item does not make a correlation rule fire: write a scenario in tests/",
        ),
        (
            "a1: {when: [kursk], absent: {for: 1h}}",
            "4:14: E105 when is written {rules: [my-rule]}, not as a list",
        ),
        (
            "a1: {when: {rules: [kursk]}, absent: 26h}",
            "4:40: E105 absent is written {for: 26h}, not as the text '26h'",
        ),
        ("a1: {when: {}, absent: {for: 1h}}", "4:14: E106 when needs `rules`, `where` or words"),
        ("a1: {when: {rule: [kursk]}, absent: {for: 1h}}", "E101 unknown key 'rule' (did you mean 'rules'?)"),
        ("a1: {when: {rules: [kurks]}, absent: {for: 1h}}", "4:23: E201 no rule 'kurks' (did you mean 'kursk'?)"),
        ("a1: {when: {rules: [kusrk-*]}, absent: {for: 1h}}", "4:23: E201 no rule fits 'kusrk-*'"),
        (
            "a1: {when: {rules: [kursk]}, absent: {for: 1h}}\nb1: {when: {rules: [a1]}, absent: {for: 1h}}",
            "5:23: E201 'a1' has a `when` of its own, and what it finds is not counted again",
        ),
        ("a1: {when: {rules: [kursk]}, absent: {fro: 1h}}", "E101 unknown key 'fro' (did you mean 'for'?)"),
        ("a1: {when: {rules: [kursk]}, absent: {for: soon}}", "4:46: E105 for must be a duration"),
        ("a1: {when: {rules: [kursk]}, absent: {}}", "E105 absent needs `for`: {for: 26h}"),
        (
            "a1: {when: {rules: [kursk]}, absent: {for: 1h, unless: feeddown}}",
            "4:58: E105 unless must be one of feed_down, not 'feeddown' (did you mean 'feed_down'?)",
        ),
        (
            "a1: {when: {rules: [kursk]}, absent: {for: 1h, unless: feed_down}}",
            "4:58: E106 unless: feed_down needs the feeds: when: {where: {feeds: [my-feed]}}",
        ),
        ("a1: {when: {rules: [kursk]}, count: {at_least: 1, within: 1h}}", "at_least must be between 2 and 1000"),
        ("a1: {when: {rules: [kursk]}, count: {within: 1h}}", "count needs `at_least`: {at_least: 8, within: 1h}"),
        (
            "a1: {when: {rules: [kursk]}, count: {at_least: 2, within: 1h, distinct: sources}}",
            "not 'sources' (did you mean 'source'?)",
        ),
        ("a1: {when: {rules: [kursk]}, spike: {factor: 3}}", "E105 spike needs `window`"),
        (
            "a1: {when: {rules: [kursk]}, spike: {factor: 3, window: 1h, baseline: 5h}}",
            "4:73: E105 baseline must be between 1d and 90d",
        ),
        (
            "a1: {when: {rules: [kursk]}, spike: {factor: 3, window: 1m, baseline: 7d}}",
            "4:73: E105 baseline must be 2 to 750 times as long as window",
        ),
        (
            "a1: {when: {rules: [kursk]}, sequence: {within: 6h}}",
            "4:22: E106 sequence needs two rules or more: when: {rules: [one, other]}",
        ),
        ("a1: {any: [fire], at_least: {n: 1, of: [x], within: 1h}}", "E101 unknown key 'within': it belongs in"),
        (
            "a1: {when: {rules: [kursk]}, new: {field: feed}}",
            "4:37: E105 new needs `not_seen_in`: {field: entities.person, not_seen_in: 90d}",
        ),
        (
            "a1: {when: {rules: [kursk]}, new: {field: story, not_seen_in: 9d}}",
            "4:45: E105 every story is new: field must be what comes again",
        ),
        (
            "a1: {when: {rules: [kursk]}, distinct: {at_least: 2, within: 1h}}",
            "4:42: E105 distinct needs `field`: {field: entities.place, at_least: 4, within: 3h}",
        ),
        (
            "a1: {when: {rules: [kursk]}, distinct: {field: places, at_least: 2, within: 1h}}",
            "4:50: E105 field must be one of item, source, feed, story, lang, entities.person,",
        ),
    ],
)
def test_each_mistake_is_told_at_its_place_with_what_was_meant(desk: Desk, rule: str, problem: str) -> None:
    said = [str(one) for one in desk.rule(f"{KURSK}{rule}").loads().problems if one.blocks]
    assert any(problem in one for one in said), said


def test_every_mistake_of_a_rule_is_told_at_once_and_none_twice(desk: Desk) -> None:
    desk.rule(
        f"{KURSK}a1: {{when: {{rules: [kurks]}}, absent: 26h}}\nb1: {{when: {{rule: [kursk]}}, absent: 26h}}"
    )
    said = [f"{one.code}@{one.line}:{one.column}" for one in desk.loads().problems if one.blocks]
    assert said == ["E201@4:23", "E105@4:40", "E101@5:15", "E105@5:39"]


def test_a_rule_that_counts_a_rule_that_is_not_there_does_not_load_and_the_others_do(desk: Desk) -> None:
    desk.rule(f"{KURSK}a1: {{when: {{rules: [kursk, nope]}}, absent: {{for: 1h}}}}")
    assert [rule.id for rule in desk.loads().rules.rules] == ["kursk", "flood"]


def test_an_item_counts_by_its_rules_its_feed_or_its_words(desk: Desk) -> None:
    desk.rule(
        KURSK
        + "by-rule: {when: {rules: [ku*]}, count: {at_least: 2, within: 1h}}\n"
        + "by-feed: {when: {where: {feeds: [kcna]}}, absent: {for: 1h}}\n"
        + "by-word: {when: {any: [weather]}, count: {at_least: 2, within: 1h}}\n"
        + "by-both: {when: {rules: [kursk], any: [weather]}, count: {at_least: 2, within: 1h}}\n"
    )
    assert counted_by(desk, "Rain in Kursk") == ["by-rule"]
    assert counted_by(desk, "Weather in Kursk") == ["by-word", "by-both", "by-rule"]
    assert counted_by(desk, "Weather in Bern") == ["by-word"]
    assert counted_by(desk, "Anything at all", feed="kcna") == ["by-feed"]
    assert counted_by(desk, "Anything at all") == []


def test_an_item_that_only_counts_satisfies_no_rule(desk: Desk) -> None:
    desk.rule("by-word: {when: {any: [weather]}, count: {at_least: 2, within: 1h}}")
    match = desk.detect(item("Weather in Bern"))
    assert match is not None
    assert match.rules == ()


def test_a_rule_that_is_over_or_switched_off_counts_nothing(desk: Desk) -> None:
    for end in ("enabled: false", "expires: 2020-01-01"):
        desk.rule(f"{KURSK}a1: {{when: {{rules: [kursk]}}, absent: {{for: 1h}}, {end}}}")
        assert counted_by(desk, "Rain in Kursk") == []
        assert desk.detector().watching == ()


def test_the_window_outlives_an_edit_of_the_severity_but_not_of_what_is_counted(desk: Desk) -> None:
    def key(counts: str, severity: str) -> str:
        desk.rule(f"{KURSK}a1: {{when: {{{counts}}}, absent: {{for: 1h}}, severity: {severity}}}")
        [hit] = desk.detector().watching
        assert hit.correlation is not None
        return hit.correlation.key

    assert key("rules: [kursk]", "low") == key("rules: [kursk]", "high")
    assert key("rules: [kursk]", "low") != key("rules: [flood]", "low")
    assert key("any: [fire]", "low") != key("any: [fires]", "low")
    assert key("any: [fire]", "low") != key("any: [fire], where: {tags: [sea]}", "low")


def test_why_says_whether_a_rule_counts_the_item(desk: Desk) -> None:
    desk.rule(f"{KURSK}a1: {{when: {{rules: [ku*]}}, count: {{at_least: 8, distinct: source, within: 1h}}}}")
    detector = desk.detector()
    [*_, counts] = explain(detector, item("Rain in Kursk"))
    assert counts.matched
    assert counts.clause.says == "counts it, and fires at 8 sources within 1 h"
    [*_, not_counted] = explain(detector, item("Rain in Bern"))
    assert not not_counted.matched
    assert "✗ rules ku*: satisfies none of ku*" in str(not_counted)


def test_a_rule_with_when_is_described_in_words(desk: Desk) -> None:
    desk.rule(f"{KURSK}a1: {{when: {{rules: [kursk, flood]}}, sequence: {{within: 6h, ordered: true}}}}")
    rules = desk.loads().rules
    said = "\n".join(describe(rules.rules[-1], rules))
    assert "fires     at all of kursk, flood within 6 h in this order" in said
    assert "fires if" not in said


def test_the_full_form_of_a_rule_with_when_says_the_same() -> None:
    text = "rules:\n  a1: {when: {rules: [kursk]}, absent: {for: 1h}}\n"
    formed = format_pack(text, path="p.yaml", form=Form.FULL)
    assert formed.text == "rules:\n  a1:\n    when: {rules: [kursk]}\n    absent: {for: 1h}\n"
    assert formed.left == ()


def test_two_rules_that_count_the_same_in_two_ways_are_not_called_copies(desk: Desk) -> None:
    desk.rule(
        KURSK
        + "a1: {when: {rules: [kursk]}, absent: {for: 1h}}\n"
        + "b1: {when: {rules: [flood]}, absent: {for: 1h}}\n"
    )
    assert not [problem for problem in desk.loads(today=date(2026, 1, 1)).problems if problem.code == "W215"]


def test_what_only_counts_has_its_entities_too(desk: Desk) -> None:
    desk.rule("places: {when: {any: [troops]}, distinct: {field: entities.place, at_least: 2, within: 1h}}")
    match = desk.detect(item("Troops between Kursk and Vladivostok", lang="en"))
    assert match is not None
    assert match.rules == ()
    assert "place/kursk" in match.entities
