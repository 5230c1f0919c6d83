"""Names of people: cut out of lists, cleaned, and told from agencies and from other words.

What may stand between two names is in `BETWEEN`; what is never a person's name is in `NOBODY`
and `ORGANISATION`. Reading what they did is `crawler.text.credits`.
"""

# ruff: noqa: E501 a table of words reads better unbroken

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.text.surnames import COMPOUND, SURNAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
"""The characters of Chinese names, for a class of a regular expression."""

NOBODY = re.compile(
    r"^(?:未知|佚名|匿名|网络|網路|互联网|小编|小編|编辑|無|无|无名|不详|本站|原创|原創|综合|网友|作者|记者|記者"
    r"|admin(?:istrator)?|root|editor|author|unknown|anonymous|none|null|undefined|n/?a|staff"
    r"|web ?master"
    r"|guest|user|redaktion|contributor|autor|test|by|share|news)$",
    re.IGNORECASE,
)
"""What stands where a name should, and names nobody."""

_AGENCIES = """
    imago afp ap apa sid epd kna efe ansa tass upi ats dts sda belga anp tt ntb ritzau stt pap čtk
    ctk tasr mti aa dha iha irna isna pti ani ians antara cna aap bbc cnn nbc abc cbs pbs npr dw
    ndr mdr wdr swr br orf srf zdf ard rtl rfi rai nhk kbs cbc
"""
"""Names of agencies and broadcasters that are first names too (Ani, Sid) but for their letters,
which are all small or all capital."""

ORGANISATION = re.compile(
    r"""
    (?: (?<![A-Za-zÀ-ÿ]) (?: dpa(?:-\w+)? | associated\ press | getty\ images? | istock\w*
        | shutterstock | reuters | keystone-sda | agerpres | bernama | yonhap | kyodo | jiji | xinhua
        | pa\ media | br24 ) (?![A-Za-zÀ-ÿ]) )
    | (?-i: (?<![A-Za-zÀ-ÿ]) (?: __AGENCIES__ ) (?![A-Za-zÀ-ÿ]) )
    | ^(?:afp|efe|ansa|tass|belga|imago|ritzau|antara|isna|irna|pti|ians|apa|pap)$
    | (?<!\w)(?: news(?:room|wire|desk|paper|\ service|\ agency)? | redaktion\w*
        | redac(?:ción|ció|ção|tion)
        | rédaction | redazione | redactie | redaksjon\w* | redaktionen | redakce | redakcja
        | agenc(?:y|ies|ia|ja)
        | agentur(?:en)? | agence | presse-?agentur | nachrichten\w*
        | press(?:e)?\ (?:association|agency|office) | staff
        | team | editorial | editors | board | desk | bureau | media | magazine? | magazin
        | times | post | daily
        | tribune | herald | gazette | guardian | journal | zeitung | tageszeitung | observer
        | chronicle | telegraph
        | reporters? | correspondents? | writers? | contributors? | community | gmbh | inc | ltd
        | llc | foundation
        | institute | university | office | ministry | department | network | online | digital
        | tv | radio | web
        | admin | webdesk | webmaster | redakteure | haber | ajans[ıi] | editör\w* | редакция
        | агентство | новости
        )(?!\w)
    | \w\.(?:com|net|org|de|at|ch|fr|it|es|ru|cn|jp|kr|tr|uk|is|lt|info|tv|se|no|dk)(?![\w.])
    | (?: 日报 | 晚报 | 早报 | 晨报 | 都市报 | 时报 | 周刊 | 周报 | 新闻 | 新聞 | 报社 | 報社
        | 通讯社 | 通訊社 | 新华社
        | 新華社 | 中新社 | 中新网 | 电视台 | 電視台 | 融媒 | 传媒 | 傳媒 | 编辑部 | 編輯部
        | 編集部 | 取材班 | デジタル
        | 客户端 | 公众号 | 公号 | 频道 | 频道 | 网站 | 官网 | 杂志 | 雜誌 | 委员会 | 办公室
        | 办事处 | 研究院 | 公司
        | 中心 | 大学 | 医院 | 政府 | 总局 | 协会 | 学院 | 集团 | 部门 )
        | [报報社网網台局厅委办署院所会會组組刊視视]$
    | 통신 | 뉴스 | 신문 | 일보 | 편집국 | 취재팀 | وكالة | وكالات | تحرير | خبرگزاری
    """.replace("__AGENCIES__", "|".join(f"{word}|{word.upper()}" for word in _AGENCIES.split())),
    re.IGNORECASE | re.VERBOSE,
)
"""Agencies, newsrooms, papers and sites: they sign stories and are not people."""

PARTICLES = frozenset(
    [
        "von",
        "van",
        "der",
        "den",
        "de",
        "da",
        "di",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "dalla",
        "la",
        "le",
        "du",
        "des",
        "af",
        "av",
        "zu",
        "zum",
        "ten",
        "ter",
        "te",
        "'t",
        "y",
        "e",
        "i",
        "bin",
        "ibn",
        "al",
        "el",
        "ul",
        "bint",
        "ben",
        "und",
        "op",
        "'d",
        "d'",
        "st",
        "mac",
        "o'",
    ]
)
"""What stands in lower case inside a name."""

