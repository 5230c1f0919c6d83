"""Which language a text is in, as BCP 47: what a page states, where the text bears it out.

A statement is believed where the text may be in that language: themes say ``en`` on texts of any.
Where it may not, or where nothing is stated, the script and the letters of the text tell.
"""

from __future__ import annotations

from functools import lru_cache

from crawler import patterns as re
from crawler.lang.letter_pairs import ALPHABETS, costs_in, is_known_well, languages_of

SCRIPTS: tuple[tuple[str, str], ...] = (
    ("ja", r"[\u3041-\u30fa]"),
    ("ko", r"[\uac00-\ud7af]"),
    ("zh", r"[\u4e00-\u9fff]"),
    ("th", r"[\u0e01-\u0e5b]"),
    ("lo", r"[\u0e81-\u0edf]"),
    ("bengali", r"[\u0980-\u09ff]"),
    ("pa", r"[\u0a00-\u0a7f]"),
    ("gu", r"[\u0a80-\u0aff]"),
    ("or", r"[\u0b00-\u0b7f]"),
    ("ta", r"[\u0b80-\u0bff]"),
    ("te", r"[\u0c00-\u0c7f]"),
    ("kn", r"[\u0c80-\u0cff]"),
    ("ml", r"[\u0d00-\u0d7f]"),
    ("si", r"[\u0d80-\u0dff]"),
    ("bo", r"[\u0f00-\u0fff]"),
    ("my", r"[\u1000-\u109f]"),
    ("ka", r"[\u10d0-\u10ff]"),
    ("km", r"[\u1780-\u17ff]"),
    ("hy", r"[\u0531-\u058f]"),
    ("el", r"[\u0370-\u03ff\u1f00-\u1fff]"),
    ("dv", r"[\u0780-\u07bf]"),
    ("ethiopic", r"[\u1200-\u137f]"),
    ("devanagari", r"[\u0900-\u097f]"),
    ("hebrew", r"[\u05d0-\u05ea]"),
    ("arabic", r"[\u0600-\u06ff]"),
    ("cyrillic", r"[\u0400-\u04ff]"),
)
"""Scripts, by the one language that newspapers write in them, or by their name in `ALPHABETS`."""

TWO_SCRIPTS = frozenset((
    "az", "bs", "kk", "ks", "ku", "ky", "mn", "pa", "sd", "sh", "sr", "tg", "tk", "tt", "ug", "uz",
))  # fmt: skip
"""Languages that are written in more scripts than one."""

SAME = {
    "no": ("nb", "nn"), "nb": ("nb", "nn"), "sh": ("hr", "bs"), "hr": ("hr", "bs"),
    "bs": ("hr", "bs"), "fil": ("tl",), "iw": ("he",), "in": ("id", "ms"), "id": ("id", "ms"),
    "ms": ("id", "ms"), "ji": ("yi",), "mo": ("ro",), "prs": ("fa",),
}  # fmt: skip
"""Languages that a statement may mean by a code, where letters hardly tell them apart."""

FEWEST = 40
"""Pairs of letters of a text in the Latin script that show its language."""

CERTAIN = 12.0
DOUBT, DOUBT_OF_FEW = 0.1, 0.35
"""What a statement outweighs, in nats: so much, and so much more for each pair of letters, and for
a language whose letters are known by one text alone."""

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
    """Return the language of a text, by what the page states where the text bears it out.

    >>> language_of("en-US", "Rain ends"), language_of("zh", "这个国家的经济")
    ('en-US', 'zh-Hans')
    >>> language_of("", "雨がやんだ"), language_of("", "Rain ends"), language_of("uk", "Дощ ущух")
    ('ja', None, 'uk')
    """
    return borne_out(stated, text) or borne_out(locale, text) or told_by_letters(text)


def borne_out(stated: str, text: str) -> str | None:
    """Return what is stated as a tag where the text may be in that language; None otherwise.

    >>> german = "Die Kapelle am Hang hat seit Montag wieder eine Glocke. Sie wurde in der Stadt "
    >>> german += "gegossen und wiegt etwas weniger als die alte, die im Sommer gesprungen war."
    >>> borne_out("de_at", german), borne_out("en-US", german)
    ('de-AT', None)
    """
    tag = _tag(stated)
    if tag is None or not _LETTERS.search(text):
        return tag
    script, base = _script(text), tag.partition("-")[0]
    if script == "zh":
        return _chinese(text, tag) if base in {"zh", "yue"} else None
    if script not in ALPHABETS:
        return tag if base == script else None
    meant = [code for code in SAME.get(base, (base,)) if code in languages_of(script)]
    if not meant:
        return tag if base in TWO_SCRIPTS or base not in _of_other_scripts(script) else None
    costs, pairs = _costs(text, script)
    doubt = min(costs[code] for code in meant) - min(costs.values())
    loose = not any(is_known_well(code, script) for code in meant)
    return tag if doubt <= CERTAIN + (DOUBT_OF_FEW if loose else DOUBT) * pairs else None


def told_by_letters(text: str) -> str | None:
    """Return the language that the script and the letters of a text are most likely in."""
    script = _script(text)
    if script == "zh":
        return _chinese(text, None)
    if script not in ALPHABETS:
        return script
    costs, pairs = _costs(text, script)
    if script != "latin":
        return min(costs, key=costs.__getitem__)
    best = min(costs, key=lambda code: costs[code] + CERTAIN * (not is_known_well(code, script)))
    return best if pairs >= FEWEST else None


@lru_cache(maxsize=16)
def _costs(text: str, script: str) -> tuple[dict[str, float], int]:
    return costs_in(text, script)


@lru_cache(maxsize=16)
def _of_other_scripts(script: str) -> frozenset[str]:
    """Return the languages that are written in other scripts."""
    others = {code for other in ALPHABETS if other != script for code in languages_of(other)}
    return frozenset(others | {code for code, _ in SCRIPTS}) - {*languages_of(script)}


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


@lru_cache(maxsize=16)
def _script(text: str) -> str:
    """Return the first script of `SCRIPTS` that a good part of the text is in, or ``latin``."""
    sample = text[:1500]
    if sample.isascii():
        return "latin"
    letters = _count(_LETTERS, sample)
    if _count(_NOT_LATIN_LETTERS, sample) * 3 <= letters:
        return "latin"
    for code, pattern in _SCRIPTS:
        if _count(pattern, sample) * (12 if code == "ja" else 3) > letters:
            return code
    return "latin"


def _count(pattern: re.Pattern[str], text: str) -> int:
    """Return how many characters a pattern of runs matches."""
    return len(text) - len(pattern.sub("", text))


_LETTERS = re.compile(r"[^\W\d_]+")
_NOT_LATIN_LETTERS = re.compile(r"[\u0370-\u1dff\u1f00-\u1fff\u3040-\ud7ff]+")
_SCRIPTS = tuple((code, re.compile(pattern + "+")) for code, pattern in SCRIPTS)


def _chinese(text: str, tag: str | None) -> str:
    sample = text[:3000]
    hant = sum(c in HANT for c in sample)
    hans = sum(c in HANS for c in sample)
    if hant == hans:
        return tag if tag and tag.startswith(("zh", "yue")) else "zh"
    return "zh-Hant" if hant > hans else "zh-Hans"
