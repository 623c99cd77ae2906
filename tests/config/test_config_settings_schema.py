"""The schemas of the files beside the rules have the keys by which the files are read."""

from __future__ import annotations

from monitor.config.files import feeds, routes
from monitor.config.files import settings as monitor_yaml
from monitor.config.schema.settings_schema import channels_schema, feeds_schema, monitor_schema
from monitor.send.channels import channel_types


def test_every_key_of_a_feed_is_there_and_its_address_is_required() -> None:
    concise, full = feeds_schema()["properties"]["feeds"]["additionalProperties"]["anyOf"]
    assert concise == {"type": "string"}
    assert tuple(full["properties"]) == feeds.KEYS
    assert full["required"] == ["url"]


def test_a_source_that_is_no_feed_takes_its_selectors() -> None:
    feed = feeds_schema()["properties"]["feeds"]["additionalProperties"]["anyOf"][1]["properties"]
    assert feed["type"]["enum"] == ["feed", "page", "json"]
    assert set(feed["select"]["properties"]) == {"item", "title", "link", "date", "summary", "id"}
    assert feed["select"]["required"] == ["item", "title"]


def test_a_channel_takes_the_keys_of_its_type() -> None:
    channel = channels_schema(ids={})["properties"]["channels"]["additionalProperties"]
    assert set(channel["properties"]["type"]["enum"]) == set(channel_types())
    for rule in channel["allOf"]:
        kind = channel_types()[rule["if"]["properties"]["type"]["const"]]
        assert set(kind.keys) < set(rule["then"]["propertyNames"]["enum"])
        assert rule["then"]["required"] == sorted(kind.required)


def test_a_route_offers_the_users_channels_feeds_and_rules_and_holds_routes() -> None:
    made = channels_schema(ids={"channel": {"desk"}, "feed": {"antara"}, "rule": {"kursk"}})
    route = made["definitions"]["route"]
    assert tuple(route["properties"]) == routes.KEYS
    offered = [route["properties"][key]["anyOf"][0]["anyOf"][0]["enum"] for key in ("to", "feeds", "rules")]
    assert offered == [["desk"], ["antara"], ["kursk"]]
    assert route["properties"]["routes"]["items"] == {"$ref": "#/definitions/route"}


def test_every_setting_of_the_monitor_is_there() -> None:
    assert tuple(monitor_schema()["properties"]) == monitor_yaml.KEYS
