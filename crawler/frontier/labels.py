"""What a link says that is no title of what it leads to: a date, "Comments", "Read on".

A theme links a story three times over: by its headline, by its date, by the number of its
comments. Only the first says what the address is. `LABELS` holds words in many languages,
matched as the whole of a text; dates are told by their numbers.
"""

from __future__ import annotations

import re

LABELS = re.compile(
    r"(?:no|leave\s+a|add\s+a|post\s+a|\d+)?\s*"
    r"(?:comments?|repl(?:y|ies)|responses?|discuss(?:ion)?|kommentare?|commentaires?|comentarios?"
    r"|comentários?|commenti|reacties|kommentarer|kommentit|komentarz[ey]?|komentáře?|komentar\w*"
    r"|комментари\w*|коментар\w*|yorum(?:lar)?|σχόλια|تعليقات?|التعليقات|评论|評論|留言|コメント|댓글)"
    r"\s*[(:]?\s*\d*\s*\)?"
    r"|(?:perma(?:nent)?\s*-?\s*link|perm|link|source|dauerlink|lien\s+permanent|permalien"
    r"|enlace\s+permanente|link\s+permanente|постоянная\s+ссылка|ссылка|永久链接|固定链接|永久連結"
    r"|固定リンク|パーマリンク|고유\s*링크|[#¶§∞🔗])"
    r"|(?:(?:read|see|view|continue|click|keep|open)\s+)?(?:on|more|the\s+rest|all|reading|article|story|here"
    r"|(?:the\s+)?(?:full|whole)\s+(?:story|article|post|text)|post)"
    r"|weiter(?:\s*lesen)?|mehr(?:\s+(?:lesen|erfahren|dazu))?|zum\s+artikel"
    r"|(?:lire|voir)\s+(?:la\s+suite|plus|l['’]article)|la\s+suite|en\s+savoir\s+plus"
    r"|(?:leer|ver|saber)\s+(?:más|noticia|nota)|seguir\s+leyendo|(?:ler|leia|saiba|ver)\s+mais"
    r"|leggi(?:\s+(?:tutto|di\s+più|l['’]articolo))?|continua(?:\s+a\s+leggere)?"
    r"|lees\s+(?:meer|verder)|läs\s+mer|les\s+mer|læs\s+mere|lue\s+lisää"
    r"|czytaj\s+(?:dalej|więcej)|(?:číst|čítať)\s+(?:dál|ďalej|více|viac)|tovább|citește\s+mai\s+mult"
    r"|читать(?:\s+(?:далее|дальше|полностью|ещё))?|подробнее|далее|детальніше|читати\s+далі"
    r"|devamı(?:nı\s+oku)?|selengkapnya|baca\s+selengkapnya|xem\s+(?:thêm|tiếp)|đọc\s+(?:thêm|tiếp)"
    r"|διαβάστε\s+περισσότερα|اقرأ\s+المزيد|المزيد|ادامه\s+مطلب|और\s+पढ़ें|อ่านต่อ"
    r"|阅读(?:更多|全文|原文)|查看(?:全文|详情|更多)|(?:查看|点击)?详[情细]|全文|閱讀(?:更多|全文)|詳[情細]|更多"
    r"|続きを読む|もっと(?:読む|見る)|詳しく(?:見る|はこちら)?|더\s*보기|자세히(?:\s*보기)?|계속\s*읽기"
    r"|(?:today|yesterday|just\s+now|now|heute|gestern|aujourd['’]hui|hier|hoy|ayer|hoje|ontem|oggi|ieri"
    r"|vandaag|gisteren|idag|igår|i\s+dag|i\s+går|dziś|wczoraj|сегодня|вчера|сьогодні|вчора|bugün|dün"
    r"|今天|昨天|今日|昨日|刚刚|剛剛|오늘|어제|اليوم|أمس)(?:[\s,]+\d{1,2}[:.]\d\d)?",
    re.IGNORECASE,
)
"""What stands on links to a story beside its headline, or in the place of it."""

_AROUND = " \t\n·•|»›→>…:,.-–—()[]/«‹←<"
MOST = 60
"""Characters of the longest date with its weekday and its time."""

