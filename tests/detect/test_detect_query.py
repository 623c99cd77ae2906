"""What a person types to search, as the condition that a rule would have."""

from __future__ import annotations

import pytest

from monitor.detect.reader.query import Written, parse_query
from monitor.errors import MonitorError


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("korea utara AND kursk", {"all": ["korea utara", "kursk"]}),
        ('kursk "AND" drone', {"all": ["kursk", "AND", "drone"]}),
        ("kursk OR sumy AND drone", {"any": ["kursk", {"all": ["sumy", "drone"]}]}),
        ("(kursk OR sumy) NOT pie", {"all": [{"any": ["kursk", "sumy"]}, {"none": ["pie"]}]}),
        ("port NEAR/3 strike", {"near": {"of": ["port", "strike"], "within": "3"}}),
    ],
)
def test_operators_bind_as_they_are_documented(text: str, condition: Written) -> None:
    assert parse_query(text) == condition


@pytest.mark.parametrize("text", ["", "kursk AND", "AND kursk", "(kursk", "kursk)", 'a "b'])
def test_an_incomplete_query_is_refused(text: str) -> None:
    with pytest.raises(MonitorError, match="query"):
        parse_query(text)
