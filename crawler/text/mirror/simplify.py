"""What a mirror made traditional, one character for one, made simplified again.

OpenCC does it for the writing of Taiwan, word by word. Where a mirror's table knows no words,
it is wrong about a few characters, and these are told by the words they stand in.
"""

from __future__ import annotations

from crawler import patterns as re
from crawler.text.mirror.pinyin import opencc

_HAN = "\u3400-\u9fff"

ZHU = (
    r"著名(?![字单片牌签叫曰])",
    r"著作(?![品业客战息揖响案答罢者家])|著述(?!说)|(?<![活站坐躺跟随拿持])著者|著书(?=立|人)",
    r"(?<![笑接跟随哭])著称|著录(?![像音取入])|著译|著于竹帛|著有(?=[《“]|[^，。]{0,6}[部本卷]|专)",
    r"[显显专编土巨原遗昭卓拙撰]著|(?<![讨谈议辩评争推理])论著",
    r"(?<![报点挂署签])名著|(?<![翻转])译著|(?<![凑配融结联混缝])合著(?![双眼嘴手唇掌十])|[所曾]著(?=[《的，])",
    r"(?:新|旧|近|史|学术|主|自|专)著(?=[《》”，。、出问])",
    rf"\s著(?![{_HAN}])|[》）)][{_HAN}·]{{2,8}}著(?![{_HAN}])",
    r"著(?=[-，,、 ][^，,。\n]{1,10}译)|(?<=[（(〔])著(?=[)）〕])",
)
"""Where 著 is no 着: in words of writing and renown, and behind the name of an author."""

_ZHU = re.compile("|".join(ZHU))
_NOT_ZHONG = re.compile("锺(?!书|嵘|繇|惺|离)")
"""锺 is a family name of a few; anybody else's clock, and fondness, is 钟."""


def simplified(text: str) -> str:
    """Return a text that a mirror made traditional, one character for one, as it was.

    >>> simplified("承擔著責任，著名作家"), simplified("內蒙古于立新")
    ('承担着责任，著名作家', '内蒙古于立新')
    >>> simplified("《渡口》周山著，看著江水"), simplified("討論著論著，寫著名字")
    ('《渡口》周山著，看着江水', '讨论着论著，写着名字')
    >>> simplified("鍾馗看鐘"), simplified("錢鍾書")
    ('钟馗看钟', '钱锺书')
    """
    converted: str = opencc("tw2s").convert(text)
    converted = _NOT_ZHONG.sub("钟", converted)
    if "著" not in text or len(converted) != len(text):
        return converted
    told = "".join("著" if was == "著" else now for was, now in zip(text, converted, strict=True))
    kept = {at for found in _ZHU.finditer(told) for at in range(found.start(), found.end())}
    return "".join(
        "着" if char == "著" and at not in kept else char for at, char in enumerate(told)
    )
