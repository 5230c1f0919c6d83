"""What a link says that is no title is told from titles, in many languages."""

# ruff: noqa: E501 tables read best on few lines
from __future__ import annotations

import pytest

from crawler.frontier.labels import is_label, title_of

LABELS = """
2026-11-18 09:15|18 November 2026|November 18, 2026|18.11.2026|18/11/2026|18/11|09:15|9:15 am|2026-11-18T09:15:00Z
Wednesday, 18 November 2026 at 09:15|Tue 18 Nov 2026 09:15 GMT|Nov 18|Nov 18th, 2026|Posted on November 18, 2026
Mittwoch, 18. November 2026, 9:15 Uhr|18 de noviembre de 2026|18 marraskuuta 2026|18 Kasım 2026|18. listopadu 2026
18 ноября 2026 г.|18 ноября 2026, 09:15|2026年11月18日|11月18日|3小时前|3 days ago|an hour ago|about 3 hours ago
vor 3 Tagen|il y a 3 jours|hace 3 días|há 2 horas|3 дня назад|2 gün önce|Today|Yesterday, 09:15|Permalink|Link|#
12 Comments|No Comments|Comments (3)|Read on|Read more »|Read more…|Continue reading →|Full story|Weiterlesen
Lire la suite|Leer más|Подробнее|阅读全文|続きを読む|更多
"""
TITLES = """
The ferry is back|News|Harbour|Ferry|World|2026 budget passes|10 killed in 2026|Top 10 of 2026|3 ways to cook
May we have another bridge|March on the capital|Storm of 1987 remembered|18 November 2026: the ferry is back|24/7 news
9/11 remembered|Article 50|Story of the day|Augusta|Hier kommt die Fähre|Vor der Wahl|Il y a un problème|Lissabon 2026
北京时间|Hace falta agua
"""


def each(table: str) -> list[str]:
    return table.strip().replace("\n", "|").split("|")


@pytest.mark.parametrize("text", each(LABELS))
def test_a_date_and_a_word_that_leads_on_are_no_titles(text: str) -> None:
    assert is_label(text)


@pytest.mark.parametrize("text", each(TITLES))
def test_a_title_is_none_of_these_though_it_holds_their_words(text: str) -> None:
    assert not is_label(text)


def test_the_longest_title_names_what_links_lead_to() -> None:
    texts = [
        "Wednesday, 18 November 2026 at 09:15",
        "The ferry",
        "The ferry is back",
        "2 Comments",
    ]

    assert title_of(texts) == "The ferry is back"
    assert title_of(["Read on", "09:15"]) is None
