"""What must come together for a rule with `when`, in words."""

from __future__ import annotations

from monitor.clock import span_text
from monitor.model.matching.correlation import Correlation


def rings_by(correlation: Correlation) -> str:
    """When the rule rings: 'at 8 sources within 1 h'."""
    if (count := correlation.count) is not None:
        return f"at {count.at_least} {count.distinct.plural} within {span_text(count.within)}"
    if (spike := correlation.spike) is not None:
        usual = f"{spike.factor} times as many as usual over {span_text(spike.baseline)}"
        return f"at {usual} within {span_text(spike.window)}, and {spike.least} at least"
    if (absent := correlation.absent) is not None:
        unless = ", unless its feeds are down" if absent.unless_feed_down else ""
        return f"after {span_text(absent.span)} without any{unless}"
    if (new := correlation.new) is not None:
        return f"at one of the {new.field.plural} that was not seen in {span_text(new.not_seen_in)}"
    assert correlation.sequence is not None, "a correlation is one of five"
    steps = correlation.sequence
    order = " in this order" if steps.ordered else ""
    return f"at all of {', '.join(steps.rules)} within {span_text(steps.within)}{order}"
