"""Match -> Story. Which event a match tells of, and what is new about it.

In: a match. Out: a `Joining`: the story as it now stands, why the item belongs to it, and what is materially
new. Invariants: joining is idempotent (an item that has a story keeps it); a story's id is its first item's;
the window is rebuilt from the log of joinings, in order; time is the items' first-seen time, never the wall's.
A wrong merge is a missed alert, the worst failure, so merging needs more evidence than splitting.
"""
