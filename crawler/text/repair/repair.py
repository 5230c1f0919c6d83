"""Text repaired exactly: a repair is a named function, str to str, that leaves sound text alone.

`REPAIRS` is their order. To add one, write it with its doctest and the neighbour that must stay
as it is, put it in its place, and put the case that taught you about it into fixtures/text/.
`FORMS` are no repairs: they bring sound text into the one spelling that the archive keeps.

What cannot be restored is not guessed: `damage` says what it is and how much of it there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.normal_forms import normalized
from crawler.text.mirror.mirror_restore import evidence, restored, undo_mirror
from crawler.text.repair.election import ABOUT_MOJIBAKE
from crawler.text.repair.entities import unescape_again
from crawler.text.repair.escapes import unescape_whole
from crawler.text.repair.forms import (
    compose,
    drop_indents,
    drop_left_controls,
    replace_radicals,
    unshape_arabic,
    untie_ligatures,
)
from crawler.text.repair.invisible import (
    drop_controls,
    drop_direction_marks,
    drop_joiners,
    drop_soft_hyphens,
    pair_surrogates,
)
from crawler.text.repair.latin_words import is_misspelt_page
from crawler.text.repair.mojibake import is_unread, undo_mojibake
from crawler.text.repair.mojibake_detect import INVISIBLE, sound, suspect, without_ascii
from crawler.text.repair.steps import Step, Undone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crawler.text.mirror.mirror_restore import MirrorEvidence

PASSES = 8
"""One repair can lay bare the work of another; after so many passes a text stays as it came."""


class Repaired(NamedTuple):
    """A text as it was meant, and the names of the repairs that brought it there, in order."""

    text: str
    steps: tuple[str, ...]


class Damage(NamedTuple):
    """What of a text is lost for good."""

    share: float
    """Of its characters, between 0 and 1."""

    flags: tuple[str, ...]
    """Stable words: ``replacement-characters``, ``kun-jin-kao``, ``private-use``, and ``mojibake``
    where lines were decoded wrongly and more than one reading is likely."""


BEFORE: tuple[Callable[[str], str], ...] = (pair_surrogates, unescape_again)
"""What hides mojibake, and so comes before it."""

AFTER: tuple[Callable[[str], str], ...] = (
    drop_controls,
    drop_soft_hyphens,
    drop_joiners,
    drop_direction_marks,
)
"""What mojibake is made of: a soft hyphen may be half of a letter, so this comes after."""

FORMS: tuple[Callable[[str], str], ...] = (
    untie_ligatures,
    unshape_arabic,
    replace_radicals,
    drop_indents,
    drop_left_controls,
    compose,
)
"""The one spelling of the archive."""


def undo_wrong_decoding(text: str) -> str:
    """Return the text read again where it was decoded wrongly, once or more often.

    >>> undo_wrong_decoding("ÖÐ¹úÐÂÎÅ"), undo_wrong_decoding("鏂伴椈")
    ('中国新闻', '新闻')

    Sound text stays, and what cannot be told from it:

    >>> undo_wrong_decoding("«Où ?» – déjà-vu"), undo_wrong_decoding("10 Å—")
    ('«Où ?» – déjà-vu', '10 Å—')
    """
    return "\n".join(undone.text for undone in undo_mojibake(text.split("\n")))


REPAIRS: tuple[Callable[[str], str], ...] = (
    unescape_whole,
    undo_mirror,
    *BEFORE,
    undo_wrong_decoding,
    *AFTER,
)
"""The repairs, in the order in which they are tried."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_FORMED = re.compile("[\x80-\x9f\u2e9f\u2ef3\u2f00-\u2fd5\u3000\ufb00-\ufdff\ufe70-\ufefc]")


def repair(text: str, *, language: str | None = None, storage: bool = False) -> Repaired:
    """Return the text that was meant, and what it took to get there.

    `language` is that of the page (BCP 47), where it is known: no repair goes against it.
    With `storage` the text is brought into the archive's spelling as well (`FORMS`).

    >>> repair("Itâ€™s a cafÃ©")
    Repaired(text='It’s a café', steps=('undo_utf8_read_as_cp1252',))
    >>> repair("It’s a café")
    Repaired(text='It’s a café', steps=())
    """
    proven = _mirrored([text])
    if not storage and proven is None and _looks_sound([text], language):
        return Repaired(text, ())
    return _repaired(text, _traced([text], proven, language, storage=storage)[0])


def repair_all(
    texts: Sequence[str], *, language: str | None = None, storage: bool = True
) -> list[Repaired]:
    r"""Return the texts of one page repaired together: what is proven in one speaks for the rest.

    >>> page = repair_all(["Novinky", "PÅ\x99estoÅ¾e se vÃ\xad", "Å\x98Ã\xadp"])
    >>> [text for text, _ in page]
    ['Novinky', 'Přestože se ví', 'Říp']
    """
    traced = trace_all(texts, language=language, storage=storage)
    return [_repaired(text, steps) for text, steps in zip(texts, traced, strict=True)]


def _repaired(text: str, steps: tuple[Step, ...]) -> Repaired:
    return Repaired(steps[-1].after if steps else text, tuple(step.name for step in steps))


def trace_all(
    texts: Sequence[str], *, language: str | None = None, storage: bool = True
) -> list[tuple[Step, ...]]:
    """Return what `repair_all` does to each text, step by step.

    >>> trace_all(["cafÃƒÂ©"])[0][0]
    Step(name='undo_utf8_read_as_cp1252', after='cafÃ©', unsure=())
    """
    proven = _mirrored(texts)
    formed = not storage or not any(map(_unformed, texts))
    if proven is None and formed and _looks_sound(texts, language):
        return [() for _ in texts]
    return _traced(texts, proven, language, storage=storage)


