"""Alert -> Delivery. Notifies each channel once, in time, whatever fails.

In: the channel's outbox. Out: a Delivery for each attempt.
Invariants: no send without a successful write just before it; an alert is noted as sent only after the channel
accepted it; one sender a channel at a time, so that order and pacing hold; nothing that a feed says is markup.
"""
