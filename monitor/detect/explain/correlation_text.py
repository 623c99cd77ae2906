"""What must come together for a rule with `when`, in words."""

from __future__ import annotations

from typing import assert_never

from monitor.clock import span_text
from monitor.model.matching.correlation import Absence, Correlation, Count, EventSequence, Novelty, Spike


def fires_on(correlation: Correlation) -> str:
    """When the rule fires: 'at 8 sources within 1 h'."""
    match correlation.condition:
        case Count(at_least=least, distinct=distinct, within=within):
            return f"at {least} {distinct.plural} within {span_text(within)}"
        case Spike() as spike:
            usual = f"{spike.factor} times as many as usual over {span_text(spike.baseline)}"
            return f"at {usual} within {span_text(spike.window)}, and {spike.least} at least"
        case Absence(span=span, unless_feed_down=unless_down):
            unless = ", unless its feeds are down" if unless_down else ""
            return f"after {span_text(span)} without any{unless}"
        case Novelty(field=field, not_seen_in=span):
            return f"at one of the {field.plural} that was not seen in {span_text(span)}"
        case EventSequence(rules=rules, within=within, ordered=ordered):
            order = " in this order" if ordered else ""
            return f"at all of {', '.join(rules)} within {span_text(within)}{order}"
        case _ as impossible:
            assert_never(impossible)
