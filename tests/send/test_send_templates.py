"""Templates of the user's own: what they may say, and what they can never do."""

from __future__ import annotations

from datetime import UTC

import pytest

from monitor.send.message.compose import Message, compose_message
from monitor.send.message.markup import escape_html
from monitor.send.message.templates import BadTemplateError, Template
from tests.fakes import an_alert, an_item


def a_message(title: str = "Troops arrive in Kursk") -> Message:
    return compose_message(an_alert(item=an_item(title), sources=("Antara", "Kompas")), tz=UTC, repeat=False)


def rendered(source: str, title: str = "Troops arrive in Kursk") -> str | None:
    return Template(source, escape=escape_html).render(a_message(title))


def test_a_template_names_the_parts_of_a_message() -> None:
    source = (
        "{{ severity|lower }}: {{ headline }}\n{% if also %}\n{{ also }}\n{% endif %}\n{{ sources|join(' + ') }}"
    )

    assert rendered(source) == (
        "high: Troops arrive in Kursk\nalso reported by: Kompas (2 sources, 1 independent)\nAntara + Kompas"
    )


@pytest.mark.parametrize(
    "source",
    [
        "{{ headline }}",
        "{{ headline|safe }}",
        "{{ headline ~ '' }}",
        "{{ '%s'|format(headline) }}",
    ],
)
def test_text_of_a_feed_is_escaped_once_whatever_the_template_does_to_it(source: str) -> None:
    assert rendered(source, "<b>{{ 7*7 }}</b>") == "&lt;b&gt;{{ 7*7 }}&lt;/b&gt;"


@pytest.mark.parametrize(
    ("source", "line", "column", "why"),
    [
        ("{{ headline }\n", 1, 1, "unexpected"),
        ("fine\n  {% if %}", 2, 3, "Expected an expression"),
        ("{{ title }}\n- {{ hedline }}", 2, 6, "a message has no 'hedline' (did you mean 'headline'?)"),
        ("{% include 'x' %}{{ nothing_known }}", 1, 21, "there are also"),
    ],
)
def test_a_mistake_is_named_with_its_place(source: str, line: int, column: int, why: str) -> None:
    with pytest.raises(BadTemplateError) as error:
        Template(source, escape=escape_html)

    assert (error.value.line, error.value.column) == (line, column)
    assert why.lower() in str(error.value).lower()


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ headline.__init__.__globals__ }}",
        "{{ 1 // 0 }}",
        "{{ headline.split()[99] }}",
        "{{ headline|int + 'a' }}",
        "{% for n in range(10**9) %}x{% endfor %}",
        "{% include 'etc/passwd' %}",
    ],
)
def test_what_a_template_must_not_or_cannot_do_shows_when_it_is_read(source: str) -> None:
    with pytest.raises(BadTemplateError, match="fails on a message") as error:
        Template(f"fine\n{source}", escape=escape_html)

    assert error.value.line == 2


def test_a_template_that_fails_on_one_message_gives_no_text_and_no_crash() -> None:
    source = "{% if headline == 'odd' %}{{ 1 // 0 }}{% endif %}{{ headline }}"

    assert rendered(source, "odd") is None
    assert rendered(source, "even") == "even"
