from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.model.ids import ChannelName, FeedId, ItemId, RuleId, Severity
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit
from monitor.model.news.item import Item
from monitor.route.routes import Route, RouteOptions, targets_for

DESK, OPS, MAIL = ChannelName("desk"), ChannelName("ops"), ChannelName("mail")


def rule(
    name: str,
    *,
    severity: Severity = Severity.MEDIUM,
    tags: tuple[str, ...] = (),
    notify: tuple[ChannelName, ...] = (),
) -> RuleHit:
    return RuleHit(rule=RuleId(name), title=name, severity=severity, tags=tags, notify=notify)


def channels_for(routes: Sequence[Route], match: Match) -> tuple[ChannelName, ...]:
    return tuple(target.channel for target in targets_for(routes, match))


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


def test_a_route_fits_by_language_feed_and_tier() -> None:
    match = match_of(rule("r"))
    speaks = replace(match, item=replace(match.item, lang="ko", tier=1))
    for asked in (
        Route(langs=("ko",), to=(DESK,)),
        Route(feeds=frozenset({FeedId("feed")}), tiers=frozenset({1, 2}), to=(DESK,)),
    ):
        assert channels_for([asked], speaks) == (DESK,)
    for asked in (
        Route(langs=("unknown",), to=(DESK,)),
        Route(feeds=frozenset({FeedId("other")}), to=(DESK,)),
        Route(tiers=frozenset({2}), to=(DESK,)),
    ):
        assert channels_for([asked], speaks) == ()
    assert channels_for([Route(langs=("unknown",), to=(DESK,))], match) == (DESK,)


def test_two_codes_of_one_language_fit_each_other() -> None:
    match = match_of(rule("r"))
    norwegian = replace(match, item=replace(match.item, lang="nb"))
    assert channels_for([Route(langs=("no",), to=(DESK,))], norwegian) == (DESK,)


def test_the_routes_inside_a_route_are_asked_first() -> None:
    inner = Route(severity=frozenset({Severity.CRITICAL}), to=(OPS,))
    routes = [Route(tags=frozenset({"korea"}), to=(DESK,), routes=(inner,)), Route(to=(MAIL,))]
    korea = rule("r", tags=("korea",))
    assert channels_for(routes, match_of(korea)) == (DESK,)
    assert channels_for(routes, match_of(replace(korea, severity=Severity.CRITICAL))) == (OPS,)
    assert channels_for(routes, match_of(rule("r", severity=Severity.CRITICAL))) == (MAIL,)


def test_a_route_inside_that_goes_on_reaches_its_neighbours_but_not_the_one_around_it() -> None:
    inner = (Route(to=(OPS,), continue_=True), Route(to=(MAIL,)))
    assert channels_for([Route(to=(DESK,), routes=inner)], match_of(rule("r"))) == (OPS, MAIL)


def test_a_route_that_tells_nobody_of_its_own_leaves_it_to_the_next() -> None:
    high = Route(severity=frozenset({Severity.HIGH}), to=(OPS,))
    routes = [Route(to=None, routes=(high,)), Route(to=(MAIL,))]
    assert channels_for(routes, match_of(rule("r", severity=Severity.LOW))) == (MAIL,)
    assert channels_for([Route(to=()), Route(to=(MAIL,))], match_of(rule("r"))) == (), "nobody, on purpose"


def test_a_channel_knows_its_rules_and_its_manner() -> None:
    slow = RouteOptions(group_wait=timedelta(minutes=1))
    named, free = rule("named", notify=(DESK,)), rule("free")
    desk, ops = targets_for([Route(to=(DESK, OPS), options=slow)], match_of(named, free))
    assert (desk.rules, desk.options) == ((named, free), slow)
    assert (ops.rules, ops.options) == ((free,), slow)
