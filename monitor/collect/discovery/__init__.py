"""Finds feeds: links in pages, hubs that push, OPML."""
