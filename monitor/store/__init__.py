"""Everything about Redis and Valkey: the connection, the embedded server, the scripts, the codec.

The stages do not know this room: it has methods of the shape that their ports ask for.
Invariants: every step is one script on one hash tag, safe to repeat; only such scripts are retried; work
streams are emptied by acknowledging and deleting in one step, never trimmed; no key is read without a bound.
"""
