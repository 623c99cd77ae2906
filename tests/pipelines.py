"""A pipeline of parts that the test chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from monitor.app.assembly.timing import Timing
from monitor.app.pipeline.correlation_states import CorrelationTracker
from monitor.app.pipeline.decider import Decider
from monitor.app.pipeline.deciding import DecidingLoop
from monitor.app.pipeline.detecting import DetectingLoop
from monitor.app.pipeline.pipeline import Pipeline
from monitor.app.pipeline.running import Running
from monitor.app.pipeline.visiting import Visiting
from monitor.clock import Now, now
from monitor.group.grouper import Grouper
from monitor.model.ids import ChannelName
from monitor.model.notice import Notice
from monitor.route.recent_alerts import RecentAlerts

TIMING = Timing()
WINDOW = TIMING.story_window


def a_pipeline(
    *,
    deciding: Any,
    detector: Any,
    router: Any,
    recent: RecentAlerts,
    items: Any = None,
    schedule: Any = None,
    collector: Any = None,
    senders: Mapping[ChannelName, Any] | None = None,
    clock: Now = now,
    report: Callable[[Notice], None] = lambda _: None,
) -> Pipeline:
    """Wired as the composition root does it. `deciding` has the ports of the deciding loop by name."""

    def grouper(corrections: Any) -> Grouper:
        return Grouper(window=WINDOW, corrections=corrections)

    states = CorrelationTracker(deciding.log, clock, tick_every=TIMING.tick_every, kept=TIMING.states_kept)
    nobody: Any = None
    return Pipeline(
        visiting=Visiting(schedule=schedule, collector=collector),
        detecting=DetectingLoop(items=items, report=report),
        deciding=DecidingLoop(
            lease=deciding.lease,
            matches=deciding.matches,
            log=deciding.log,
            alerts=deciding.alerts,
            decider=Decider(grouper=grouper, router=router, states=states, recent=recent),
            replay_span=2 * WINDOW,
            now=clock,
            report=report,
        ),
        running=Running(
            configuration=nobody,
            detector=detector,
            feeds={},
            router=router,
            reports={},
            settings={},
            channels={},
            senders=senders or {},
            actions=nobody,
            listening={},
        ),
    )
