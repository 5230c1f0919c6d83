"""How a mirror damages a page: traditional characters, pinyin behind some, all on GBK bytes."""

from __future__ import annotations

from opencc import OpenCC

TABLE = {
    "調": "diào", "關": "guān", "時": "shí", "強": "qiáng", "來": "lái", "報": "bào", "問": "wèn",
    "請": "qǐng", "區": "qū", "會": "huì", "實": "shí", "書": "shū", "導": "dǎo", "說": "shuō",
    "國": "guó", "長": "zhǎng", "現": "xiàn", "經": "jīng", "開": "kāi", "學": "xué",
}  # fmt: skip
"""Characters that one mirror annotates, in the order in which it searches for them."""

WIDTHS = {"，": ",", "：": ":", "；": ";", "！": "!", "（": "(", "）": ")"}


def damage(text: str, table: dict[str, str] = TABLE, *, half_width: bool = True) -> str:
    """Return what is read of a text once a mirror has been over it.

    The search is for bytes, so it hits across the border of two characters too; what is no
    GBK any more is read as ``?``, the byte behind it gone with it.
    """
    body = OpenCC("s2t").convert(text).encode("gbk", "ignore")
    for char, reading in table.items():
        pair = char.encode("gbk")
        body = body.replace(pair, pair + f"({reading})".encode("gbk"))
    read, at = "", 0
    while at < len(body):
        wide = body[at] >= 0x80
        piece = body[at : at + 1 + wide]
        try:
            read += piece.decode("gbk")
        except UnicodeDecodeError:
            read += "?"
        at += 1 + wide
    return "".join(WIDTHS.get(char, char) for char in read) if half_width else read
