"""Items played through grouping and routing with a clock that jumps: what would be sent, or would have been,
without store or network. They come from scenarios, or from the past.
"""
