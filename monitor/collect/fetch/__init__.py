"""One HTTP visit: a feed and its last state in, a document, "not modified" or a `FetchFailure` out. Never raises
for what a server does; never connects to a private address that is not allowed.
"""
