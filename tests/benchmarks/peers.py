"""What others make of the same pages and texts, for the tables that stand beside ours.

A peer that is not installed is left out of its table. Each is set to touch nothing but damage.
"""

from __future__ import annotations

import re
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import charset_normalizer
from scrapy.http import HtmlResponse

from crawler.text.encoding.encodings import decode_as
from crawler.text.mirror.pinyin import is_traditional

if TYPE_CHECKING:
    from collections.abc import Callable

BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16le", b"\xfe\xff": "utf-16be"}
"""A browser asks its detector only where there is none."""

_ANNOTATED = re.compile(r"([\u3400-\u9fff]) ?\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹ]{1,6} ?\)")


def decoders() -> dict[str, Callable[[bytes, str], str]]:
    """Return what makes the text of a page from its body and its content type."""
    found: dict[str, Callable[[bytes, str], str]] = {
        "charset-normalizer": lambda body, _: str(charset_normalizer.from_bytes(body).best()),
        "Scrapy": _as_scrapy,
    }
    if find_spec("chardetng_py"):
        found["chardetng-py"] = partial(_as_chardetng, import_module("chardetng_py"))
    return found


def _as_scrapy(body: bytes, content_type: str) -> str:
    headers = {"Content-Type": content_type} if content_type else {}
    return HtmlResponse("http://a.example/", body=body, headers=headers).text


def _as_chardetng(module: Any, body: bytes, _: str) -> str:
    for mark, name in BOMS.items():
        if body.startswith(mark):
            return decode_as(body, name)
    detector = module.EncodingDetector()
    detector.feed(body, last=True)
    return decode_as(body, detector.guess(tld=None, allow_utf8=True).lower())


def repairers() -> dict[str, Callable[[str], str]]:
    """Return what mends a text that was decoded wrongly."""
    if not find_spec("ftfy"):
        return {}
    ftfy = import_module("ftfy")
    settings = ftfy.TextFixerConfig(
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        normalization=None,
    )
    return {"ftfy": partial(ftfy.fix_text, config=settings)}


def mirror_undoers() -> dict[str, Callable[[str], str]]:
    """Return what takes a mirror's readings off, and writes simplified characters again.

    >>> [undo("這(zhè)是國(guó)家,您(nín)好") for undo in mirror_undoers().values()]
    ['这是国家,您好']
    >>> [undo("北京(Běijīng)，國家") for undo in mirror_undoers().values()]
    ['北京(Běijīng)，國家']
    """
    if not find_spec("opencc"):
        return {}
    convert = import_module("opencc").OpenCC("tw2s").convert
    return {"pattern + OpenCC": partial(_by_pattern, convert)}


def _by_pattern(convert: Callable[[str], str], text: str) -> str:
    read = [found[1] for found in _ANNOTATED.finditer(text)]
    if sum(map(is_traditional, read)) * 2 <= len(read):
        return text
    return convert(_ANNOTATED.sub(r"\1", text))
