"""Taking out of the store what a person wants to be forgotten.

In: a `ForgetRequest`. Out: how much of what was, or would be, taken out (`sweep.py`). What always holds:
- A sweep may be cut off anywhere and repeated. What is under way between two stages is left alone and found by a
  later sweep as what has become of it; so a sweep that finds nothing shows that nothing is left.
- Counters that are compared (`monitor audit`) stay even: what is taken off a queue is counted as forgotten.
- Marks and digests stay by which items are known and alerts are not sent again; they hold no text.
"""
