"""News on open pages, by server-sent events.

Comes in: what the shelf finds new. Goes out: rows as the pages have them. Always: nothing is kept for a client
that is away; its next connection says what it has seen, and gets what it missed, or has to load the page again.
"""
