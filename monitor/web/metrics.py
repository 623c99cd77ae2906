"""Figures -> the text that Prometheus reads."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from monitor.desk.query.figures import Liveness, Status
from monitor.desk.shapes.report import SpansShape

_ITEMS = ("new", "known", "same", "rejected")
_OUTCOMES = ("told", "by_fallback", "folded", "silenced", "dead")
_SLOWEST = 50
_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600)


class Latencies:
    """How long news takes, from stage to stage. Of this process, since it started."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._published = self._histogram(
            "monitor_published_to_seen_seconds", "From the publisher's date to the first sight of the item."
        )
        self._accepted = self._histogram(
            "monitor_seen_to_accepted_seconds",
            "From the first sight of the item to the channel's acceptance.",
            "channel",
        )

    def seen(self, seconds: float) -> None:
        """An item was new, this long after its publisher's date; a date in the future counts as none."""
        self._published.observe(max(seconds, 0.0))

    def accepted(self, seconds: float, *, channel: str) -> None:
        """A channel has accepted an alert, this long after the item was first seen."""
        self._accepted.labels(channel).observe(max(seconds, 0.0))

    def _histogram(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(name, text, labels, buckets=_SECONDS, registry=self.registry)


def exposition(figures: Status | None, liveness: Liveness, latencies: Latencies) -> bytes:
    """The text exposition format 0.0.4. Without figures, because the store is away, what this process knows."""
    registry = CollectorRegistry()
    registry.register(_Given(_of_process(figures, liveness)))
    if figures is not None:
        registry.register(_Given(_of_store(figures)))
    return generate_latest(registry) + generate_latest(latencies.registry)


class _Given(Collector):
    """Metrics that are at hand already."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = tuple(metrics)

    def collect(self) -> Iterable[Metric]:
        """The metrics as they were given."""
        return self._metrics


def _of_process(figures: Status | None, liveness: Liveness) -> Iterable[Metric]:
    up = GaugeMetricFamily("monitor_store_up", "Whether the store answers.", value=figures is not None)
    well = GaugeMetricFamily("monitor_well", "Whether every stage of this process goes on.", value=liveness.well)
    step = GaugeMetricFamily(
        "monitor_stage_idle_seconds", "Seconds since a stage of this process last ended a step.", labels=["stage"]
    )
    for stage, seconds in liveness.stages.items():
        step.add_metric([stage], seconds)
    return up, well, step


def _of_store(figures: Status) -> Iterable[Metric]:
    items = CounterMetricFamily("monitor_items", "Items fetched, by what became of them.", labels=["state"])
    for state in _ITEMS:
        items.add_metric([state], figures.counts[state])
    yield items
    yield CounterMetricFamily(
        "monitor_edited_items",
        "Known items that were looked at again because their words had changed.",
        value=figures.counts["edited"],
    )
    yield CounterMetricFamily(
        "monitor_matches", "Pairs of a matched item and a channel.", figures.counts["matched"]
    )
    outcomes = CounterMetricFamily(
        "monitor_outcomes", "What became of the pairs of a matched item and a channel.", labels=["outcome"]
    )
    for outcome in _OUTCOMES:
        outcomes.add_metric([outcome], figures.counts[outcome])
    yield outcomes
    yield CounterMetricFamily("monitor_notices", "Notices of the monitor about itself.", figures.counts["notices"])
    yield CounterMetricFamily(
        "monitor_vanished",
        "Entries that were deleted before they were done. Must stay 0.",
        figures.counts["vanished"],
    )
    queues = GaugeMetricFamily("monitor_queue_length", "How much waits.", labels=["queue"])
    for queue, length in figures.queues.items():
        queues.add_metric([queue], length)
    yield queues
    yield from _of_feeds(figures)
    yield GaugeMetricFamily("monitor_store_memory_bytes", "Memory that the store uses.", figures.store_memory)
    yield GaugeMetricFamily(
        "monitor_store_memory_limit_bytes",
        "Memory that the store may use; 0 without a limit.",
        figures.store_limit,
    )
    yield _times(figures)
    if (archive := figures.archive) is not None:
        yield GaugeMetricFamily(
            "monitor_archive_up", "Whether the archive can be written.", 0 if archive.trouble else 1
        )
        yield GaugeMetricFamily("monitor_archive_bytes", "Size of the archive's files.", archive.size)
        yield GaugeMetricFamily("monitor_archive_files", "Number of the archive's files.", archive.files)
        sealed = archive.sealed_at.timestamp() if archive.sealed_at is not None else 0.0
        yield GaugeMetricFamily(
            "monitor_archive_written_timestamp_seconds", "When entries last went to disk; 0 for never.", sealed
        )
    rules = GaugeMetricFamily("monitor_rules", "Rules that run.", labels=["ruleset"])
    rules.add_metric([figures.ruleset], figures.rules)
    yield rules
    yield GaugeMetricFamily(
        "monitor_rule_problems",
        "What blocks in the rule files; an earlier version of them runs.",
        figures.problems,
    )


def _times(figures: Status) -> Metric:
    """How long alerting took. Feeds are as many as alerted, so only the slowest are named."""
    times = GaugeMetricFamily(
        "monitor_time_to_alert_seconds",
        "How long the alerts of the last hour took, in all (without a feed) and for the slowest feeds.",
        labels=["feed", "quantile", "span"],
    )
    for one in figures.times[: _SLOWEST + 1]:
        for span in ("published_to_seen", "seen_to_sent", "published_to_sent"):
            spans: SpansShape = getattr(one, span)
            for quantile, seconds in (("0.5", spans.p50_s), ("0.95", spans.p95_s)):
                if seconds is not None:
                    times.add_metric([one.feed or "", quantile, span], seconds)
    return times


def _of_feeds(figures: Status) -> Iterable[Metric]:
    up = GaugeMetricFamily("monitor_feed_up", "Whether the last visit to a feed went well.", labels=["feed"])
    good = GaugeMetricFamily(
        "monitor_feed_good_timestamp_seconds", "When a visit to a feed last went well.", labels=["feed"]
    )
    failing: dict[str, int] = {}
    for feed in figures.feeds:
        up.add_metric([feed.feed], not feed.failures)
        if feed.good_at is not None:
            good.add_metric([feed.feed], feed.good_at.timestamp())
        if feed.failure:
            failing[feed.failure] = failing.get(feed.failure, 0) + 1
    reasons = GaugeMetricFamily(
        "monitor_feeds_failing", "Feeds whose last visit failed, by class.", labels=["failure"]
    )
    for failure, count in failing.items():
        reasons.add_metric([failure], count)
    lag = (
        max((figures.at - feed.next_visit_at).total_seconds() for feed in figures.feeds) if figures.feeds else 0.0
    )
    return (
        up,
        good,
        reasons,
        GaugeMetricFamily(
            "monitor_schedule_lag_seconds", "How late the feed is that waits longest for its visit.", max(lag, 0.0)
        ),
    )
