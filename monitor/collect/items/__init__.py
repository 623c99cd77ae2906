"""Entries -> `Item`s: one address for one page, clean text, the full article where asked for."""
