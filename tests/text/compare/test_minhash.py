"""Light edits leave a story alike; another of its kind, or about the same event, is not."""

# ruff: noqa: E501 the stories are prose

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.compare.minhash import ALIKE, bands, likeness, signature

FERRY = """The ferry between the island and the old quay will return on Monday after nine weeks of
repairs, the harbour board said on Thursday. Work on the hull cost 310,000 crowns, less than was
feared, because most of the timber could be used again.
On the first morning two boats will leave before seven, so that the pupils of the island reach their
school in time. The winter timetable stays in force until 31 March, and tickets bought in autumn
remain valid for 60 days.
"We have heard every complaint, and we have understood them," said Marit Holm, who leads the board.
"Nobody should have to plan a visit to the dentist around one boat a day."
A yard on the other bank had offered to build a new boat for 2.4 million. The board declined, and said
that the money was better spent on the landing stage, which is 12 years older than the boat.
The council will hear a report in April. Two members had asked for an inquiry into why the crack in
the hull was found only when a diver went down to look for a lost anchor."""

FERRY_ZH = """港口管理局星期四宣布，连接海岛与老码头的渡船经过九个星期的修理，将于下星期一恢复通航。
修理船体共花费31万元，低于原先的估计，因为大部分木料还可以继续使用。
恢复通航的第一天早晨，七点以前将有两班渡船开出，以便岛上的学生按时到校。冬季时刻表执行到3月31日，
去年秋天购买的船票可以再使用60天。
管理局负责人何美德说：“每一条意见我们都听到了，也都听懂了。谁也不应该为了去看一次牙医，把一整天都花在等船上。”
对岸的一家船厂曾经提出用240万元建造一艘新船。管理局没有接受，认为这笔钱用来修缮栈桥更为合适，
栈桥比渡船还要老12年。
镇议会将在四月听取报告。两名议员要求查明，为什么直到潜水员下水寻找丢失的铁锚，才发现船体上的裂缝。"""

AGENCY = FERRY.replace("The ferry", "OLD QUAY (QNA) - The ferry", 1)
SHORTENED = FERRY[: FERRY.index("The council will hear")]
TOUCHED = (
    FERRY.replace("said on Thursday", "announced Thursday")
    .replace("pupils", "schoolchildren")
    .replace("declined", "turned the offer down")
    .replace("Two members had asked", "Two councillors have asked")
)
SIGNED = FERRY + "\nReporting by A. Lind; editing by the night desk of the Quay News Agency."
LIGHT = {
    "a dateline of an agency": (FERRY, AGENCY),
    "its last paragraph cut": (FERRY, SHORTENED),
    "a few words put otherwise": (FERRY, TOUCHED),
    "a line of credits below": (FERRY, SIGNED),
    "all of that at once": (AGENCY, TOUCHED + SIGNED[len(FERRY) :]),
    "a dateline of a Chinese agency": (FERRY_ZH, "新华社老码头12月4日电（记者 何文）" + FERRY_ZH),
    "its last Chinese paragraph cut": (FERRY_ZH, FERRY_ZH[: FERRY_ZH.index("镇议会")]),
    "a few Chinese words put otherwise": (
        FERRY_ZH,
        FERRY_ZH.replace("星期四宣布", "4日宣布")
        .replace("学生", "中小学生")
        .replace("没有接受", "拒绝了这一提议")
        .replace("两名议员要求", "已有两名议员要求"),
    ),
    "Chinese in the width of another keyboard": (FERRY_ZH, FERRY_ZH.replace("，", ",")),
}

SAME_EVENT = """Islanders can take the boat to the mainland again from Monday. Marit Holm of the harbour
board told reporters that repairs to the ferry, which began nine weeks ago, ended on Wednesday night.
Pupils are promised two sailings before seven in the morning.
The bill came to 310,000 crowns. Carpenters kept most of the old planks, which brought the cost down.
"Nobody should have to plan a visit to the dentist around one boat a day," Holm said.
Some on the council are not content: they want to know how a crack could go unseen until a diver, sent
to find an anchor, swam past it. The matter is on the agenda for April, when a report is due.
An offer of 2.4 million for a new boat from the yard across the water was turned down."""
SAME_EVENT_ZH = """岛上居民从下周一起又可以坐船进城了。港口管理局负责人何美德对记者说，渡船的修理工作从九个星期前开始，
周三夜里已经全部结束。学生们得到承诺，早上七点之前会有两班船。
这次修理的账单是31万元，木匠们保留了大部分旧木板，所以省下了不少钱。
何美德说：“谁也不应该为了去看一次牙医，把一整天都花在等船上。”
议会里仍有人不满意，他们想知道，裂缝为什么一直没有人看见，直到一名潜水员去找铁锚时才碰巧发现。
这件事将列入四月的议程，届时会有一份报告。对岸船厂曾开价240万元造新船，被管理局回绝。"""

