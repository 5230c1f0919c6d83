"""What wrong decodings look like, kind by kind: tables that `mojibake_detect` searches with.

`SIGNS` are characters and what stands beside them; sound text shows hardly any of them.
`REGIONAL` are letters that are sound in one language and damage in another: they are
suspected only beside a word or a letter of the language that lost its own.
"""

from __future__ import annotations

from crawler import patterns as re
from crawler.text.encoding.encodings import coding

_CENTRAL = ("cp1252", "cp1250", "cp1254", "cp1257", "iso-8859-2")


def _bytes_as(first: int, last: int, names: tuple[str, ...] = _CENTRAL) -> str:
    """Return what these bytes are in any of some codings, for a character class."""
    found = {coding(name).char_of[byte] for name in names for byte in range(first, last)}
    return "".join(re.escape(c) for c in sorted(c for c in found if c and not c.isascii()))


def _east(leads: range, tails: range, name: str = "gb18030") -> str:
    """Return what GBK, or another coding of two bytes, makes of these pairs of bytes."""
    pairs = (bytes([a, b]) for a in leads for b in tails if b != 0x7F)  # noqa: PLR2004
    return "".join(pair.decode(name, "ignore") for pair in pairs)


_TAIL = _bytes_as(0x80, 0xC0)

_MARKS = "¡¢£¤¥¦§¨©¬¯±²³¶¸¹º¼½¾¿†‡ˆ‰‹›‚•˜€ªŸƒ"

_QUOTES = "’‘“”–—…«»™®°\xa0\xad·´„"

_UPPER = "ÄÅĄĆČĎĐĘĚĹŁŃŇÔŘŞŢŰŮŔŽŻŹ"

_MAC = "\xa0†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏πºªΩ√ƒ≈∆«»…Œœ–—“”‘’÷◊ÿìîïòôúùûàäâãåçéèêëáíñóöõüÄÅÇÉÑÖÜ"

_CYRILLIC_MARKS = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџ\xa0Ў¤Ґ¦§©«¬\xad®°±¶µ·»"

_GREEK_MARKS = "\x80-\xbf‚ƒ„…†‡‰‹‘’“”•–—™›΅Ά―΄"

_ARABIC_MARKS = "\x80-\xbf‚ƒ„…†‡ˆ‰‹Œ‘’“”•–—™›œ"

SIGNS: tuple[tuple[str, str], ...] = (
    # characters that nobody writes
    ("\x80-\x9f\ufffd", ""),
    ("\ue000-\uf8ff", ".?[\u4e00-\u9fffÀ-ÿ]|(?<=[\u4e00-\u9fffÀ-ÿ].)"),
    # UTF-8 in a Latin coding: É, é, и, “, न, 中, 한, 😀
    ("ÂĂ", f"\\W?[{_TAIL}]|[ÂĂ] "),
    ("ÃĹÅÄ", f"[{_TAIL} ]"),
    ("ÎÏĎÐĐÑŃ×ØŘÙŮÚŰÛÆÇÈÉËÌÍÓÔÕÖÜÝĆČĚÞß", f"[{_MARKS}\x80-\x9f]|[{_QUOTES}][A-Za-zÀ-ÿ]"),
    ("àŕáâăãäĺåæçčèéęëěìíîïď", f"[{_MARKS}{_QUOTES}œšžŸžľşťźŠ][{_TAIL}]"),
    ("đð", "[źŸ]"),
    # UTF-8 in Mac Roman and in DOS code pages
    ("√¬≈∆◊", f"[{_MAC}]"),
    ("‚", "[ÄÅÇâàäã]"),
    ("ƒŒ", "[\x80-\xbf†∞±≤≥∂∑∏π∫Ω√≈∆]"),
    ("ÿŸ", "[ß®©™±≥≠ØÆ≤∑µÑÖÜáÇâäàÉã]"),
    (
        "├┬╨╤╥╙╘Ôπ",
        "[─-▟ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░-▓][A-Za-zА-я ╨╤├]|[╨╤├┬]..?[╨╤├┬]",
    ),
    ("─-▟", "(?<=[^\\W\\d_].)|[^\\W\\d_]"),
    # UTF-8 in Cyrillic, Greek, Arabic and Thai codings
    ("ÐÑРСГВДЕ", f"[{_CYRILLIC_MARKS}\x80-\xbf][^ ]"),
    ("РС", "[іѓёєјѕїґў°-і][РС]"),
    ("ГВД", "[Ђ-Џѐ-ґ](?:[A-Za-z]|(?<=[A-Za-z]..))"),
    ("в", "Ђ"),
    ("п", "[¬»°▀-▟░-▓─-╬]"),
    ("ΞΟΒΓ", f"[{_GREEK_MARKS}]"),
    ("β", "€"),
    ("طظؤغعش", f"[{_ARABIC_MARKS}ٹپچژڈگڑںء]"),
    ("เ", "[ธน].เ[ธน]|ธ[\x80-\x9f€…‘’“”•–—]"),
    # an 8-bit coding of another script, or of East Asia, in a Latin one
    ("À-ÿ", f"[À-ÿ]{{2}}|[{_MARKS}]+[À-ÿ]"),
    ("À-ÖØ-Þ", "[^A-ZÀ-Þ](?<=[a-zß-ÿ]..)"),
    (
        _MARKS + "³",
        "(?<=[a-zß-ÿ].)[a-zß-ÿ]|(?<=[ (].)[a-zÀ-ÿ]{2}|(?<=[a-z].)(?<=[³¹¿¶¼])|[À-ÿ]{2}",
    ),
    ("ĽĄˇ±¶¦", "[a-z](?<=[a-zß-ÿ]..)"),
    ("£¯¥¦¡", "[A-Z](?<=[A-Z]..)"),
    (_UPPER, f"[¡-¿ŁĄŞŻąşľž˛ˇ˘][{_UPPER}À-ÿ]"),
    # one Cyrillic coding in another
    ("А-ЯЁ", "[А-ЯЁ](?<=[а-яё]..)|(?<=\\b[а-яё].)\\b"),
    ("\xad¤¦§©«¬®°±¶·»Ґ", "[Ѐ-ӿ®¬\xa0](?<=[Ѐ-ӿ\xa0\xad®¬]..)"),
    ("ьъ", "(?<=\\b[ьъ])[а-яА-Я]{2}"),
    # halves of an emoji that were encoded one by one, in Windows-1251
    ("јЅѕ", "н[°±Ііґµ¶·ё№є»јЅѕї](?<=н[\xa0 ].н.)"),
    # bytes of one half width each
    ("\uff61-\uff9f", "[\uff61-\uff9f][^\uff61-\uff9f]|[\u4e00-\u9fff][\uff61-\uff9f]"),
    # UTF-8 of other languages in GBK, and in Korean's UHC
    (_east(range(0xC3, 0xC6), range(0x80, 0xC0)) + "鈥", "[A-Za-z]|(?<=[A-Za-z].)"),
    (_east(range(0xC3, 0xC6), range(0x80, 0xC0), "cp949"), "[a-z](?<=[a-z]..)"),
    (
        _east(range(0xD0, 0xD2), range(0x80, 0xC0)),
        f"[{_east(range(0xD0, 0xD2), range(0x80, 0xC0))}]{{2}}",
    ),
    ("п", "[¬»]"),
)
"""What wrong decodings look like: a character, and what stands behind it, or before."""

