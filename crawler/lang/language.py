"""Which language a page is in, as BCP 47, by what it says and by the script it is written in."""

from __future__ import annotations

import re

SCRIPTS: tuple[tuple[str, str], ...] = (
    ("ja", r"[\u3041-\u30fa]"),
    ("ko", r"[\uac00-\ud7af]"),
    ("zh", r"[\u4e00-\u9fff]"),
    ("th", r"[\u0e01-\u0e5b]"),
    ("he", r"[\u05d0-\u05ea]"),
    ("hi", r"[\u0900-\u097f]"),
    ("bn", r"[\u0980-\u09ff]"),
    ("ta", r"[\u0b80-\u0bff]"),
    ("te", r"[\u0c00-\u0c7f]"),
    ("ml", r"[\u0d00-\u0d7f]"),
    ("gu", r"[\u0a80-\u0aff]"),
    ("ka", r"[\u10d0-\u10ff]"),
    ("hy", r"[\u0531-\u058f]"),
    ("el", r"[\u0370-\u03ff]"),
    ("km", r"[\u1780-\u17ff]"),
    ("my", r"[\u1000-\u109f]"),
    ("am", r"[\u1200-\u137f]"),
    ("ar", r"[\u0600-\u06ff]"),
    ("ru", r"[\u0400-\u04ff]"),
)
"""Scripts and the language that most newspapers in them are written in."""

SHARED = {
    "ar": ("ar", "fa", "ur", "ps", "ckb", "ug"),
    "ru": ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg"),
    "hi": ("hi", "mr", "ne"),
}
"""Scripts of several languages: what the page says decides among these."""

LETTERS = {
    "fa": "پچژگک", "ur": "ٹڈڑےں", "uk": "їєґі", "be": "ўі", "sr": "ђћљњџ", "bg": "ъщ",
    "kk": "қңғұ",
}  # fmt: skip
"""Letters that one language of a shared script has and its first does not."""

HANT = frozenset(
    "們個來時說國會這對發後過還為與從學點頭實讓見體開關問間當應進動區兩員產業務電車長門無東達華經濟總報導記編輯義際機構條員權變類請認識論議讀談證據購買費質責賽贏輕載運遠選邊鄉醫鐵錄錢陽陸險雖難電響頁題願風飛館馬驗點龍"
)
HANS = (
    frozenset(
        "们个来时说国会这对发后过还为与从学点头实让见体开关问间当应进动区两员产业务电车长门无东达华经济总报导记编辑义际机构条权变类请认识论议读谈证据购买费质责赛赢轻载运远选边乡医铁录钱阳陆险虽难响页题愿风飞馆马验点龙"
    )
    - HANT
)


def language_of(stated: str, text: str, locale: str = "") -> str | None:
    """Return the language of a text, by what the page states where the script bears it out.

    >>> language_of("en-US", "Rain ends"), language_of("zh", "这个国家的经济")
    ('en-US', 'zh-Hans')
    >>> language_of("", "雨がやんだ"), language_of("", "Rain ends"), language_of("uk", "Дощ ущух")
    ('ja', None, 'uk')
    """
    tag = _tag(stated) or _tag(locale)
    script = _script(text)
    if script == "zh":
        return _chinese(text, tag)
    if script is None:
        return tag if not tag or tag.split("-")[0] not in _NOT_LATIN else _other(tag, locale)
    base = tag.split("-")[0].lower() if tag else ""
    if script in SHARED:
        return tag if base in SHARED[script] else _by_letters(script, text)
    return tag if base == script else script


_NOT_LATIN = {code for code, _ in SCRIPTS} | {"fa", "ur", "uk", "bg", "mk", "be"}


def _other(tag: str, locale: str) -> str | None:
    other = _tag(locale)
    return other if other and other != tag and other.split("-")[0] not in _NOT_LATIN else None


def _tag(stated: str) -> str | None:
    """Return a tag in its usual case.

    >>> _tag("en_us"), _tag("zh-hans-cn"), _tag("{{lang}}")
    ('en-US', 'zh-Hans-CN', None)
    """
    parts = stated.strip().replace("_", "-").split(".")[0].split("-")
    if not re.fullmatch(r"[A-Za-z]{2,3}", parts[0]):
        return None
    out = [parts[0].lower()]
    for part in parts[1:3]:
        if re.fullmatch(r"[A-Za-z]{4}", part):
            out.append(part.title())
        elif re.fullmatch(r"[A-Za-z]{2}|\d{3}", part):
            out.append(part.upper())
    return "-".join(out)


def _script(text: str) -> str | None:
    """Return the first script of `SCRIPTS` that a good part of the text is in."""
    sample = text[:1500]
    if sample.isascii():
        return None
    letters = _count(_LETTERS, sample)
    if _count(_NOT_LATIN_LETTERS, sample) * 3 <= letters:
        return None
    for code, pattern in _SCRIPTS:
        if _count(pattern, sample) * (12 if code == "ja" else 3) > letters:
            return code
    return None


def _count(pattern: re.Pattern[str], text: str) -> int:
    """Return how many characters a pattern of runs matches."""
    return len(text) - len(pattern.sub("", text))


_LETTERS = re.compile(r"[^\W\d_]+")
_NOT_LATIN_LETTERS = re.compile(r"[\u0370-\u1dff\u3040-\ud7ff]+")
_SCRIPTS = tuple((code, re.compile(pattern + "+")) for code, pattern in SCRIPTS)


def _chinese(text: str, tag: str | None) -> str:
    sample = text[:3000]
    hant = sum(c in HANT for c in sample)
    hans = sum(c in HANS for c in sample)
    if hant == hans:
        return tag if tag and tag.startswith(("zh", "yue")) else "zh"
    return "zh-Hant" if hant > hans else "zh-Hans"


def _by_letters(script: str, text: str) -> str:
    for code in SHARED[script]:
        letters = LETTERS.get(code, "")
        if letters and sum(text.count(c) for c in letters) * 100 > len(text):
            return code
    return script
