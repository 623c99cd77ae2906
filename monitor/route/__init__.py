"""Story -> Alert or Suppression: which channels are notified, and why, or why not.

In: a match, its story assignment, and what each channel was sent. Out: an Alert or a Suppression for each channel.
Invariants: pure but for its port; each decision has its reason in words; the same decision has the same id;
deduplication is against what was sent, not against what was seen.
"""
