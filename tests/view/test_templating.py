"""Whatever a template shows is escaped, and moves nothing around it."""

from __future__ import annotations

import pytest
from jinja2 import Environment

from crawler.view.templating import prepare


@pytest.fixture
def templates() -> Environment:
    made = Environment(autoescape=False)
    prepare(made, "2026-02-06")
    return made


@pytest.mark.parametrize(
    ("template", "value", "shown"),
    [
        ("{{ it }}", "<b>", "&lt;b&gt;"),
        ("{{ it }}", "a\u202eb", "ab"),
        ("{{ it }}", None, ""),
        ("{{ it }}", 7, "7"),
        ("{{ it | bdi }}", "<b>", "<bdi>&lt;b&gt;</bdi>"),
        ("{{ it | link }}", "javascript:x", ""),
        ("{{ it | day }}", "2026-02-05", "Yesterday, Thursday 5 February 2026"),
        ("{{ it | bytes }}", 1500, "1.5 kB"),
        ("{{ it | span }}", 90, "1.5 min"),
        ("{{ it | texts | join(', ') }}", [{"name": "Ada <x>"}], "Ada &lt;x&gt;"),
        ("{{ language_tag(it) }}", "zh-Hans", "zh-Hans"),
        ("  {% if it %}\n  x\n  {% endif %}\n", True, "  x\n"),
    ],
)
def test_a_value_is_shown_as_it_may_stand_on_a_page(
    templates: Environment, template: str, value: object, shown: str
) -> None:
    assert templates.from_string(template).render(it=value) == shown
