"""How Chinese characters are read, and which of them are traditional.

The readings are in ``readings.bin``, built by `crawler.text.mirror.pinyin_build`.
"""

from __future__ import annotations

import json
import unicodedata
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.normal_forms import normalized

if TYPE_CHECKING:
    from collections.abc import Callable

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹḿ"

READING = rf"[a-zɡ{TONED}]{{1,6}}"
"""The longest are zhuang, chuang and shuang."""

USUAL = """
    為wèi 會huì 個gè 來lái 這zhè 發fā 經jīng 過guò 於yú 與yǔ 開kāi 當dāng 學xué 將jiāng 內nèi
    場chǎng 們men 兩liǎng 說shuō 關guān 機jī 體tǐ 員yuán 資zī 實shí 總zǒng 還hái 間jiān 黨dǎng
    報bào 區qū 選xuǎn 從cóng 並bìng 萬wàn 點diǎn 無wú 著zhù 題tí 華huá 沒méi 車chē 達dá 濟jì 務wù
    種zhǒng 亞yà 數shù 權quán 導dǎo 價jià 強qiáng 樣yàng 傳chuán 論lùn 結jié 據jù 運yùn 讀dú
    團tuán 組zǔ 決jué 約yuē 廣guǎng 參cān 氣qì 風fēng 張zhāng 遊yóu 見jiàn 難nán 隊duì 義yì 陸lù
    爭zhēng 觀guān 麼me 費fèi 別bié 專zhuān 給gěi 稱chēng 創chuàng 陳chén 億yì 節jié 連lián 規guī
    單dān 許xǔ 爾ěr 術shù 卻què 轉zhuǎn 係xì 營yíng 醫yī 標biāo 親qīn 幾jǐ 顯xiǎn 較jiào 號hào
    聲shēng 條tiáo 維wéi 環huán 準zhǔn 擊jī 滿mǎn 歐ōu 極jí 兒ér 紅hóng 歲suì 識shí 紀jì 嚴yán
    僅jǐn 聞wén 責zé 離lí 劃huà 羅luó 構gòu 採cǎi 請qǐng 擔dān 遠yuǎn 語yǔ 壓yā 覺jué 職zhí 織zhī
    輕qīng 積jī 寫xiě 優yōu 溫wēn 聽tīng 奧ào 龍lóng 園yuán 縣xiàn 錢qián 幣bì 願yuàn 樓lóu 鮮xiān
    屬shǔ 鐵tiě 戲xì 險xiǎn 養yǎng 審shěn 勝shèng 稅shuì 藥yào 彈dàn 衝chōng 廠chǎng 慶qìng 盤pán
    鄉xiāng 漲zhǎng 適shì 吳wú 臨lín 麗lì 殺shā 佔zhàn 療liáo 腦nǎo 鎮zhèn 懷huái 擇zé 錯cuò 漢hàn
    揮huī 編biān 絡luò 勞láo 寧níng 壇tán 綠lǜ 擴kuò 頓dùn 餘yú 尋xún 遺yí 搶qiǎng 異yì 蓋gài
    驚jīng 雜zá 慮lǜ 釋shì 夢mèng 績jì 澤zé 幹gàn 違wéi 鬥dòu 徵zhēng 輸shū 紹shào 歸guī 貸dài
    漸jiàn 儘jǐn 攝shè 葉yè 塊kuài 腳jiǎo 齊qí 惡è 築zhù 頻pín 飾shì 聖shèng 獻xiàn 槍qiāng 孫sūn
    橋qiáo 憲xiàn 魯lǔ 奪duó 縮suō 飲yǐn 脫tuō 濤tāo 蔣jiǎng 籌chóu 陰yīn 隱yǐn 純chún 鬆sōng
    燒shāo 壞huài 趙zhào 嗎ma 趨qū 誰shuí 趕gǎn 溝gōu 鋼gāng 烏wū 儲chǔ 憂yōu 僑qiáo 駕jià
    莊zhuāng 郵yóu 礦kuàng 籲yù 複fù 湯tāng 綜zōng 臺tái 煙yān 燈dēng 覽lǎn 緣yuán 辯biàn 跡jì
    敵dí 檔dàng 脹zhàng 鄧dèng 併bìng 躍yuè 詳xiáng 奮fèn 諸zhū 擾rǎo 蓮lián 傾qīng 潔jié 毀huǐ
    徑jìng 鄰lín 掃sǎo 脅xié 蘋píng 賺zhuàn
"""
"""How traditional characters of several readings are read in more than 80 % of the words that
jieba 0.42.1 has, by how often it has them, as pypinyin 0.55 reads those words."""


