"""How templates are filled, in the web page and in the file of a report: everything escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from crawler.view import shown
from crawler.view.charts import svg

if TYPE_CHECKING:
    from jinja2 import Environment


def prepare(templates: Environment, today: str = "") -> None:
    """Give templates what they show values with; `today` is the day that it is."""
    templates.autoescape = True
    templates.finalize = _finalized
    templates.trim_blocks = templates.lstrip_blocks = True
    templates.filters |= {
        "bdi": shown.isolated,
        "by_need": shown.sites_by_need,
        "bytes": shown.bytes_shown,
        "day": lambda day: shown.day_shown(day, today or shown.today()),
        "link": shown.link_of,
        "moment": shown.moment_shown,
        "span": shown.span_shown,
        "svg": svg,
        "texts": shown.texts_of,
        "time": shown.time_shown,
        "visible": lambda text: shown.visible(str(text)),
    }
    templates.globals |= {"language_tag": shown.language_tag}


def _finalized(value: Any) -> Any:
    """Return a value as it may stand on a page: no text moves what stands around it."""
    if value is None:
        return ""
    return (
        shown.plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
    )
