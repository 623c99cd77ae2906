"""The child process that parses: reads requests on its standard input, writes replies on its standard output.

Whatever a document does to it, it is one process that can be killed. It ends when its parent does.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import BinaryIO

import msgspec

from monitor.collect.parse import article, formats, selection
from monitor.collect.parse.entries import ARTICLES, LENGTH, READY, ParseRequest, Reply

MEMORY_LIMIT = 1 << 30
"""Bytes of address space."""


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer one request after the other until there are no more."""
    while len(header := requests.read(LENGTH)) == LENGTH:
        request = msgspec.msgpack.decode(requests.read(int.from_bytes(header)), type=ParseRequest)
        reply = msgspec.msgpack.encode(_reply(request))
        replies.write(len(reply).to_bytes(LENGTH) + reply)
        replies.flush()


def _reply(request: ParseRequest) -> Reply:
    body, content_type, url = request.body, request.content_type, request.url
    if request.select is not None:
        return selection.read(body, content_type=content_type, url=url, select=request.select)
    read = article.read if request.is_page else formats.read
    return read(body, content_type=content_type, url=url)


def main() -> None:
    """Serve on standard input and output, with bounded memory."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415  # Unix has it; only Linux honours this limit

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    if ARTICLES in sys.argv:
        article.load()
    # What was imported stays; what a document leaves behind in cycles is little, and may wait.
    gc.freeze()
    gc.set_threshold(20_000)
    # An interrupt at the terminal goes to the parent, who ends us in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # A library that prints must not break the replies.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    replies.write(READY)
    replies.flush()
    serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
