"""Lines that point away from a story, in many languages, and lines that a reporter may begin with."""

# ruff: noqa: E501 a line stands as it is

from __future__ import annotations

import pytest

from crawler.lang.teaser_phrases import leads_away
from tests.page.story_pages import ONE, STORY, THREE, TWO, around, article, paragraphs

AWAY = """
    Read more: how the ice of 1963 closed the harbour
    ▶ More great harbour stories
    For the latest stories and breaking news download the Harbour app for iOS and Android.
    Be the first to comment
    Submit your letter to the editor with this form.
    Lesen Sie auch: Der Winter von 1963
    Schon gelesen?
    ... weiter zu „Der Winter von 1963“
    Gefällt dir unser Hafenmagazin? Dann erzähl es weiter
    Alle Angaben ohne Gewähr
    Lire aussi : l'hiver 1963
    Recevez chaque matin la newsletter du port
    Lea también: El invierno de 1963
    Puede escribirnos a faro@elfaro.example
    Sigue a El Faro en Facebook y WhatsApp
    Leia mais sobre o inverno de 1963
    Potrebbe interessarti
    Lees ook: De winter van 1963
    Les også: Vinteren 1963
    Dowiedz się więcej: Zima 1963 roku
    Čtěte také: Zima roku 1963
    Vezi și: Iarna lui 1963
    Pročitajte još: Zima 1963.
    Διαβάστε επίσης: Ο χειμώνας του 1963
    Читайте также: зима 1963 года
    Если вы нашли ошибку, выделите её и нажмите Ctrl+Enter
    İlgili haberler
    Baca juga: Musim dingin 1963
    Xem thêm: Mùa đông năm 1963
    อ่านเพิ่มเติม: ฤดูหนาว 1963
    यह भी पढ़ें: 1963 की सर्दी
    আরও পড়ুন: ১৯৬৩ সালের শীত
    اقرأ أيضاً: شتاء 1963
    تابعونا على فيسبوك
    بیشتر بخوانید: زمستان ۱۹۶۳
    קראו גם: החורף של 1963
    相关阅读：一九六三年的冬天
    更多精彩内容请关注海州发布
    扫码下载海州新闻客户端
    【あわせて読みたい】1963年の冬
    관련 기사: 1963년의 겨울
    구독과 좋아요 부탁드립니다
"""
STAYS = """
    Read the old charts, the captain said, and you will find the channel.
    Follow the lights and you reach the harbour, say the pilots.
    For the latest arrivals there were no beds left in the school.
    Lesen lernte er erst mit zwanzig, auf dem Schiff.
    Lire dans la tempête, disait-il, calme l'équipage.
    Puede escribirnos la historia de su pueblo quien quiera, dice el farero.
    Weiter zur Insel fuhr an diesem Tag kein Schiff.
    Leía también de noche, a la luz de la lámpara.
    Читайте классиков, советует смотритель маяка.
    تابع القبطان قائلا إن السفينة لن تبحر قبل الصباح.
    تابع سكان الجزيرة وصول القاطرة من النافذة.
    Simak punya simak, kapal itu tidak pernah berangkat.
    Theo dõi tàu từ xa, người gác đèn thấy băng tan dần.
    更多的旅客住进了镇上的学校。
    举报人说，轮渡公司早就知道这件事。
    相关报道发表后，镇长公开道歉。
    訂閱者が増えたと新聞社は話した。
    제보자는 배가 이미 떠났다고 말했다.
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().split("\n")]


@pytest.mark.parametrize("line", lines(AWAY))
def test_a_pointer_between_paragraphs_is_left_out(line: str) -> None:
    body = article(around(f"<div>{paragraphs(ONE, TWO, line, THREE)}</div>")).article_body

    assert body == STORY


@pytest.mark.parametrize("line", lines(STAYS))
def test_a_sentence_that_begins_like_one_stays(line: str) -> None:
    body = article(around(f"<div>{paragraphs(ONE, TWO, line, THREE)}</div>")).article_body

    assert body == (ONE, TWO, line, THREE)


def test_a_line_of_signs_leads_nowhere() -> None:
    assert not leads_away("* * *")
    assert not leads_away("")
