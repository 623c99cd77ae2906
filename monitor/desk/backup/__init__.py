"""All of a monitor in one file, and back: the store, the archive, the rules.

In: a client and folders. Out: a tar file (`container.py`), which shows whether it is whole. What always holds:
- A file under its final name is whole. What exists is never overwritten, by a backup or by a restore.
- A restore that fails leaves nothing behind; one that is killed is begun again, and no monitor runs there before.
"""
