"""The life of the process: start, supervise, reload, stop."""
