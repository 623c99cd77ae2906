"""Story -> Alert or Silence. Whom to tell, and why, or why not.

In: a match, its joining, and what each channel was told. Out: one Alert or one Silence for each channel.
Invariants: pure but for its port; each decision has its reason in words; the same decision has the same id;
dedup is against what was told, not against what was seen.
"""
