from __future__ import annotations

from datetime import UTC, datetime

from monitor.model import ChannelName, FeedId, Item, ItemId, Match, RuleHit, RuleId, Severity
from monitor.route.routes import Route, channels_for

DESK, OPS, MAIL = ChannelName("desk"), ChannelName("ops"), ChannelName("mail")


def rule(
    name: str,
    *,
    severity: Severity = Severity.MEDIUM,
    tags: tuple[str, ...] = (),
    notify: tuple[ChannelName, ...] = (),
) -> RuleHit:
    return RuleHit(rule=RuleId(name), title=name, severity=severity, tags=tags, notify=notify)


def match_of(*rules: RuleHit, feed_tags: tuple[str, ...] = ()) -> Match:
    item = Item(
        id=ItemId("item"),
        feed=FeedId("feed"),
        source="Feed",
        url="",
        title="title",
        tags=feed_tags,
        first_seen_at=datetime(2024, 10, 28, tzinfo=UTC),
    )
    return Match(item=item, rules=rules)


def test_the_first_route_that_fits_wins() -> None:
    routes = [
        Route(severity=frozenset({Severity.HIGH, Severity.CRITICAL}), to=(DESK,)),
        Route(to=(OPS,)),
        Route(to=(MAIL,)),
    ]
    assert channels_for(routes, match_of(rule("r", severity=Severity.HIGH))) == (DESK,)
    assert channels_for(routes, match_of(rule("r", severity=Severity.LOW))) == (OPS,)


def test_a_route_may_let_the_next_ones_be_asked_too() -> None:
    routes = [Route(to=(DESK,), continue_=True), Route(to=(OPS, DESK)), Route(to=(MAIL,))]
    assert channels_for(routes, match_of(rule("r"))) == (DESK, OPS)


def test_a_route_fits_by_tag_of_rule_or_feed_and_by_rule() -> None:
    routes = [Route(tags=frozenset({"korea"}), to=(DESK,)), Route(rules=frozenset({RuleId("kursk")}), to=(OPS,))]
    assert channels_for(routes, match_of(rule("r", tags=("korea",)))) == (DESK,)
    assert channels_for(routes, match_of(rule("r"), feed_tags=("korea",))) == (DESK,)
    assert channels_for(routes, match_of(rule("r"), rule("kursk"))) == (OPS,)
    assert channels_for(routes, match_of(rule("r"))) == ()


def test_all_that_a_route_asks_must_fit() -> None:
    routes = [Route(severity=frozenset({Severity.HIGH}), tags=frozenset({"korea"}), to=(DESK,))]
    assert channels_for(routes, match_of(rule("r", severity=Severity.HIGH))) == ()
    assert channels_for(routes, match_of(rule("r", severity=Severity.HIGH, tags=("korea",)))) == (DESK,)


def test_the_channels_that_a_rule_names_win_over_the_routes() -> None:
    assert channels_for([Route(to=(DESK,))], match_of(rule("r", notify=(MAIL, OPS)))) == (MAIL, OPS)


def test_one_rules_channels_do_not_silence_a_rule_that_leaves_it_to_the_routes() -> None:
    routes = [Route(severity=frozenset({Severity.HIGH}), to=(DESK,)), Route(to=(OPS,))]
    named = rule("named", severity=Severity.HIGH, notify=(MAIL,))
    assert channels_for(routes, match_of(named, rule("open", severity=Severity.LOW))) == (MAIL, OPS)
