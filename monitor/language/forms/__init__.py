"""Inflected forms of a term, one module for each kind of language."""
