"""The entities that come with the monitor: countries, places, organisations and people of the news.

`shelf` reads them, the rest of this folder makes them: `python -m monitor.detect.library.generate` writes
`entities.jsonl` from the names in Unicode's CLDR and from what is written by hand in `sources/`.
"""
