"""A template takes little time and makes little text, whoever wrote it."""

from __future__ import annotations

import resource
from datetime import UTC

import pytest

from monitor.send.message.compose import Message, compose_message
from monitor.send.message.markup import escape_html
from monitor.send.message.templates import BadTemplateError, Template
from tests.fakes import an_alert
from tests.security.deadline import in_bounded_time

NESTED = "".join(f"{{% for x{level} in range(1000) %}}" for level in range(5)) + "." + "{% endfor %}" * 5
MUCH = "it (takes|makes|uses|formats)"
GREEDY = {
    "nested loops": NESTED,
    "nested loops that write nothing": NESTED.replace(".", ""),
    "loops over the values": "{% for a in sources * 300 %}" * 4 + "{% endfor %}" * 4,
    "a long text": "{% for x in range(9999) %}0123456789abcdef{% endfor %}",
    "doubling": "{% set ns = namespace(x='xx') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    "adding": "{% set ns = namespace(x='xx') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "multiplying": "{{ 'x' * 9999999999 }}",
    "multiplying a list": "{{ [1] * 9999999999 }}",
    "a power": "{{ 9 ** 9999999 }}",
    "powers of powers": "{{ 9 ** 9 ** 9 ** 9 ** 9 ** 9 ** 9 }}",
    "a width": "{{ 'x'.center(999999999) }}",
    "a width of a filter": "{{ 'x'|center(999999999) }}",
    "a width in a format": "{{ '%999999999d' % 1 }}",
    "a width in another format": "{{ '{:999999999}'.format(1) }}",
    "an indent": "{{ 'x\\ny'|indent(999999999) }}",
    "a range": "{{ range(99999)|list }}",
    "joins": "{{ ('x' * 999)|list|join('y' * 99999) }}",
    "a macro that calls itself": "{% macro m(n) %}"
    "{% if n %}{{ m(n - 1) ~ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "a recursive loop": "{% for x in [[1, 2]] recursive %}{{ loop([x, x]) }}{% endfor %}",
}


def a_message() -> Message:
    return compose_message(an_alert(sources=("Antara", "Kompas")), tz=UTC, repeat=False)


@pytest.mark.parametrize("source", GREEDY.values(), ids=GREEDY)
def test_what_takes_too_much_is_refused_when_the_template_is_read(source: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with in_bounded_time(), pytest.raises(BadTemplateError):
        Template(source, escape=escape_html)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000, "KiB"


def test_what_takes_too_much_with_one_message_leaves_it_in_the_usual_form() -> None:
    template = Template(
        f"{{% if sources|length == 2 and headline == 'Troops arrive in Kursk' %}}{NESTED}{{% endif %}}ok",
        escape=escape_html,
    )
    assert template.render(a_message()) is None


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{% for s in sources %}{{ loop.index }}. {{ s|upper }} {% endfor %}", "1. ANTARA 2. KOMPAS"),
        ("{% macro b(t) %}<b>{{ t }}</b>{% endmacro %}{{ b(headline) }}", "&lt;b&gt;"),
        ("{{ headline ~ '!' * 3 }}", "Troops arrive in Kursk!!!"),
        ("{{ '%-30s|' % headline }}", "Troops arrive in Kursk        |"),
        ("{{ '{:>5}'.format(severity) }}", "HIGH"),
        ("{{ sources|join(', ')|center(20) }}", "Antara, Kompas"),
    ],
)
def test_what_people_write_works_as_before(source: str, text: str) -> None:
    rendered = Template(source, escape=escape_html).render(a_message())
    assert rendered is not None
    assert text in rendered
