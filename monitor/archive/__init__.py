"""The archive: every item, decision, delivery and act of a person, in immutable Parquet files on disk.

In: the raw entries of the store's streams, as a loop of the daemon pages them into a file of lines
(`write/lines.py`). Out: rows of four tables (`tables.py`), and `Item`s, through `read/reader.py`.

How a file comes to be: a short-lived child process (`write/seal.py`, started by `write/child.py`) reads the lines,
folds the texts, has DuckDB write Parquet to a name that nobody reads, syncs it, and links it to its final name
(`publish.py`). The daemon itself never imports the driver: only this room does, in `driver.py`, inside functions.

What always holds:
- A final file is whole and never changes, but for `write/forget.py`, which replaces it by one without what a
  person wants to be forgotten. Names that begin with a dot are never read.
- File names are the cursor: `<table>/<stream>-<life>-<first>_<last>.parquet`. Everything of that stream and life
  up to `<last>` is on disk; nothing else says so. A `life` is a stretch in which the store forgot nothing
  (`segments.py`).
- Every entry is in the store or in a file that counts, at least once; readers give each row once
  (`read/reader.py`).
- The same lines give the same rows, so a step that was cut off is done again without harm.
- `folded` of an item is `language.tokens.folded_text` of what detection reads: a word that detection finds is
  in it.
"""
