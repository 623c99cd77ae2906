"""The daemon: wiring, the pipeline, the loops, its life cycle, its telemetry; and scenarios played without it."""
