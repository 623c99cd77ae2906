"""Match -> Story: which event a match reports, and what is new about it.

In: a match. Out: a `StoryAssignment`: the story with the item in it, why the item belongs to it, and what is
materially new. Invariants: assignment is idempotent (an item that has a story keeps it); a story's id is its first
item's; the window is rebuilt from the decision log, in order; time is the items' first-seen time, never the wall
clock. A wrong merge is a missed alert, the worst failure, so merging needs more evidence than splitting.
"""
