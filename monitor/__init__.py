"""monitor: feeds in, told-once alerts out, nothing lost on the way."""

__version__ = "0.1.0"