BETWEEN = re.compile(
    r"\s*[,，、;；|｜/／•∙&+\n]\s*"
    r"|\s+(?:and|und|et|y|e|og|och|ja|ve|en|i|a|és|și|si|ir|un|and|with|mit|и|й|і|та|και|و|和|与|與|及|dan|na|và)\s+"
    r"|\s+[–—·-]\s+"
)
"""What stands between two names of a list."""

_LEAD = re.compile(
    r"^(?:(?:and|und|et|y|og|och|with|mit|by|von|vom|par|por|de|di|da|av|af|door|przez|od|text|texte|texto|from|fra|autor(?:in|en)?|author|автор"
    r"|yazan|haber|written by|scritto da|words by|story by|report(?:ed|ing)? by|tekst|tác giả"
    r"|penulis|reporter"
    r"|dr|prof|mr|mrs|ms|مقال|בקלם|بقلم|كتب|كتبت|מאת)\.?\s*[:：]?\s+|(?:text|author|autor|by|von|foto|photo)\s*[:：]\s*)+",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:^|\s)(?:staff|senior|chief|political|science|business|sports?|news|special|foreign|freelance|investigative|"
    r"reporter(?:in)?|correspondent\w*|editor\w*|writer|columnist|journalist\w*|redakteur(?:in)?|korrespondent(?:in)?|"
    r"redactora?|corresponsal|periodista|giornalista|journaliste|contributor|producer|author|director|professor|"
    r"photographer|fotograf(?:in)?|volontär(?:in)?|autor(?:in)?|reportrice|analyst|officer|manager|ceo|fellow|"
    r"ph\.?d|jr\. reporter|chefredakteur(?:in)?|ressortleiter(?:in)?|leiter(?:in)?)(?=$|[\s,.])",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"\s*(?:[_＿][A-Za-z]*\d*\w*|[(（\[【〔<].*|@\S+|https?://\S+|\S+@\S+|\s(?:in|aus|im|from|à|en|em|reports?)\s.*"
    r"|\s(?:for|für|pour|para|dal|nostro|nostra)\s.*|\s\d.*)$"
)
_THEN = re.compile(
    r"\s(?:(?:last )?(?:published|updated|posted|modified)|published on|publicerad|uppdaterad|publisert|oppdatert|publiceret|opdateret"
    r"|publié|mis à jour|publicado|actualizado|atualizado|veröffentlicht|aktualisiert|erstellt|stand|pubblicato|aggiornato|gepubliceerd|geüpdatet"
    r"|opublikowano|aktualizacja|zveřejněno|publikováno|aktualizováno|julkaistu|päivitetty|megjelent|frissítve|publicat|actualizat|опубликовано|обновлено"
    r"|опубліковано|оновлено|публикувано|објављено|objavljeno|objavljen|δημοσιεύ\w+|ενημερώ\w+|yayınlanma|güncelleme|yayım|diterbitkan|diperbarui|dipublikasikan"
    r"|đăng|cập nhật|नवीनतम|प्रकाशित|अपडेट\w*|প্রকাশ\S*|আপডেট\S*|เผยแพร่|อัปเดต|نشر\S*|تحديث|انتشار|פורסם|עודכן|입력|수정|등록|გამოქვეყნ\S*"
    r"|senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|jumatatu|jumanne|jumatano|alhamisi|ijumaa|jumamosi|jumapili"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد|یکشنبه|دوشنبه|سه‌شنبه|چهارشنبه|پنجشنبه|جمعه|शुक्रवार|सोमवार|मंगलवार|बुधवार|गुरुवार|शनिवार|रविवार)(?=$|[\s,:.]).*$"
    r"|\s(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica"
    r"|pazartesi|salı|çarşamba|perşembe|cuma|cumartesi"
    r")[\s,.]*\d.*$",
    re.IGNORECASE,
)
"""What stands behind a name beside a date: that it was published, the day of the week."""