def readings(char: str) -> frozenset[str]:
    """Return how a character is read, with tones and without.

    >>> sorted(readings("調"))
    ['diao', 'diào', 'tiao', 'tiáo', 'zhou', 'zhōu']
    """
    return _readings().get(char, frozenset())


def read_so(reading: str) -> str:
    """Return the characters of GBK that have a reading, composed as by `composed`.

    >>> "報" in read_so("bào"), read_so("bá́o")
    (True, '')
    """
    return _by_reading().get(reading, "")


def is_usual(char: str, reading: str) -> bool:
    """Return whether a reading with its tone is the one that anybody would take first.

    >>> is_usual("會", "huì"), is_usual("會", "kuài"), is_usual("時", "shí")
    (True, False, True)
    """
    toned = [said for said in readings(char) if any(c in TONED for c in said)]
    return toned == [reading] or char + reading in _usual()


def is_rare(char: str, reading: str) -> bool:
    """Return whether a character is nearly always read otherwise.

    >>> is_rare("於", "wū"), is_rare("於", "yú"), is_rare("長", "zhǎng")
    (True, False, False)
    """
    known = any(said.startswith(char) for said in _usual())
    return known and char + reading not in _usual() and any(c in TONED for c in reading)


@cache
def _usual() -> frozenset[str]:
    return frozenset(USUAL.split())


def composed(reading: str) -> str:
    """Return a reading as the table spells it."""
    return normalized("NFC", reading).replace("ɡ", "g")


@cache
def is_traditional(char: str) -> bool:
    """Return whether a character has a simplified form that is another."""
    return char == "著" or opencc("t2s").convert(char) != char


@cache
def is_simplified(char: str) -> bool:
    """Return whether a character is the simplified form of another."""
    return bool(opencc("s2t").convert(char) != char)


class Converter:
    r"""One of OpenCC's ways to convert, for any text.

    Half of a character, which no UTF-8 can hold, stays as it is.

    >>> Converter("t2s").convert("漢\ud800語") == "汉\ud800语"
    True
    """

    def __init__(self, config: str) -> None:
        from opencc import OpenCC  # noqa: PLC0415 20 ms and 10 MB that most pages never need

        self._whole: Callable[[str], str] = OpenCC(config).convert

    def convert(self, text: str) -> str:
        """Return the text converted, character for character or word for word."""
        try:
            return self._whole(text)
        except UnicodeEncodeError:
            parts = _HALF.split(text)
            parts[::2] = map(self._whole, parts[::2])
            return "".join(parts)


_HALF = re.compile("([\ud800-\udfff]+)")


@cache
def opencc(config: str) -> Converter:
    """Return a converter, loaded once."""
    return Converter(config)


@cache
def _by_reading() -> dict[str, str]:
    table = json.loads(zlib.decompress(Path(__file__).with_name("readings.bin").read_bytes()))
    both: dict[str, str] = dict(table)
    for reading, chars in table.items():
        plain = _without_tone(reading)
        both[plain] = both.get(plain, "") + chars
    return both


@cache
def _readings() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for reading, chars in _by_reading().items():
        for char in chars:
            found.setdefault(char, set()).add(reading)
    return {char: frozenset(said) for char, said in found.items()}


def _without_tone(reading: str) -> str:
    apart = normalized("NFD", reading)
    kept = "".join(c for c in apart if not unicodedata.combining(c) or c == "\u0308")
    return normalized("NFC", kept)
