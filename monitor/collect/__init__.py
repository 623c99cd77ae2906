"""Feed -> Item. Polls feeds when they are due and turns what they say into items in plain text.

In: the configured feeds, and from the store when each is due and what was learnt at its last visit.
Out: a `Poll` for each visit: new items and the byte-exact validators, which the store saves in one step.
Invariants: every entry of a document is counted; a failure of the world is a value; validators are never
saved before their items; nothing that a feed says is trusted: not its dates, its size, its markup, nor where
it redirects to.
"""