_YEAR = r"(?:19|20)\d\d"
_MONTH = (
    r"(?:jan|feb|fév|fev|mär|mar|mrt|maa|apr|avr|abr|mai|may|maj|maa|mei|jun|jui|jul|aug|aoû|aou|ago"
    r"|sep|set|okt|oct|out|nov|dec|dez|déc|dic|des|gen|mag|giu|lug|ott|ene|янв|фев|мар|апр|мая|май|июн"
    r"|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру|sty|lut|kwi|cze|lip|sie"
    r"|wrz|paź|lis|gru|oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara)\w*"
)
_WRITTEN = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:de\s+|of\s+)?(?:{_MONTH}|[^\W\d_]{{3,}})\.?,?\s+(?:de\s+|of\s+)?{_YEAR}"
    rf"|(?:{_MONTH}|[^\W\d_]{{3,}})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\.?,?\s+{_YEAR}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.?\s+{_MONTH}\.?|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s*{_YEAR})"
    rf"|{_YEAR}\s*[年년]?\s*\d{{1,2}}\s*[月월]\s*(?:\d{{1,2}}\s*[日号號일])?|\d{{1,2}}\s*[月월]\s*\d{{1,2}}\s*[日号號일]"
    rf"|{_YEAR}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:{_YEAR}|\d\d)\b",
    re.IGNORECASE,
)
"""A day or a month, in numbers or in words; between a day and a year any word is a month."""

_CLOCK = re.compile(
    r"T?\d{1,2}(?:[:.h時时点點]\s?\d\d)(?::?\d\d)?(?:\s*(?:[ap]\.?m\b\.?|uhr|h\b|分|z\b))?"
    r"|\b\d{1,2}\s*(?:[ap]\.?m\b\.?|uhr)|[+-]\d\d:?\d\d|\b(?:UTC|GMT|CES?T|[ECMP][SD]T|MSK|JST)\b",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?:about|over|almost|etwa|около)?\s*(?:\d+|an?|one|einem|einer)\s*[^\W\d_]+\s+(?:ago|назад|тому|geleden|sedan"
    r"|siden|sitten|temu|önce|fa|atrás|trước|yang\s+lalu|lalu|पहले)"
    r"|(?:vor|il\s+y\s+a|hace|h[áa]|πριν(?:\s+από)?|منذ|قبل|před|pred|acum|prije|пре|преди)\s+(?:\d+\s+)?[^\W\d_]+"
    r"(?:\s+[^\W\d_]+)?|\d+\s*[^\W\d_]{1,4}?\s*[前전]",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,2}[-/.]\d{1,2}\.?")
FILLING = 2
"""Words that may stand around a date and a time: a weekday and "at", or "Posted on"."""


def is_label(text: str) -> bool:
    """Return True if the text of a link says nothing of what it leads to.

    >>> [is_label(text) for text in ("Comments (3)", "Permalink", "Read on", "November 18, 2026")]
    [True, True, True, True]
    >>> [is_label(text) for text in ("The ferry is back", "News", "2026 budget passes")]
    [False, False, False]
    """
    bare = text.strip(_AROUND)
    return not bare or LABELS.fullmatch(bare) is not None or is_date(bare)


def is_date(text: str) -> bool:
    """Return True if a text is a date or a time, and no more.

    >>> is_date("Wednesday, 18 November 2026 at 09:15"), is_date("3 days ago"), is_date("09:15")
    (True, True, True)
    >>> is_date("The ferry is back on 18 November 2026"), is_date("17")
    (False, False)
    """
    if len(text) > MOST or not re.search(r"\d|\bago\b", text):
        return False
    bare = text.strip(_AROUND)
    if _AGO.fullmatch(bare) or _BARE.fullmatch(bare):
        return True
    left, clocks = _CLOCK.subn(" ", _WRITTEN.sub(" ", text))
    dated = clocks or _WRITTEN.search(text)
    return bool(dated) and len(re.findall(r"\w+", left)) <= FILLING


def title_of(texts: list[str]) -> str | None:
    """Return the text that says what several links to one address lead to; None where none does.

    >>> title_of(["2026-11-18 09:15", "The ferry is back", "Comments"])
    'The ferry is back'
    >>> title_of(["Permalink"]) is None
    True
    """
    return max((text for text in texts if not is_label(text)), key=len, default=None)
