"""Whether selectors are well-formed. The libraries are loaded when the first selector is looked at."""

from __future__ import annotations


def css_fault(selector: str) -> str:
    """What is wrong with a CSS selector, in words; empty if it is well-formed."""
    from cssselect import HTMLTranslator, SelectorError  # noqa: PLC0415  # see above

    css, mark, attribute = selector.partition("@")
    if mark and not attribute.replace("-", "").replace(":", "").isalnum():
        return f"after '@' there must be the name of an attribute, not {attribute!r}"
    try:
        HTMLTranslator().css_to_xpath(css or "*")
    except SelectorError as error:
        return str(error)
    return ""


def jmespath_fault(expression: str) -> str:
    """What is wrong with a JMESPath expression, in words; empty if it is well-formed."""
    import jmespath  # noqa: PLC0415

    try:
        jmespath.compile(expression)
    except jmespath.exceptions.JMESPathError as error:
        return " ".join(str(error).split())
    return ""
