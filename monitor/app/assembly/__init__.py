"""Builds the parts of the daemon from a `Configuration` and hands each what it needs. The only place where
stages meet the store.
"""
