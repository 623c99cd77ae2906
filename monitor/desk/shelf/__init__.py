"""The last days' stories in memory, for pages.

Comes in: the streams of decisions, attempts to send and acts of people. Goes out: `ShelvedStory`, and which of
them have changed since the last look. Always: it only reads, so that any process may have one, and what it holds
can be read again from the store; nothing is read twice.
"""
