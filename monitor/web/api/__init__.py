"""The API for programs, version 1: what the desk and the commands show, as JSON.

Comes in: requests under `/api/v1`. Goes out: the shapes that `--json` prints, or a problem (RFC 9457). Always: one
table has every route, and the OpenAPI document is made from it; a parameter that no route knows is an error.
"""
