"""A document -> entries, in worker processes: hostile input ends one worker, never the daemon."""
