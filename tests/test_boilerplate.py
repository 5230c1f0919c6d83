"""What is taken off a story, what must stay, and what a notice tells.

Kinds of lines have a case and a near-miss in fixtures/text/boilerplate.json; in footers.json are
footers in 45 languages as portals set them below their stories, and sentences of stories that
speak of rights and courts; in portal_footers.json others, below stories about notices.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.boilerplate import Rule, footer, strip
from crawler.lang.notice_phrases import signs
from crawler.model import Article, Doubt, Image, LikelyReading, Person, Provenance, undo
from crawler.text.notices import notice_of

CASES = json.loads(
    (Path(__file__).parents[1] / "fixtures/text/boilerplate.json").read_text("utf-8")
)
FOOTERS = json.loads((Path(__file__).parents[1] / "fixtures/text/footers.json").read_text("utf-8"))
KNOWN = Provenance(captures=("sha1:A",), fetched_at=datetime(2026, 2, 5, tzinfo=UTC), encoding="x")
STORY = ("渡轮周一复航，首班船在早上六点离岸。", "港务局说，修理花了九个星期。")


def article(*body: str, **fields: object) -> Article:
    return Article(url="https://a.example/", article_body=body, provenance=KNOWN, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_a_rule_takes_its_case_off_the_end(case: dict[str, str]) -> None:
    stripped = strip(article(*STORY, case["case"]))

    assert stripped.article_body == STORY


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_the_neighbour_of_a_case_stays(case: dict[str, str]) -> None:
    ours = article(*STORY, case["near_miss"])

    assert strip(ours) == ours


@pytest.mark.parametrize("page", FOOTERS, ids=lambda page: page["language"])
def test_a_footer_goes_in_any_language_and_what_a_story_says_of_rights_stays(
    page: dict[str, Any],
) -> None:
    story = (page["story"], page["near"])

    assert strip(article(*story, *page["footer"])).article_body == story
    assert strip(article(*story)).article_body == story


@pytest.mark.parametrize("page", FOOTERS, ids=lambda page: page["language"])
def test_the_footer_of_one_language_goes_below_a_story_of_another(page: dict[str, Any]) -> None:
    assert strip(article(*STORY, *page["footer"])).article_body == STORY


PORTALS = json.loads(
    (Path(__file__).parents[1] / "fixtures/text/portal_footers.json").read_text("utf-8")
)


@pytest.mark.parametrize("page", PORTALS, ids=lambda page: page["language"])
def test_notices_of_a_portal_go_below_and_above_a_story_about_notices(
    page: dict[str, Any],
) -> None:
    story = (page["story"], *page["near"])

    assert strip(article(*story, *page["footer"])).article_body == story
    assert strip(article(page["header"], *story)).article_body == story
    assert strip(article(*story)).article_body == story


LONG_LEAD = (
    "Dear readers, all that stands on our pages was written by people who live at the river, and "
    "we ask you to sign up for our newsletter and to follow us on Facebook and YouTube, because "
    "the harbour board has told us that it will pay for the printed paper no longer."
)


def test_a_long_lead_that_speaks_of_the_site_is_no_notice_above_a_story() -> None:
    assert strip(article(LONG_LEAD, *STORY)).article_body == (LONG_LEAD, *STORY)


ASKED_OR_NUMBERED = {
    "Xyzzy plugh? Frobni desk@courier.example": "Who keeps the list? The harbour office does.",
    "Plugh xyzzy: RO00000000": "The ferry carried 20000000 passengers in ten years.",
}


@pytest.mark.parametrize(("line", "near_miss"), ASKED_OR_NUMBERED.items())
def test_a_question_with_an_address_and_a_name_with_its_number_go_with_a_notice_in_any_language(
    line: str, near_miss: str
) -> None:
    notice = "© 2026 Quay Media"

    assert strip(article(*STORY, line, notice)).article_body == STORY
    assert strip(article(*STORY, near_miss)).article_body == (*STORY, near_miss)
    assert signs(line).weight > 0
    assert signs(near_miss).weight <= 0


LINES_ALONE = json.loads(
    (Path(__file__).parents[1] / "fixtures/text/footer_lines.json").read_text("utf-8")
)


@pytest.mark.parametrize("line", LINES_ALONE["footers"])
def test_a_line_of_a_footer_goes_with_the_one_below_it(line: str) -> None:
    assert strip(article(*STORY, line, "© 2026 Quay Media")).article_body == STORY


@pytest.mark.parametrize("line", LINES_ALONE["stories"])
def test_a_sentence_on_laws_rights_or_telephones_is_of_the_story(line: str) -> None:
    assert strip(article(*STORY, line)).article_body == (*STORY, line)
    assert strip(article(*STORY, line, "© 2026 Quay Media")).article_body == (*STORY, line)


UNKNOWN = ("Tide table of the harbour", "云河在线客户端", "(12)")


@pytest.mark.parametrize("line", UNKNOWN)
@pytest.mark.parametrize("notice", ["All rights reserved.", "云河网版权所有 不得转载"])
def test_a_line_that_nobody_knows_goes_with_the_notice_above_it(notice: str, line: str) -> None:
    assert strip(article(*STORY, notice, line)).article_body == STORY
    assert strip(article(*STORY, line)).article_body == (*STORY, line)


QUOTING = (
    "“This material may not be published without my permission,” the letter began.",
    "„Alle Rechte vorbehalten“ stehe auf jeder Seite, ersetze aber keinen Vertrag.",
    "被告在页面底部写有“版权所有，未经授权不得转载”，这说明其知道规则。",
    "判決は、末尾に「無断転載を禁じます」と書かれていた点にも触れた。",
    "免责声明四个字，他在书里用了整整一章来谈。",
)


@pytest.mark.parametrize("line", QUOTING)
def test_a_sentence_that_quotes_a_notice_is_of_the_story_and_says_nothing_of_the_site(
    line: str,
) -> None:
    stripped = strip(article(*STORY, line))

    assert stripped.article_body == (*STORY, line)
    assert stripped.copyright_notice is None
    assert stripped.publisher is None


APPEALS = (
    "Got a story? Our desk would love to hear from you: send a message to tips@news.example.",
    "Enjoyed this story? Pass it on, and tell us on any of our channels what you think.",
    "Haben Sie etwas gesehen? Rufen Sie unsere Redaktion an: 0200 1234.",
    "Подписывайтесь на наш канал в Telegram, и вы узнаете обо всём первыми.",
    "欢迎关注本报微信公众号，把您的故事告诉我们",
)


@pytest.mark.parametrize("line", APPEALS)
def test_what_a_site_asks_of_its_readers_is_no_end_of_a_story(line: str) -> None:
    assert strip(article(*STORY, line)).article_body == STORY


def test_our_channel_is_an_appeal_in_a_line_and_not_in_a_sentence() -> None:
    line, post = (
        "Tule meie Facebooki sõbraks",
        "Who are we, then? pic.twitter.com/quay and our street",
    )

    assert strip(article(*STORY, line)).article_body == STORY
    assert strip(article(*STORY, f"{line}, ütles ta.")).article_body[-1] == f"{line}, ütles ta."
    assert strip(article(*STORY, post)).article_body == (*STORY, post)


NO_APPEALS = (
    "Anybody who saw the boat on Sunday night is asked to call the police on 0200 1234.",
    "The fishermen have asked everybody in town to like their page and to follow them.",
    "Wer etwas gesehen hat, möge die Polizei unter 0200 1234 anrufen.",
    "Tickets cost nine crowns and are sold at the kiosk; who is under ten pays nothing.",
)


@pytest.mark.parametrize("line", NO_APPEALS)
def test_what_others_ask_of_readers_is_of_the_story(line: str) -> None:
    assert strip(article(*STORY, line)).article_body == (*STORY, line)


PRINTED = {
    "《河口日报》（2022年02月05日 第01版）": [],
    "本报记者 梁书齐 《河口日报》（2022年02月05日 第01版）": ["梁书齐"],
    "（转载自《河口日报》2022年2月5日）": [],
}


@pytest.mark.parametrize(("line", "authors"), PRINTED.items())
def test_the_line_of_the_print_edition_names_the_source(line: str, authors: list[str]) -> None:
    stripped = strip(article(*STORY, line))

    assert stripped.article_body == STORY
    assert stripped.source_organization
    assert stripped.source_organization.name == "河口日报"
    assert [person.name for person in stripped.author] == authors


def test_a_sentence_that_names_a_paper_and_its_day_is_of_the_story() -> None:
    line = "《河口日报》曾在2019年2月5日第3版报道过渡口封冻的情形，那一年复航晚了九天。"

    assert strip(article(*STORY, line)).article_body == (*STORY, line)


def test_a_paragraph_of_the_story_holds_the_notice_above_it() -> None:
    body = (*STORY, "All rights reserved. No part may be copied.", *STORY, "© 2026 The Courier")

    assert strip(article(*body)).article_body == body[:-1]
    assert footer(body) == len(body) - 1


def test_stacked_footers_are_peeled_until_none_is_left_and_become_data() -> None:
    footer = (
        "责任编辑：林晓",
        "云河网版权与免责声明：",
        "凡本站中注明“来源：云河网”的所有文字，版权均属云河网所有。",
        "举报电话：0371-5550000豫ICP备00000001号-1豫公网安备：41000000000001",
        "如因作品内容需要同本网联系，邮箱：editor@yunhe.example。",
    )

    stripped = strip(article(*STORY, *footer))

    assert stripped.article_body == STORY
    assert [person.name for person in stripped.editor] == ["林晓"]
    assert stripped.copyright_notice == "\n".join(footer[1:])
    assert stripped.publisher
    assert stripped.publisher.name == "云河网"
    assert stripped.publisher.email == "editor@yunhe.example"
    assert [number.value for number in stripped.publisher.identifier] == [
        "豫ICP备00000001号-1",
        "豫公网安备41000000000001",
    ]


def test_a_footer_in_the_middle_of_a_story_stays() -> None:
    ours = article(STORY[0], "版权声明：这四个字刻在渡口的石头上。", STORY[1])

    assert strip(ours).article_body == ours.article_body


@pytest.mark.parametrize(
    ("lines", "near_miss"),
    [
        (
            ["Print this page", "Printer-friendly version", "Close window", "Back to top"],
            "Print is dead.",
        ),
        (["Seite drucken", "Druckversion", "Fenster schließen", "Zurück"], "Zurück ans Ufer."),
        (["Imprimer cet article", "Version imprimable", "Haut de page"], "Imprimer coûte cher."),
        (["Versión para imprimir", "Cerrar ventana", "Fechar janela"], "Imprimir no basta."),
        (["Stampa questa pagina", "Chiudi finestra"], "Stampa e radio tacciono."),
        (["Skriv ut", "Afdrukken", "Tulosta"], "Skriv ut det, sade skepparen."),
        (["Drukuj", "Zamknij okno", "Vytisknout", "Nyomtatás"], "Drukuj dalej, powiedział."),
        (["Версия для печати", "Закрыть окно"], "Печать молчит, сказал капитан."),
        (["طباعة", "הדפסה"], "طباعة الكتب تكلف الكثير."),
        (["このページを印刷", "閉じる", "창 닫기"], "印刷する部数を減らす。"),
        (["【打印】 【关闭窗口】", "友善列印", "【字体：大 中 小】"], "打印机昨天运到了学校。"),
        (["点击关注海州发布", "关注海州发布", "公众号：海州发布"], "关注海州港的人是渔民的后代。"),
        (["点击蓝字，关注我们", "识别二维码关注我们"], "点击量一周内超过三万。"),
        (["点分享 点收藏 点点赞 点在看", "转发让更多人看到"], "点赞的人里，有一半是学生。"),
        (["左滑查看更多", "— END —"], "滑动的冰面让渡轮停了三天。"),
    ],
    ids=lambda given: given if isinstance(given, str) else None,
)
def test_buttons_of_a_page_or_an_account_end_no_story(lines: list[str], near_miss: str) -> None:
    alone = [strip(article(*STORY, line)).article_body for line in lines]
    amid = article(STORY[0], lines[0], STORY[1])
    ends = article(near_miss * 2, near_miss)

    assert alone == [STORY] * len(lines)
    assert strip(amid).article_body == amid.article_body
    assert strip(ends).article_body == ends.article_body


def test_a_signature_leaves_the_sentence_and_becomes_the_author() -> None:
    stripped = strip(article(*STORY[:1], "出席仪式的有三百人。（周宁）"))

    assert stripped.article_body == (STORY[0], "出席仪式的有三百人。")
    assert [person.name for person in stripped.author] == ["周宁"]


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("TEXT BY JANE ROE", ["Jane Roe"]),
        ("Text by Jane Roe", ["Jane Roe"]),
        ("TEXT BY JANE ROW", ["Jane Roe", "JANE ROW"]),
    ],
)
def test_an_author_whom_a_last_line_names_in_capitals_is_known_already(
    line: str, authors: list[str]
) -> None:
    named = article(*STORY, line, author=(Person("Jane Roe"),))

    assert [maker.name for maker in strip(named).author] == authors


def test_a_doubt_about_a_line_that_goes_goes_with_it_and_comes_back() -> None:
    def doubt(words: str) -> Doubt:
        readings = (LikelyReading(words.replace("?", "乙"), 0.5), LikelyReading(words, 0.4))
        return Doubt(words, readings)

    doubts = (doubt("渡口?了"), doubt("河口?网"))
    served = article("渡口?了，船也来了。", "版权声明：河口?网版权所有，未经授权不得转载。")
    told = replace(served, provenance=replace(KNOWN, doubts=doubts))

    clean = strip(told)

    assert clean.article_body == told.article_body[:1]
    assert clean.provenance.doubts == doubts[:1]
    assert undo(clean) == told


def test_headlines_behind_the_editors_line_are_no_part_of_the_story() -> None:
    stripped = strip(article(*STORY, "责任编辑：林晓", "灯会周末开幕", "小学迎来新操场"))

    assert stripped.article_body == STORY


def test_a_picture_keeps_its_place_when_paragraphs_above_it_go() -> None:
    pictures = (Image("https://a.example/1.jpg", position=0), Image("b", position=2))

    stripped = strip(article("（原标题：旧题）", *STORY, image=pictures))

    assert [image.position for image in stripped.image] == [0, 1]


def test_pictures_move_once_however_many_paragraphs_go() -> None:
    notes = tuple(f"（原标题：旧题{n}）" for n in range(20))
    pictures = tuple(Image(f"https://a.example/{n}.jpg", position=n) for n in (0, 20, 21))

    stripped = strip(article(*notes, *STORY, image=pictures))

    moves = [each for each in stripped.provenance.edits if each.field.endswith("position")]
    assert [image.position for image in stripped.image] == [0, 0, 1]
    assert [(each.field, each.before, each.after) for each in moves] == [
        ("image[1].position", 20, 0), ("image[2].position", 21, 1),
    ]  # fmt: skip
    assert undo(stripped).image == pictures


class Counted(str):
    """A name that counts what it is compared with."""

    __slots__ = ()
    compared = 0

    def casefold(self) -> Counted:
        return Counted(super().casefold())

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return super().__eq__(other)

    __hash__ = str.__hash__


def test_each_credit_is_looked_up_among_the_authors_and_not_compared_with_each() -> None:
    authors = tuple(Person(Counted(f"Jane Roe {chr(97 + n % 26)}{n}")) for n in range(200))
    lines = [f"By {first} {last}" for first in ("Ann", "Ben", "Cat") for last in ("Doe", "Orr")]
    Counted.compared = 0

    stripped = strip(article(*STORY, *lines, author=authors))

    assert len(stripped.author) == len(authors) + len(lines)
    assert Counted.compared < 2 * len(authors)


@pytest.mark.parametrize("count", [20, 200])
def test_each_line_of_a_footer_is_measured_a_few_times(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[str] = []

    def width(line: str) -> int:
        measured.append(line)
        return len(line)

    monkeypatch.setattr("crawler.boilerplate._width", width)

    stripped = strip(article(LONG, LONG, *(["责任编辑："] * count)))

    assert stripped.article_body == (LONG, LONG)
    assert len(measured) <= 4 * (count + 2)


def test_a_site_has_rules_of_its_own() -> None:
    rule = Rule("tide-table", r"^Tides today")

    stripped = strip(article("The ferry is back on Monday.", "Tides today: 06:12, 18:40"), [rule])

    assert stripped.article_body == ("The ferry is back on Monday.",)
    assert stripped.provenance.edits[0].by == "boilerplate:tide-table"


LONG = "渡口的调度员把一天的潮水写在墙上，从清晨写到深夜，一笔也不落下。" * 8
TEASER = "新操场的跑道用旧轮胎铺成，孩子们说它比石子路软得多，下雨天也不滑。"


def test_a_teaser_after_the_editors_line_is_another_story() -> None:
    stripped = strip(article(LONG, LONG, "责任编辑：", "小学迎来新操场", TEASER, "，云河晚报"))

    assert stripped.article_body == (LONG, LONG)


def test_a_story_that_goes_on_after_an_editors_line_is_kept() -> None:
    stripped = strip(article(LONG, LONG, "责任编辑：林晓", LONG))

    assert stripped.article_body[-1] == LONG


def test_a_notice_after_the_editors_line_is_still_read() -> None:
    notice = "版权声明：云河网版权所有，未经书面授权不得转载、摘编或建立镜像，违者必究。"
    stripped = strip(article(LONG, LONG, "责任编辑：林晓", notice))

    assert stripped.article_body == (LONG, LONG)
    assert stripped.copyright_holder == "云河网"


LINES = st.sampled_from([*STORY, *(c["case"] for c in CASES), *(c["near_miss"] for c in CASES)])


@given(st.lists(LINES | st.text(max_size=20), max_size=12))
def test_whatever_was_stripped_is_brought_back_letter_for_letter(lines: list[str]) -> None:
    ours = article(*lines, image=(Image("p", position=len(lines)),))

    stripped = strip(ours)

    assert undo(stripped) == ours
    assert strip(stripped).article_body == stripped.article_body or len(lines) > 1


@pytest.mark.parametrize(
    ("line", "holder"),
    [
        ("© 2026 Saltmarsh Courier. All rights reserved.", "Saltmarsh Courier"),
        ("Copyright 2019-2026 The Harbour Post", "The Harbour Post"),
        ("版权声明：云河网版权所有", "云河网"),
    ],
)
def test_the_holder_of_the_rights_is_named(line: str, holder: str) -> None:
    assert notice_of([line]).holder == holder