def _looks_sound(texts: Sequence[str], language: str | None) -> bool:
    return all(map(sound, texts)) and not is_misspelt_page(texts, language)


def _mirrored(texts: Sequence[str]) -> MirrorEvidence | None:
    """Return what proves a mirror's damage, which does not come without a bracket."""
    bracketed = any("(" in text or (")" in text and "?" in text) for text in texts)
    return evidence(texts) if bracketed else None


def _traced(
    texts: Sequence[str], proven: MirrorEvidence | None, language: str | None, *, storage: bool
) -> list[tuple[Step, ...]]:
    """Return what is done to each text of a page in which something may be damaged."""
    page = [_Traced(text, ()) for text in texts]
    for _ in range(PASSES):
        once = page
        if proven is not None:
            once = [_unmirrored(one, proven) for one in page]
        once = _passed(once, language, storage=storage)
        if [text for text, _ in once] == [text for text, _ in page]:
            return [steps for _, steps in once]
        page, proven = once, _mirrored([text for text, _ in once])
    return [() for _ in texts]


class _Traced(NamedTuple):
    text: str
    steps: tuple[Step, ...]


def _unformed(text: str) -> bool:
    return not text.isascii() and bool(_FORMED.search(text) or normalized("NFC", text) != text)


def _passed(page: list[_Traced], language: str | None, *, storage: bool) -> list[_Traced]:
    """Return the texts after one pass over all that is to be done to them."""
    page = [_after(one, unescape_whole) for one in page]
    page = [_stepped(one, BEFORE, _INVISIBLE) for one in page]
    page = _decoded_again(page, language)
    page = [_stepped(one, AFTER, _INVISIBLE) for one in page]
    return [_formed(one) for one in page] if storage else page


def _stepped(
    one: _Traced, steps: tuple[Callable[[str], str], ...], needed: re.Pattern[str]
) -> _Traced:
    if not needed.search(one.text):
        return one
    for step in steps:
        one = _after(one, step)
    return one


def _unmirrored(one: _Traced, proven: MirrorEvidence) -> _Traced:
    """Return the text as it was before a mirror that the page proves."""
    after, unsure = restored(one.text, proven)
    if after == one.text:
        return one
    return _Traced(after, (*one.steps, Step(undo_mirror.__name__, after, unsure)))


def _after(one: _Traced, step: Callable[[str], str]) -> _Traced:
    """Return the text after a step, under its name."""
    after = step(one.text)
    return one if after == one.text else _Traced(after, (*one.steps, Step(step.__name__, after)))


def _formed(one: _Traced) -> _Traced:
    if one.text.isascii():
        return one
    return _stepped(_after(one, compose), FORMS, _FORMED)


def _decoded_again(page: list[_Traced], language: str | None) -> list[_Traced]:
    """Return the texts with mojibake undone, their lines judged together."""
    if all(text.isascii() for text, _ in page):
        return page
    split = [text.split("\n") for text, _ in page]
    undone = iter(undo_mojibake([line for lines in split for line in lines], language))
    return [
        _Traced("\n".join(line for line, _ in found), (*one.steps, *_together(lines, found)))
        for one, lines in zip(page, split, strict=True)
        if (found := [next(undone) for _ in lines])
    ]


def _together(lines: list[str], found: list[Undone]) -> list[Step]:
    """Return the steps of a text from the steps of its lines, made in the same rounds."""
    made: list[Step] = []
    for turn in range(max((len(steps) for _, steps in found), default=0)):
        for name in dict.fromkeys(steps[turn].name for _, steps in found if turn < len(steps)):
            lines = [
                steps[turn].after if turn < len(steps) and steps[turn].name == name else line
                for line, (_, steps) in zip(lines, found, strict=True)
            ]
            made.append(Step(name, "\n".join(lines)))
    return made


_LOST: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("replacement-characters", re.compile("[\ufffd\x1a]")),
    ("kun-jin-kao", re.compile("(?:锟斤拷|锟叫|锟斤|斤拷){1,}|(?:嚙踝蕭|嚙踐|嚙蝓)+")),
    ("private-use", re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")),
)


_LOOKS_LOST = re.compile(
    "[\ufffd\x1a锟斤嚙\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
)
"""One of the characters that all of these begin with."""


def damage(text: str) -> Damage:
    r"""Return what of a text is lost: U+FFFD, U+FFFD read as GBK or Big5, private fonts, mojibake.

    >>> damage("K\ufffdnig")
    Damage(share=0.2, flags=('replacement-characters',))
    >>> damage("锟斤拷会")
    Damage(share=0.75, flags=('kun-jin-kao',))

    Speaking of it is not suffering it:

    >>> damage("乱码“锟斤拷”是老朋友")
    Damage(share=0.0, flags=())
    """
    odd = not text.isascii() and suspect(text)
    if not (odd or _LOOKS_LOST.search(without_ascii(text))) or ABOUT_MOJIBAKE.search(text):
        return Damage(0.0, ())
    sizes = {word: sum(map(len, lost.findall(text))) for word, lost in _LOST}
    unread = filter(is_unread, text.split("\n")) if odd else ()
    sizes["mojibake"] = sum(sum(char > "\x7f" for char in line) for line in unread)
    flags = tuple(word for word, size in sizes.items() if size)
    return Damage(sum(sizes.values()) / len(text), flags)