_KOREAN_TITLE = re.compile(
    r"(?<=[가-힣])\s*(?:기자|특파원|논설위원|인턴기자|선임기자|편집위원|앵커)$"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+\.\w+|(?<!\w)@\w+|https?://\S+")
HAN_TAIL = re.compile(
    r"(?:整合|综合报道|综合|摄影报道|摄影|攝影|报道|報道|報導|采写|撰写|整理|供图|供稿|[摄攝文图圖译])+$"
)
_HAN_LATER = re.compile(rf"^(?:[{HAN}]{{2,4}}|[{HAN}]{{1,9}}[·•・‧][{HAN}·•・‧]{{1,12}})$")
_KANA = re.compile(r"[\u3041-\u30fa]")
HAN_ANY = re.compile(rf"[{HAN}]")
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0900-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd\u102b-\u103e\u17b4-\u17d3\u200c\u200d"
"""Signs over, under and between letters: no letters to a regular expression, but of a name."""

_INNER = rf"[\w{_MARKS}'’.ʼ`´-]"
_PERSON = re.compile(
    rf"^[^\W\d_]{_INNER}*(?:[\s\u00a0]+(?:[^\W\d_]{_INNER}*|[\"“”„«»'‘’()][\w'’.-]+[\"“”«»'‘’)])){{0,6}}$"
)


def is_organisation(name: str) -> bool:
    """Say whether a name is an agency's, a newsroom's or a site's.

    >>> [is_organisation(name) for name in ("dpa", "新华社", "BR24 Redaktion", "Ana Dpaz")]
    [True, True, True, False]
    """
    return ORGANISATION.search(name) is not None


def is_person(name: str) -> bool:
    """Say whether a text can be somebody's name as it stands in a byline.

    >>> [is_person(name) for name in ("Jane Roe", "袁永红", "more from the desk", "dpa")]
    [True, True, False, False]
    """
    if len(name) > 45 or is_organisation(name) or NOBODY.match(name):  # noqa: PLR2004
        return False
    if _HAN_LATER.match(name):
        return True
    if not _PERSON.match(name) or (HAN_ANY.search(name) and not _KANA.search(name)):
        return False
    words = name.split()
    if name[0].lower() != name[0].upper() and not "ა" <= name[0] <= "ჿ":  # with capitals
        lower = [word for word in words if word[0].islower() and word not in PARTICLES]
        return words[0][0].isupper() and words[-1][:1].isupper() and len(words) > 1 and not lower
    return len(name) > 1


def clean_name(text: str) -> str:
    """Return a name without "By", titles, codes, handles and places after it.

    >>> [clean_name(text) for text in ("By Jane Roe in Berlin", "杨倩_NF4425", "De Niro")]
    ['Jane Roe', '杨倩', 'De Niro']
    """
    name = _EMAIL.sub("", text).strip(' \t\n\u00a0\u3000.,:：;；|()（）[]【】-–—·*“”"')
    cut = _LEAD.sub("", name)
    if (cut != name and " " in cut) or not name.lower().startswith(("de ", "di ", "da ")):
        name = cut or name
    if " " in (before := _THEN.sub("", name)):  # a surname may be a day: Plácido Domingo
        name = before
    name = _KOREAN_TITLE.sub("", _AFTER_NAME.sub("", name))
    words = name.split()
    if len(words) > 2 and words[: len(words) // 2] == words[len(words) // 2 :]:  # noqa: PLR2004
        words = words[: len(words) // 2]  # said twice: once to see, once to hear
    return " ".join(words).strip(" .,:：;-–—·")


def names(text: str) -> tuple[str, ...]:
    """Return the people named in a list of names, each once, in order.

    >>> names("By Jane Roe, Staff Writer, and John O'Neil")
    ('Jane Roe', "John O'Neil")
    >>> names("张 三 李四光、王五"), names("Reuters, dpa")
    (('张三', '李四光', '王五'), ())
    """
    found = dict.fromkeys(name for name in split_names(text) if is_person(name))
    return tuple(found)


def split_names(text: str) -> Iterator[str]:
    """Yield the parts of a list of names, cleaned; whether they are names is not asked."""
    for part in BETWEEN.split(text):
        if part and re.search(rf"[{HAN}]", part):
            yield from han_names(part)
        elif part and not _TITLE.search(part):
            yield clean_name(part)


def without_tail(word: str) -> str:
    """Return a name without the verb that is written on to it.

    >>> without_tail("袁永红摄"), without_tail("陈智整合"), without_tail("陳大文")
    ('袁永红', '陈智', '陳大文')
    """
    if len(word) == 3:  # noqa: PLR2004
        return word.rstrip("摄攝")
    return HAN_TAIL.sub("", word) if len(word) > 3 else word  # noqa: PLR2004


def han_names(part: str) -> Iterator[str]:
    """Yield the names between spaces, with `张 三` put together again."""
    held = ""
    for word in clean_name(part).split():
        token = without_tail(word)
        if len(token) == 1 and not held:
            held = token
            continue
        if held and len(token) <= 2:  # noqa: PLR2004
            token = held + token
        held = ""
        if token:
            yield token


def is_chinese_name(text: str) -> bool:
    """Say whether these two to four characters, or this name with a dot, are a Chinese name.

    >>> [is_chinese_name(name) for name in ("袁永红", "欧阳修", "阿不都·热合曼", "从会上")]
    [True, True, True, False]
    """
    if "·" in text or "•" in text:
        return _HAN_LATER.match(text) is not None
    if not re.fullmatch(rf"[{HAN}]{{2,4}}", text):
        return False
    return text[:2] in COMPOUND or (text[0] in SURNAMES and len(text) <= 3)  # noqa: PLR2004
