"""Builds ``readings.bin``: which characters are read how. Run by hand: needs pypinyin (MIT).

python -m crawler.text.mirror.pinyin_build
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from pathlib import Path

from crawler.normal_forms import normalized

TABLE = Path(__file__).with_name("readings.bin")


def two_byte_characters() -> list[str]:
    """Return every Chinese character that GBK writes in two bytes."""
    pairs = (bytes([lead, trail]) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    decoded = (pair.decode("gbk", "ignore") for pair in pairs)
    return [char for char in decoded if len(char) == 1 and "\u3400" <= char <= "\u9fff"]


def main() -> None:
    """Write the table beside this module."""
    from opencc import OpenCC  # noqa: PLC0415 both are wanted here alone
    from pypinyin import Style, pinyin  # noqa: PLC0415

    simplify = OpenCC("t2s")
    chars: defaultdict[str, str] = defaultdict(str)
    for char in two_byte_characters():
        readings = set(pinyin(char, style=Style.TONE, heteronym=True)[0])
        simplified = simplify.convert(char)
        if simplified != char:
            readings |= set(pinyin(simplified, style=Style.TONE, heteronym=True)[0])
        for reading in readings - {char, simplified}:
            chars[normalized("NFC", reading)] += char
    data = json.dumps(dict(sorted(chars.items())), ensure_ascii=False)
    TABLE.write_bytes(zlib.compress(data.encode(), 9))


if __name__ == "__main__":
    main()
