"""The entities that come with the monitor: countries, places, organisations and people of the news.

`library` reads them. `python -m monitor.detect.library_build.generate` writes `entities.jsonl` from the names in
Unicode's CLDR and from what is written by hand in `library_build/sources/`.
"""