REGIONAL = (
    ("[ìèøùïòÈØ]", "[áíýšž]|¹|¾", "[ươđạảấầẩẫậắằñçâêàäëæ]|[ïèòù]\\b"),
    ("[ìøùÈ][a-z]|[a-z]ì", "[áíýšž]", "[ươđạảấầẩẫậắằñçâêàäëæ]"),
    (
        "[èæðÈÆ]",
        "[šž]|\\b(?:se|na|za|su|koji|nije|kako|samo|ili|što|biti|bi|zbog|radi)\\b",
        "[øåöçñâêéàòùáíîï']",
    ),
    ("[õûÕÛ]", "\\b(?:az|és|hogy|nem|egy|meg|sem|vagy)\\b|[sz]z|gy", "[ãçñàèâêîôœ]"),
    (
        "[þðýÞÝ]",
        "\\b(?:bir|ve|bu|her|için|olan|ile)\\b|l[ae]r|[ðý]n|þ[ai]|ýs|aþ|eþ|iþ|þ[a-z]+ý",
        "[æíúžšéáòè]|sum|við|og",
    ),
    (
        "[þðÞÐëáàèøûâîçòí]",
        "\\b(?:ir|yra|kad|tai|bet|kaip|teis\\w+|turi|savo|iki|nuo|apie|kiek\\w+|žmo\\w*|þmo\\w*|tiek|tika)\\b",
        "[éêãõñúó]",
    ),
    (
        "[êæñœ¿³¹]",
        "\\b(?:nie|jest|oraz|przez|przy|[a-z]+(?:nych|nego|ych|rz[a-z]+|cz[a-z]+))\\b",
        "[éèàçõáíûôëâ]",
    ),
    (
        "[ãºþ]",
        "\\b(?:în|este|pentru|sau|din|lui|ºi)\\b.*[ãºþ]|[ãºþ].*\\b(?:în|este|pentru|sau|din|lui|ºi)\\b",
        "[õçñîățșţş]",
    ),
    ("[ÈËÍÓÁÔÒÎ¸‡]", "[a-z][ÈËÍÓÁÔÒÎ]|\\b[ÈËÍÔ][a-z]|\\b[cdjlmnst]í[aeiouhè]|\\b¸|‡", "[éèáñ]"),
    ("í", "\\b[CDJLMNSTcdjlmnst]í[aeiouhèê]", "[óáéñýěšč]"),
)
"""A letter that may stand for another, what makes it likely, what makes it unlikely."""

WESTERN = [
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "sv",
    "da",
    "nb",
    "nn",
    "fi",
    "is",
    "en",
    "ca",
    "ga",
    "eu",
    "sq",
    "et",
    "vi",
    "cy",
    "af",
    "id",
    "cs",
    "sk",
    "hu",
    "pl",
    "tr",
]
"""Languages with letters that Windows-1252 has: what is usual in one of them is no damage."""

EASTERN_EUROPE = re.compile(
    r"\b(?:nie|jest|przez|oraz|kt[^ ]ry|tego|jako|jsou|pro|ale|jeho|bude|podle|jsme"
    r"|hogy|nem|egy|meg|vagy|sem|bir"
    r"|ile|olan|i[^ ]in|yra|kad|iki|bus|bet|kai|tai|turi|tik|apie|buvo|par|kas|tiek"
    r"|koji|nije|kako|samo|biti|bio"
    r"|este|din|pentru|care|sunt|ning|mis|ole|oli)\b"
)
"""Frequent words of languages that lose their letters to Windows-1252, in plain a to z."""