NEWS = """The first ferry in nine weeks left the old quay on Monday morning with 140 people on board, and a
band played on the landing stage although it rained.
"I have not seen my sister since Christmas," said Ola Berg, 71, who had brought a cake. Schoolchildren
cheered when the boat turned round the lighthouse at 6:52, eight minutes behind time.
The delay had nothing to do with the repairs, the captain said: a van had stood in the way. By noon
four crossings had been made, and the kiosk had sold out of coffee twice."""
NEWS_ZH = """星期一早晨，停航九个星期以来的第一班渡船载着140名乘客离开了老码头。虽然下着雨，栈桥上仍有乐队演奏。
“从圣诞节到现在，我还没有见过我妹妹。”71岁的贝奥拉说，他带来了一块蛋糕。渡船在6时52分绕过灯塔时，
孩子们一起欢呼起来，比时刻表晚了八分钟。
船长说，晚点与修理没有关系，是一辆货车挡住了路。到中午为止，渡船已经来回四趟，小卖部的咖啡两次卖光。"""


def weather(day: int) -> str:
    chance = random.Random(day)
    wind = chance.choice("west north south east".split())
    temperature, rain, gusts = (chance.randrange(30) for _ in range(3))
    return (
        f"Weather for the coast on day {day}. In the morning temperatures reach {temperature} degrees "
        f"at the quay and {temperature - 2} on the island. Wind from the {wind} at {gusts} knots, with "
        f"gusts of up to {gusts + 9} knots in the afternoon. There will be {rain} millimetres of rain "
        f"by the evening. The water at the beach has {temperature // 2} degrees. Sunrise is at "
        f"6:{10 + day}, sunset at 17:{10 + day}. The outlook for the coming days: little change, with "
        f"{temperature + 1} degrees and a chance of rain of {rain * 3} percent."
    )


def weather_zh(day: int) -> str:
    chance = random.Random(day)
    temperature, rain, gusts = (chance.randrange(30) for _ in range(3))
    return (
        f"市气象台{day}日发布天气预报：今天白天多云，最高气温{temperature}℃，偏{chance.choice('东南西北')}风"
        f"{gusts}级，阵风{gusts + 2}级；夜间有小雨，雨量{rain}毫米，最低气温{temperature - 7}℃。海水温度{temperature // 2}℃，"
        f"日出时间6时{10 + day}分，日落时间17时{10 + day}分。未来三天气温变化不大，最高气温{temperature + 1}℃，"
        f"降水概率{rain * 3}%。气象台提醒，早晚温差较大，请市民出行注意添衣，驾车注意道路湿滑。"
    )


OTHERS = {
    "another reporter on the same event": (FERRY, SAME_EVENT),
    "another Chinese reporter on the same event": (FERRY_ZH, SAME_EVENT_ZH),
    "a follow-up that quotes the half of it": (FERRY, NEWS + SHORTENED),
    "a follow-up with the whole of it below": (FERRY, NEWS + FERRY),
    "a Chinese follow-up with the whole of it below": (FERRY_ZH, NEWS_ZH + FERRY_ZH),
    **{f"the weather {n} days on": (weather(1), weather(1 + n)) for n in range(1, 6)},
    **{
        f"the Chinese weather {n} days on": (weather_zh(1), weather_zh(1 + n)) for n in range(1, 6)
    },
}


@pytest.mark.parametrize(("one", "other"), LIGHT.values(), ids=LIGHT)
def test_a_story_with_light_edits_is_alike(one: str, other: str) -> None:
    first, second = signature(one), signature(other)

    assert likeness(first, second) >= ALIKE
    assert set(bands(first)) & set(bands(second))


@pytest.mark.parametrize(("one", "other"), OTHERS.values(), ids=OTHERS)
def test_another_story_is_not(one: str, other: str) -> None:
    assert likeness(signature(one), signature(other)) < ALIKE


def test_a_text_of_a_few_words_has_no_signature() -> None:
    assert signature("This story is for subscribers. Log in, or subscribe now, to read on.") == b""
    assert bands(b"") == ()
    assert likeness(b"", signature(FERRY)) == likeness(b"", b"") == 0


def test_a_signature_is_the_same_on_every_machine() -> None:
    """Signatures are kept for years: another answer here makes those of an archive worthless."""
    kept = signature(FERRY)

    assert (kept[0], len(kept), kept[1:9].hex()) == (2, 267, "d9a2631fdba665a5")


@given(st.text(), st.text())
def test_likeness_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    a, b = signature(one), signature(other)

    assert 0 <= likeness(a, b) == likeness(b, a) <= 1
    assert not a or likeness(a, a) == 1
