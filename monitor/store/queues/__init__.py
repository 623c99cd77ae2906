"""The streams between the stages. Every put is idempotent by content id; every take is acknowledged in the
script that does the work.
"""
