"""The daemon: settings, wiring, the loops, its life cycle."""
