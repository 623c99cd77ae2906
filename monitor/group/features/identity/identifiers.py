"""What identifies the very thing that a title is about: two titles with different ones are about two things."""

from __future__ import annotations

import re

_IDENTIFIER = re.compile(
    r"""
    \b(?:
        CVE-\d{4}-\d{4,}
      | GHSA(?:-[0-9a-z]{4}){3}
      | [A-Z]{2,6}-\d{2,4}[-:]\d{2,6}(?:-\d+)?          # DSA-5801-1, RHSA-2026:1234, ICSA-26-101-02
      | \d{1,2}:\d{2}-[a-z]{2}-\d{3,6}                  # 1:26-cv-08801
      | \d{2}-[a-z]{2}-\d{3,6}
      | [A-Z]{1,2}\d{3,5}/\d{2}                         # a notice to airmen: A3312/26
      | [A-Z]{2}[A-Z0-9]{9}\d                           # ISIN
      | (?:NYSE|NASDAQ|LSE|IDX|TSX|ASX|HKEX|BSE|NSE)\s?:\s?[A-Z0-9.]{1,6}
      | \d{9,}
      | [A-Z]{2}-?\d{3,4}(?=\s|$|[,.;:)])               # a flight or a notice: BA2491
      | [A-Z]{2,5}-\d{3,6}
    )\b
    """,
    re.VERBOSE,
)


def identifiers_of(title: str) -> frozenset[str]:
    """The identifiers that a title carries, each in one form of writing."""
    return frozenset(re.sub(r"\s", "", found[0]) for found in _IDENTIFIER.finditer(title))
