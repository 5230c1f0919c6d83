"""Whether a text may have been decoded wrongly: a few scans, so that sound text passes at once.

A suspicion is no verdict: `crawler.text.mojibake` weighs the readings of what is suspected.
`SIGNS` are what wrong decodings look like, kind by kind; sound text shows hardly any of them.
`REGIONAL` are letters that are sound in one language and damage in another: they are
suspected only beside a word or a letter of the language that lost its own.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from crawler.text.codings import coding
from crawler.text.likelihood import model

_CENTRAL = ("cp1252", "cp1250", "cp1254", "cp1257", "iso-8859-2")


def _bytes_as(first: int, last: int, names: tuple[str, ...] = _CENTRAL) -> str:
    """Return what these bytes are in any of some codings, for a character class."""
    found = {coding(name).char_of[byte] for name in names for byte in range(first, last)}
    return "".join(re.escape(c) for c in sorted(c for c in found if c and not c.isascii()))


def _east(leads: range, tails: range) -> str:
    """Return what GBK makes of these pairs of bytes."""
    return "".join(bytes([a, b]).decode("gb18030") for a in leads for b in tails if b != 0x7F)  # noqa: PLR2004


_TAIL = _bytes_as(0x80, 0xC0)
_MARKS = "¡¢£¤¥¦§¨©¬¯±²³¶¸¹º¼½¾¿†‡ˆ‰‹›‚•˜€ªŸƒ"
_QUOTES = "’‘“”–—…«»™®°\xa0\xad·´„"
_UPPER = "ÄÅĄĆČĎĐĘĚĹŁŃŇÔŘŞŢŰŮŔŽŻŹ"
_MAC = "\xa0†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏πºªΩ√ƒ≈∆«»…Œœ–—“”‘’÷◊ÿìîïòôúùûàäâãåçéèêë"
_CYRILLIC_MARKS = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџ\xa0Ў¤Ґ¦§©«¬\xad®°±¶µ·»"
_GREEK_MARKS = "\x80-\xbf‚ƒ„…†‡‰‹‘’“”•–—™›΅Ά―΄"
_ARABIC_MARKS = "\x80-\xbf‚ƒ„…†‡ˆ‰‹Œ‘’“”•–—™›œ"

SIGNS: tuple[tuple[str, str], ...] = (
    # characters that nobody writes
    ("\x80-\x9f\ue000-\uf8ff\ufffd", ""),
    # UTF-8 in a Latin coding: É, é, и, “, न, 中, 한, 😀
    ("ÂĂ", f"\\W?[{_TAIL}]|[ÂĂ] "),
    ("ÃĹÅÄ", f"[{_TAIL} ]"),
    ("ÎÏĎÐĐÑŃ×ØŘÙŮÚŰÛÆÇÈÉËÌÍÓÔÕÖÜÝĆČĚÞß", f"[{_MARKS}\x80-\x9f]|[{_QUOTES}][A-Za-zÀ-ÿ]"),
    ("àŕáâăãäĺåæçčèéęëěìíîïď", f"[{_MARKS}{_QUOTES}œšžŸžľşťźŠ][{_TAIL}]"),
    ("đð", "[źŸ]"),
    # UTF-8 in Mac Roman and in DOS code pages
    ("√¬≈∆", f"[{_MAC}]"),
    ("‚", "[ÄÅÇâàäã]"),
    ("ƒŒœ", "[\x80-\xbf†∞±≤≥∂∑∏π∫Ω√≈∆]"),
    ("ÿŸ", "[ß®©™±≥≠ØÆ≤∑µÑÖÜáÇâäàÉã]"),
    ("├┬╨╤╥╙╘Ôâπ", "[─-▟ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░-▓][A-Za-zА-я ╨╤├]|[╨╤├┬]..?[╨╤├┬]"),
    ("─-▟", "(?<=[^\\W\\d_].)|[^\\W\\d_]"),
    # UTF-8 in Cyrillic, Greek, Arabic and Thai codings
    ("ÐÑРСГВДЕ", f"[{_CYRILLIC_MARKS}\x80-\xbf][^ ]"),
    ("РС", "[іѓёєјѕїґў°-і][РС]"),
    ("ГВД", "[Ђ-Џѐ-ґ](?<=[A-Za-z ]..)"),
    ("в", "Ђ"),
    ("п", "[¬»°▀-▟░-▓─-╬]"),
    ("ΞΟΒΓ", f"[{_GREEK_MARKS}]"),
    ("β", "€"),
    ("طظؤغعش", f"[{_ARABIC_MARKS}ٹپچژڈگڑںء]"),
    ("เ", "[ธน].เ[ธน]|ธ[\x80-\x9f€…‘’“”•–—]"),
    # an 8-bit coding of another script, or of East Asia, in a Latin one
    ("À-ÿ", f"[À-ÿ]{{2}}|[{_MARKS}]+[À-ÿ]|(?<=[a-zß-ÿ][À-ÖØ-Þ])[^A-ZÀ-Þ]"),
    (_MARKS + "³", "(?<=[a-z].)[a-zß-ÿ]|(?<=[ (].)[a-zÀ-ÿ]{2}|(?<=[a-z].)(?<=[³¹¿¶¼])|[À-ÿ]{2}"),
    (_UPPER, f"[¡-¿ŁĄŞŻąşľž˛ˇ˘][{_UPPER}À-ÿ]"),
    # one Cyrillic coding in another
    ("А-ЯЁ", "[А-ЯЁ](?<=[а-яё]..)|(?<=\\b[а-яё].)\\b"),
    ("\xad¤¦§©«¬®°±¶·»Ґ", "[Ѐ-ӿ®¬\xa0](?<=[Ѐ-ӿ\xa0\xad®¬]..)"),
    ("ьъ", "(?<=\\b.)[а-яА-Я]{2}"),
    # bytes of one half width each
    ("｡-ﾟ", "[｡-ﾟ][^｡-ﾟ]|[\u4e00-\u9fff]"),
    # UTF-8 of other languages in GBK
    (_east(range(0xC3, 0xC6), range(0x80, 0xC0)) + "鈥", "[A-Za-z]|(?<=[A-Za-z].)"),
    (_east(range(0xD0, 0xD2), range(0x80, 0xC0)), f"[{_east(range(0xD0, 0xD2), range(0x80, 0xC0))}]{{2}}"),
    ("п", "[¬»]"),
)
"""What wrong decodings look like: a character, and what stands behind it, or before."""

REGIONAL = (
    ("[ìèøùïòÈØ]", "[áíýšž]|¹|¾", "[ươđạảấầẩẫậắằñçâêàäëæ]|[ïèòù]\\b"),
    ("[ìøùÈ][a-z]|[a-z]ì", "[áíýšž]", "[ươđạảấầẩẫậắằñçâêàäëæ]"),
    ("[èæðÈÆ]", "[šž]|\\b(?:se|na|za|su|koji|nije|kako|samo|ili|što|biti|bi|zbog|radi)\\b", "[øåöçñâêéàòùáíîï']"),
    ("[õûÕÛ]", "\\b(?:az|és|hogy|nem|egy|meg|sem|vagy)\\b|[sz]z|gy", "[ãçñàèâêîôœ]"),
    ("[þðýÞÝ]", "\\b(?:bir|ve|bu|her|için|olan|ile)\\b|l[ae]r|[ðý]n|þ[ai]|ýs|aþ|eþ|iþ|þ[a-z]+ý", "[æíúžšéáòè]|sum|við|og"),
    ("[þðÞÐëáàèøûâîçòí]", "\\b(?:ir|yra|kad|tai|bet|kaip|teis\\w+|turi|savo|iki|nuo|apie|kiek\\w+|žmo\\w*|þmo\\w*|tiek|tika)\\b", "[éêãõñúó]"),
    ("[êæñœ¿³¹]", "\\b(?:nie|jest|oraz|przez|przy|[a-z]+(?:nych|nego|ych|rz[a-z]+|cz[a-z]+))\\b", "[éèàçõáíûôëâ]"),
    ("[ãâîºþ]", "\\b(?:în|este|pentru|sau|din|lui|ºi)\\b.*[ãºþ]|[ãºþ].*\\b(?:în|este|pentru|sau|din|lui|ºi)\\b", "[õçñîățșţş]"),
    ("[ÈËÍÓÁÔÒÎ…¸‡]", "[a-z][ÈËÍÓÁÔÒÎ]|\\b[ÈËÍÔ][a-z]|\\b[cdjlmnst]í[aeiouhè]|\\b¸|‡", "[éèáñ]"),
    ("í", "\\b[CDJLMNSTcdjlmnst]í[aeiouhèê]", "[óáéñýěšč]"),
)
"""A letter that may stand for another, what makes it likely, what makes it unlikely."""

MARKED = 0.2
"""Share of marker characters among the Chinese, Japanese and Korean ones of a line, from which
on it is suspected. Sound Chinese news have 0.02, the least of 150 wrong decodings 0.3."""


@cache
def _signs() -> re.Pattern[str]:
    # Led by one class, the search runs through what is not in it at the speed of memory.
    union = "".join(first for first, _ in SIGNS)
    branches = "|".join(f"(?<=[{first}])(?:{rest})" for first, rest in SIGNS)
    return re.compile(f"[{union}](?:{branches})")


@cache
def _markers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    markers = re.escape(model().markers)
    return re.compile(f"[{markers}].?[{markers}]"), re.compile(f"[{markers}]")


class _Row(NamedTuple):
    letters: frozenset[str]
    lost: re.Pattern[str]
    beside: re.Pattern[str]
    against: re.Pattern[str]


@cache
def _regional() -> tuple[re.Pattern[str], tuple[_Row, ...]]:
    rows = tuple(
        _Row(frozenset(re.sub(r"[\x00-\x7f]", "", lost)), *map(re.compile, (lost, beside, against)))
        for lost, beside, against in REGIONAL
    )
    letters = "".join(sorted(frozenset[str]().union(*(row.letters for row in rows))))
    return re.compile(f"[{letters}]"), rows


_EASTERN = re.compile("[\u3041-\u30fa\u4e00-\u9fff\uac00-\ud7a3]")


def suspect(text: str) -> bool:
    """Return whether a text is worth weighing.

    >>> suspect("MÃ¼nchen"), suspect("München"), suspect("Nikt nie mo¿e"), suspect("¿Qué?")
    (True, False, True, False)
    """
    if text.isascii():
        return False
    return bool(_signs().search(text)) or _marked(text) or _foreign(text)


def _marked(text: str) -> bool:
    pair, marker = _markers()
    if not pair.search(text):
        return False
    return len(marker.findall(text)) >= MARKED * len(_EASTERN.findall(text))


def _foreign(text: str) -> bool:
    any_letter, rows = _regional()
    found = any_letter.findall(text)
    return bool(found) and any(
        not row.letters.isdisjoint(found)
        and not row.against.search(text)
        and row.beside.search(text)
        and row.lost.search(text)
        for row in rows
    )
