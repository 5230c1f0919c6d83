"""Credit lines: who wrote, edited, photographed, translated a story, and where it came from.

Strings in, values out. Bylines, tail lines and caption lines in many languages name
people after a label (``记者 张三 李四``, ``责任编辑：王五``, ``Text: Jane Roe``, ``By Jane
Roe and John Doe``). A label is a row of `LABELS`; what may stand between two names is
in `BETWEEN`; what is never a person's name is in `NOBODY` and `ORGANISATION`.

`crawler.boilerplate` uses this for tail lines and `crawler.page.people` for bylines and
structured data: there is one reading of a credit, and it is here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from crawler.text.surnames import COMPOUND, SURNAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

Role = Literal["author", "editor", "contributor", "source"]

MAX_LINE = 160
"""Longer than this, a line is prose: the longest credit line of 687 news pages has 131."""


@dataclass(frozen=True, slots=True)
class Credit:
    """One name and what it did."""

    name: str
    role: Role
    job_title: str | None = None
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Credits:
    """What one line says about who made the story."""

    people: tuple[Credit, ...] = ()
    source: str | None = None
    """来源: whom the story was taken from."""

    whole: bool = False
    """The line says nothing else, so that taking it off a body loses no text."""

    def of(self, role: Role) -> tuple[Credit, ...]:
        """Return the credits with this role, in the order named."""
        return tuple(credit for credit in self.people if credit.role == role)


_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_GAP = r"[\s\u00a0\u3000]"
_SEP = rf"{_GAP}*[:：/／|｜丨]{_GAP}*"
"""What parts a label from its names where the label alone would not do."""

LABELS: tuple[tuple[Role, str | None, str], ...] = (
    (
        "editor",
        "editor",
        r"(?:(?:本文|本期|网络|網路|栏目|值班|执行|責任|责任|高级|新媒体|见习|微信|图文|版面|视觉|主任)?"
        r"(?:责编|責編|编辑|編輯|编审|編審|主编|主編))(?:人员|人員)?",
    ),
    ("contributor", "proofreader", r"(?:责任|責任|值班)?(?:校对|校對|校审|校稿)|校核"),
    (
        "editor",
        "reviewer",
        r"(?:[一二三初复終终]审|审核|審核|审校|審校|审稿|签发|值班(?:主任|编委|总编|领导))(?:人|员)?",
    ),
    (
        "contributor",
        "photographer",
        r"(?:摄影|攝影|拍摄|摄像|摄)(?:记者|記者|报道)?|图片|圖片|供图|供圖|[图圖](?=\s*[/／|｜丨:：])",
    ),
    ("contributor", "illustrator", r"制图|製圖|漫画|插画|海报|绘图|设计|美编|美術|制表"),
    ("contributor", "video editor", r"视频|視頻|剪辑|剪輯|配音|后期|主播"),
    ("contributor", "translator", r"编译|編譯|翻译|翻譯|译者|譯者|译(?=\s*[/／|｜丨:：])"),
    ("contributor", "producer", r"监制|監製|统筹|統籌|策划|策劃|出品人?|总监制|制作人?"),
    (
        "source",
        None,
        r"(?:文章|本文|新闻|新聞|信息|稿件|内容)?(?<![片料据源频像图])(?:来源|來源)[于於]?|稿源|出处|出處|转自|轉自|摘自",
    ),
    (
        "author",
        "correspondent",
        r"(?:特约|特約)?(?:通讯员|通訊員|特约作者|特約作者)",
    ),
    (
        "author",
        None,
        r"(?:(?:全媒体|融媒体|见习|見習|实习|實習|特约|特約|特派|首席|文字|高级|资深|采访|本报|本報|本网|本網"
        r"|本刊|本社|本台|报道|本站|撰稿|主笔)*(?:记者|記者|实习生|實習生|特派员|評論員|评论员))"
        r"|采写|採寫|撰文|撰稿|供稿|执笔|作者|文章作者|采访|整理|口述"
        r"|[文](?=\s*[/／|｜丨:：])|[文][图圖](?=\s*[/／|｜丨:：])|[文][/／][图圖片]{1,2}",
    ),
)
"""Role, job title and label, most particular first, in simplified and traditional Chinese."""

LATIN_LABELS: tuple[tuple[Role, str | None, str], ...] = (
    ("editor", "editor", r"edit(?:ing|ed|ado|ée?|ion)(?: by| por| par)|editors?|redakteur(?:in)?"),
    (
        "contributor",
        "photographer",
        r"(?:photo(?:graph)?s?|photography|pictures?|images?|bild(?:er)?|fotos?|fotografi(?:e|a)|foto's)"
        r"(?: by| von| di| de| por| par)?|photographer|fotograf(?:in|ie)?|фото",
    ),
    (
        "contributor",
        "translator",
        r"translat(?:ed|ion|or)(?: by)?|übersetz(?:t|ung)(?: von)?|traduc(?:tion|ción|ido)(?: par| por| de)?"
        r"|traduzione(?: di)?|tradução(?: de)?|vertaling|перевод",
    ),
    (
        "contributor",
        "illustrator",
        r"illustrations?(?: by)?|illustrated by|graphics?(?: by)?|infografik|grafik",
    ),
    ("contributor", "video editor", r"video(?: by| von)?|kamera"),
    (
        "author",
        None,
        r"(?:report(?:ing|ed)|writ(?:ten|ing)|additional reporting|story|words|analysis)(?: by)?|text(?:e|o)?s?"
        r"|by|von|par|por|door|przez|av|af|autorin ?/ ?autor|autor(?:/in|\*in|:in|in|en|a|i|e|es|ka)?|aut(?:h|e)ors?|auteure?s?|author\(s\)"
        r"|tekst|текст|автор(?:ы|и)?|yazan|yazar|haber|tác giả|penulis|reporter|reporters|journalist|redaksi"
        r"|redacción|redactora?|redazione|autore|autrice|scritto da|a cura di|publicado por|escrito por|κείμενο"
        r"|συντάκτης|بقلم|كتب|نویسنده|كتبت|מאת|작성자|글",
    ),
)
"""The same for alphabets; a sign or a space parts them from the names."""

NOBODY = re.compile(
    r"^(?:未知|佚名|匿名|网络|網路|互联网|小编|小編|编辑|無|无|无名|不详|本站|原创|原創|综合|网友|作者|记者|記者"
    r"|admin(?:istrator)?|root|editor|author|unknown|anonymous|none|null|undefined|n/?a|staff|web ?master"
    r"|guest|user|redaktion|contributor|autor|test|by|share|news)$",
    re.IGNORECASE,
)
"""What stands where a name should, and names nobody."""

ORGANISATION = re.compile(
    r"""
    (?: (?<![A-Za-zÀ-ÿ]) (?: dpa(?:-\w+)? | associated\ press | getty\ images? | istock\w* | shutterstock | imago | afp | ap | apa | reuters | sid | epd | kna | efe | ansa | tass | upi | ats
        | dts | sda | keystone-sda | belga | anp | tt | ntb | ritzau | stt | pap | čtk | ctk | tasr | mti | agerpres
        | aa | dha | iha | irna | isna | pti | ani | ians | bernama | antara | yonhap | kyodo | jiji | xinhua | cna
        | pa\ media | aap | bbc | cnn | nbc | abc | cbs | pbs | npr | dw | ndr | mdr | wdr | swr | br24?
        | orf | srf | zdf | ard | rtl | rfi | rai | nhk | kbs | cbc ) (?![A-Za-zÀ-ÿ]) )
    | (?<!\w)(?: news(?:room|wire|desk|paper|\ service|\ agency)? | redaktion\w* | redac(?:ción|ció|ção|tion)
        | rédaction | redazione | redactie | redaksjon\w* | redaktionen | redakce | redakcja | agenc(?:y|ies|ia|ja)
        | agentur(?:en)? | agence | presse-?agentur | nachrichten\w* | press(?:e)?\ (?:association|agency|office) | staff
        | team | editorial | editors | board | desk | bureau | media | magazine? | magazin | times | post | daily
        | tribune | herald | gazette | guardian | journal | zeitung | tageszeitung | observer | chronicle | telegraph
        | reporters? | correspondents? | writers? | contributors? | community | gmbh | inc | ltd | llc | foundation
        | institute | university | office | ministry | department | network | online | digital | tv | radio | web
        | admin | webdesk | webmaster | redakteure | haber | ajans[ıi] | editör\w* | редакция | агентство | новости
        )(?!\w)
    | \w\.(?:com|net|org|de|at|ch|fr|it|es|ru|cn|jp|kr|tr|uk|is|lt|info|tv|se|no|dk)(?![\w.])
    | (?: 日报 | 晚报 | 早报 | 晨报 | 都市报 | 时报 | 周刊 | 周报 | 新闻 | 新聞 | 报社 | 報社 | 通讯社 | 通訊社 | 新华社
        | 新華社 | 中新社 | 中新网 | 电视台 | 電視台 | 融媒 | 传媒 | 傳媒 | 编辑部 | 編輯部 | 編集部 | 取材班 | デジタル
        | 客户端 | 公众号 | 公号 | 频道 | 频道 | 网站 | 官网 | 杂志 | 雜誌 | 委员会 | 办公室 | 办事处 | 研究院 | 公司
        | 中心 | 大学 | 医院 | 政府 | 总局 | 协会 | 学院 | 集团 | 部门 ) | [报報社网網台局厅委办署院所会會组組刊視视]$
    | 통신 | 뉴스 | 신문 | 일보 | 편집국 | 취재팀 | وكالة | وكالات | تحرير | خبرگزاری
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Agencies, newsrooms, papers and sites: they sign stories and are not people."""

PARTICLES = frozenset(
    "von van der den de da di do dos das del della dalla la le du des af av zu zum ten ter te 't y e i bin ibn al el"
    " ul bint ben und op 'd d' st mac o'".split()
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
    r"|yazan|haber|written by|scritto da|words by|story by|report(?:ed|ing)? by|tekst|tác giả|penulis|reporter"
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
_KOREAN_TITLE = re.compile(
    r"(?<=[가-힣])\s*(?:기자|특파원|논설위원|인턴기자|선임기자|편집위원|앵커)$"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+\.\w+|(?<!\w)@\w+|https?://\S+")
_HAN_TAIL = re.compile(
    r"(?:整合|综合报道|综合|摄影报道|摄影|攝影|报道|報道|報導|采写|撰写|整理|供图|供稿|[摄攝文图圖译])+$"
)
_HAN_LATER = re.compile(rf"^(?:[{_HAN}]{{2,4}}|[{_HAN}]{{1,9}}[·•・‧][{_HAN}·•・‧]{{1,12}})$")
_KANA = re.compile(r"[\u3041-\u30fa]")
_HAN_ANY = re.compile(rf"[{_HAN}]")
_PERSON = re.compile(
    r"^[^\W\d_][\w'’.ʼ`´-]*(?:[\s\u00a0]+(?:[^\W\d_][\w'’.ʼ`´-]*|[\"“”„«»'‘’()][\w'’.-]+[\"“”«»'‘’)])){0,6}$"
)


def is_organisation(name: str) -> bool:
    """Say whether a name is an agency's, a newsroom's or a site's.

    >>> [is_organisation(name) for name in ("dpa", "新华社", "BR24 Redaktion", "Ana Dpaz", "杨社会明")]
    [True, True, True, False, False]
    """
    return ORGANISATION.search(name) is not None


def is_person(name: str) -> bool:
    """Say whether a text can be somebody's name as it stands in a byline.

    >>> [is_person(name) for name in ("Jane Roe", "María R. Sahuquillo", "袁永红", "more from the desk", "dpa")]
    [True, True, True, False, False]
    """
    if is_organisation(name) or NOBODY.match(name) or len(name) > 45:  # noqa: PLR2004
        return False
    if _HAN_LATER.match(name):
        return True
    if not _PERSON.match(name) or (_HAN_ANY.search(name) and not _KANA.search(name)):
        return False
    words = name.split()
    if name[0].lower() != name[0].upper():  # an alphabet with capitals
        lower = [word for word in words if word[0].islower() and word not in PARTICLES]
        return words[0][0].isupper() and words[-1][:1].isupper() and len(words) > 1 and not lower
    return len(name) > 1


def clean_name(text: str) -> str:
    """Return a name without "By", titles, codes, handles and places after it.

    >>> [clean_name(text) for text in ("By Jane Roe in Berlin", "杨倩_NF4425", "Dr. Jo Roe (dpa)", "De Niro")]
    ['Jane Roe', '杨倩', 'Jo Roe', 'De Niro']
    """
    name = _EMAIL.sub("", text).strip(' \t\n\u00a0\u3000.,:：;；|()（）[]【】-–—·*“”"')
    cut = _LEAD.sub("", name)
    if cut != name and " " in cut or not name.lower().startswith(("de ", "di ", "da ")):
        name = cut or name
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
        if part and re.search(rf"[{_HAN}]", part):
            yield from _han_names(part)
        elif part and not _TITLE.search(part):
            yield clean_name(part)


def _han_names(part: str) -> Iterator[str]:
    """Yield the names between spaces, with `张 三` put together again."""
    held = ""
    for word in clean_name(part).split():
        token = _HAN_TAIL.sub("", word) if len(word) > 2 else word  # noqa: PLR2004
        if len(token) == 1 and not held:
            held = token
            continue
        if held and len(token) <= 2:  # noqa: PLR2004
            token = held + token
        held = ""
        if token:
            yield token


_HAN_LABEL = re.compile(
    "|".join(f"(?P<l{n}>{pattern})" for n, (_, _, pattern) in enumerate(LABELS)), re.IGNORECASE
)
_ROLES: dict[str | None, Role] = {f"l{n}": role for n, (role, _, _) in enumerate(LABELS)}
_LATIN_LABEL = re.compile(
    r"(?:^|(?<=[;；|•·(（\[/.,\n]))\s*(?:"
    + "|".join(f"(?P<l{n}>{pattern})" for n, (_, _, pattern) in enumerate(LATIN_LABELS))
    + r")(?:\s*[:：|/]\s*|\s+(?=\W?\w))",
    re.IGNORECASE,
)
_OPEN = " \t\n\u00a0\u3000(（【[〔<《〈「|｜/／,，、;；*·•-–—"
_VALUE_END = re.compile(r"[)）】\]〕>》〉」。！？!?]|\n| {3,}|\u3000{2,}")
_WRITTEN_DATE = re.compile(
    r"(?:(?:发布|發布|发表|更新)?(?:时间|日期|時間)?\s*[:：于於]?\s*)?(?<!\d)(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}(?!\d)日?"
    r"(?:\s*\d{1,2}[:：时]\d{2}分?(?:[:：]\d{2})?)?"
)
_HANDLE = re.compile(rf"^[\w{_HAN}·•.-]{{2,12}}$")
_NO_SOURCE = re.compile(r"^(?:未知|网络|互联网|不详|发布|时间|作者|编辑|原创|本站|网友|无$|综合$)")
_LATIN_MARK = re.compile(r"[A-Za-zÀ-žͰ-ϿЀ-ӿ֐-ۿ가-힣]{2}")
_SOURCE_STOP = re.compile(
    rf"{_GAP}{{2,}}|[|｜\n)）】\]]|{_GAP}(?=(?:作者|编辑|責任|责任|记者|時間|时间|发布|發布|浏览|点击|字号|字體|字体|日期|访问|阅读)"
    r"|\d{4}[-年/.])"
)
_DATELINE = re.compile(
    rf"^.{{0,40}}?[(（【\[](?P<credits>[^()（）【】\[\]]{{0,12}}(?:记者|記者|通讯员|通訊員|作者|文/|采写)[^()（）【】\[\]]{{2,60}})[)）】\]]"
)
_SIGNATURE = re.compile(
    rf"[(（【](?P<label>[^()（）【】:：]{{0,16}}?(?:记者|記者|通讯员|通訊員|作者|编辑|文)?[:：]?{_GAP}*)(?P<name>[{_HAN}]{{2,4}}(?:[{_GAP[1:-1]}、，]+[{_HAN}]{{2,4}}){{0,4}})[)）】]$"
)


def credits(line: str) -> Credits | None:
    """Return what a line says about who made the story, or None where it names nobody.

    >>> credits("责任编辑：杨倩_NF4425").people
    (Credit(name='杨倩', role='editor', job_title='editor', affiliation=None),)
    >>> [(c.role, c.name) for c in credits("本报记者 王小明 李四光 通讯员 张三 文/图").people]
    [('author', '王小明'), ('author', '李四光'), ('author', '张三')]
    >>> credits("来源：新华社").source, credits("编辑部的故事"), credits("记者从会上获悉，雨停了。")
    ('新华社', None, None)
    >>> [(c.role, c.name) for c in credits("Reporting by Jane Roe; Editing by John Doe").people]
    [('author', 'Jane Roe'), ('editor', 'John Doe')]
    """
    line = line.strip()
    if not 3 <= len(line) <= MAX_LINE:  # noqa: PLR2004
        return None
    han = re.search(rf"[{_HAN}]", line) is not None
    found = _han_credits(line) if han else None
    return found or _latin_credits(line)


def _han_credits(line: str) -> Credits | None:
    line = _WRITTEN_DATE.sub("  ", line).strip()
    marks = [mark for mark in _HAN_LABEL.finditer(line) if _stands_alone(line, mark)]
    if not marks or len(line[: marks[0].start()].strip(_OPEN)) > 12:  # noqa: PLR2004
        return None
    people: dict[str, Credit] = {}
    source: str | None = None
    rest = len(line[: marks[0].start()].strip(_OPEN))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        role, title, _ = LABELS[int(str(mark.lastgroup)[1:])]
        value = line[mark.end() : following.start() if following else len(line)]
        if role == "source":
            source = source or source_name(value)
            continue
        labelled = re.match(_SEP, value) is not None
        inner = re.sub(rf"^{_SEP}", "", value).strip(_OPEN)
        if following and value == value.rstrip(_OPEN) and _ROLES[following.lastgroup] == role:
            continue  # 采写：南都记者 ...: whose reporter, and no name
        end = _VALUE_END.search(inner)
        listed = _labelled_names(inner[: end.start()] if end else inner, labelled=labelled)
        rest += len(inner[end.end() :].strip()) if end else 0
        if not listed and not labelled and value.strip(_OPEN):
            rest += len(value)
        for name in listed:
            people.setdefault(name, Credit(name, role, title))
    if not people and not source:
        return None
    return Credits(tuple(people.values()), source, whole=rest <= 2)  # noqa: PLR2004


def _stands_alone(line: str, mark: re.Match[str]) -> bool:
    """Say whether a label is a label there, and not a word of a sentence."""
    before, after = line[: mark.start()], line[mark.end() :]
    separated = re.match(_SEP, after) is not None
    if separated:
        return not before or before[-1] in _OPEN or not before[-1].isalnum() or len(before) <= 8  # noqa: PLR2004
    if before and before[-1] not in _OPEN and len(before.strip()) > 8:  # noqa: PLR2004
        return False
    if re.match(rf"{_GAP}+[{_HAN}A-Za-z]", after):
        return True
    if _ROLES[mark.lastgroup] == "source" and not before and 2 <= len(after) <= 12:  # noqa: PLR2004
        return True
    names_ = _labelled_names(_VALUE_END.split(after)[0], labelled=False)
    return bool(names_)


def _labelled_names(value: str, *, labelled: bool) -> list[str]:
    """Return the names after a Chinese label; a sign after it vouches for odd ones.

    >>> _labelled_names("棒棒不是糖", labelled=True), _labelled_names("从会上获悉", labelled=False)
    (['棒棒不是糖'], [])
    """
    kept: list[str] = []
    odd: list[str] = []
    listed = [_HAN_TAIL.sub("", part.strip()) for part in re.split(r"[、&＆]", value)]
    if (
        labelled
        and len(listed) > 1
        and all(_HANDLE.match(part) and len(part) <= 6 for part in listed)
    ):  # noqa: PLR2004
        return [part for part in listed if not NOBODY.match(part) and not is_organisation(part)]
    for part in BETWEEN.split(value):
        for name in _han_names(part) if _HAN_ANY.search(part) else [clean_name(part)]:
            token = re.sub(r"[_＿]\w+$", "", name)
            if not token or NOBODY.match(token) or is_organisation(token):
                continue
            if is_chinese_name(token) or (is_person(token) and not _HAN_ANY.search(token)):
                kept.append(token)
            elif not labelled:
                return kept
            elif _HANDLE.match(token):
                odd.append(token)
                break
    return kept or odd


def is_chinese_name(text: str) -> bool:
    """Say whether these two to four characters, or this name with a dot, are a Chinese name.

    >>> [is_chinese_name(name) for name in ("袁永红", "欧阳修", "阿不都·热合曼", "从会上", "报道组")]
    [True, True, True, False, False]
    """
    if "·" in text or "•" in text:
        return _HAN_LATER.match(text) is not None
    if not re.fullmatch(rf"[{_HAN}]{{2,4}}", text):
        return False
    return text[:2] in COMPOUND or (text[0] in SURNAMES and len(text) <= 3)  # noqa: PLR2004


def source_name(value: str) -> str | None:
    """Return the name after 来源, to where the next thing begins.

    >>> source_name("： 新华社  作者：李四"), source_name("：游民星空[整理]"), source_name("： | 发布时间")
    ('新华社', '游民星空[整理]', None)
    """
    text = re.sub(rf"^{_SEP}", "", value).strip(_OPEN)
    text = re.split(r"[|｜\n]| {2,}|\u3000{2,}|\u00a0{2,}", text)[0]
    text = _SOURCE_STOP.split(text)[0] if not text.endswith("]") else text
    text = re.sub(rf"{_GAP}*\d{{4}}[-年/.].*$", "", text)
    if _HAN_ANY.match(text):
        text = text.split()[0]
    text = text.strip(' \t\u00a0\u3000:：,，。;；、"“”《》()（）【】')
    if not 2 <= len(text) <= 40 or _NO_SOURCE.match(text):  # noqa: PLR2004
        return None
    return text


def _latin_credits(line: str) -> Credits | None:
    if not _LATIN_MARK.search(line):
        return None
    marks = list(_LATIN_LABEL.finditer(line))
    if not marks or line[: marks[0].start()].strip(_OPEN):
        return None
    people: dict[str, Credit] = {}
    rest = 0
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        role, title, _ = LATIN_LABELS[int(str(mark.lastgroup)[1:])]
        value = line[mark.end() : following.start() if following else len(line)].strip(_OPEN)
        listed = names(value)
        left = value
        for name in listed:
            left = left.replace(name, "")
            people.setdefault(name, Credit(name, role, title))
        rest += len(re.sub(r"\b(?:and|und|et|y|e|by)\b|[\W\d_]", "", left))
    if not people:
        return None
    return Credits(tuple(people.values()), whole=rest <= 24)  # noqa: PLR2004


def dateline_credits(paragraph: str) -> Credits | None:
    """Return who is named in the bracket that opens an agency paragraph.

    >>> dateline_credits("新华社巴黎12月9日电（记者唐霁）雨下了三天。").people[0].name
    '唐霁'
    >>> dateline_credits("他说（记者注：此处有删节）雨下了三天。")
    """
    found = _DATELINE.match(paragraph[:120])
    return credits(found["credits"]) if found else None


def signature(paragraph: str) -> tuple[str, tuple[str, ...]]:
    """Return a paragraph without the names in the bracket that closes it, and the names.

    >>> signature("会议明天结束。（刘晓冬）")
    ('会议明天结束。', ('刘晓冬',))
    >>> signature("会议明天结束（见下图）")
    ('会议明天结束（见下图）', ())
    """
    found = _SIGNATURE.search(paragraph)
    if not found:
        return paragraph, ()
    listed = _labelled_names(found["name"], labelled=False)
    if not listed:
        return paragraph, ()
    return paragraph[: found.start()].rstrip(), tuple(listed)


def photo_credit(caption: str) -> tuple[str, str | None, tuple[Credit, ...]]:
    """Return a caption without its credit, the credit as written, and who is named in it.

    >>> photo_credit("春天的湖面。本报社融媒体记者袁永红摄")
    ('春天的湖面。', '本报社融媒体记者袁永红摄', (Credit(name='袁永红', role='contributor', job_title='photographer', affiliation=None),))
    >>> photo_credit("The lake in spring. Photo: Jane Roe/Reuters")[1]
    'Photo: Jane Roe/Reuters'
    >>> photo_credit("The lake in spring")
    ('The lake in spring', None, ())
    """
    for pattern in (_HAN_PHOTO, _LATIN_PHOTO):
        if found := pattern.search(caption):
            written = found["credit"].strip(" ()（）[]【】")
            listed = [*_labelled_names(found["name"], labelled=False)] or [*names(found["name"])]
            people = tuple(Credit(name, "contributor", "photographer") for name in listed)
            return caption[: found.start("credit")].rstrip(" (（[【"), written, people
    return caption, None, ()


_HAN_PHOTO = re.compile(
    rf"(?:^|(?<=[。！？；\s(（【”]))(?P<credit>[{_HAN}A-Za-z/／·]{{0,20}}?(?:记者|記者|通讯员|通訊員)?{_GAP}*"
    rf"(?P<name>[{_HAN}]{{2,4}}(?:[、{_GAP[1:-1]}]+[{_HAN}]{{2,4}})*){_GAP}*[/／]?{_GAP}*(?:摄影报道|摄影|供图|[摄攝]))"
    r"[)）】。]?$"
)
_LATIN_PHOTO = re.compile(
    r"(?P<credit>[(\[]?\b(?:photo(?:graph)?(?:\s+by|\s*[:/])|foto(?:\s+von|\s*[:/])|bild\s*:|credit\s*:|©|picture\s*:|image\s*:"
    r"|фото\s*:|photo\s+credit\s*:|quelle\s*:)\s*(?P<name>[^.。()]{2,60})[)\]]?)$",
    re.IGNORECASE,
)
