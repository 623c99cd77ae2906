"""The desk's pages.

Comes in: requests of browsers on this machine. Goes out: whole pages, made by the server, that work without
script; or one row of a page, for the script that swaps it. Always: what a feed says is escaped; nothing is
inline, so that the policy of `parts/headers.py` allows no foreign script or style; only POST changes anything,
and only from our own pages.
"""
