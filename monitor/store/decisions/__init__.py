"""The deciding loop's side of the store: its lease, its matches, its log, and what it queues."""
