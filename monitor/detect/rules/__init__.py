"""The rule language as a tree: rules, conditions, terms, and the keys that a user may write."""
