"""One page from its bytes to a clean article: whole, repaired, stripped, and taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive.jsonl import from_line, to_line
from crawler.extract import PARTS_CUT, bounded, extract, repair_article
from crawler.model import MOST_PARTS, Article, Capture, Person, Provenance, undo
from crawler.page.read import read

SEED = Path(__file__).parents[2] / "shared" / "seed"
CAPTIONS = {5, 6, 8, 9, 10, 12, 14, 15}
NOTICE = 18
WHEN = datetime(2022, 2, 6, tzinfo=UTC)


def portal_page(lines: list[str], captions: set[int], notice: int) -> bytes:
    """Return a page as a regional CMS sets it: headline lines, body, pictures, notice."""
    story = [
        f'<p style="text-align:center"><img src="/pic/{n}.jpg"></p>'
        f'<p style="text-align:center">{line}</p>'
        if n in captions
        else f"<p>\u3000\u3000{line}</p>"
        for n, line in enumerate(lines[3 : notice - 1], 4)
    ]
    foot = "".join(f"<p>{line}</p>" for line in lines[notice - 1 :])
    menu = "".join(f'<li><a href="/{n}/">频道{n}</a></li>' for n in range(8))
    return (
        f'<html><head><meta charset="utf-8"><title>{lines[1]}</title></head><body>'
        f'<ul class="nav">{menu}</ul><div class="article"><p class="yinti">{lines[0]}</p>'
        f'<h1>{lines[1]}</h1><h2 class="futi">{lines[2]}</h2>'
        f'<div class="content">{"".join(story)}</div><div class="notice">{foot}</div></div>'
        "</body></html>"
    ).encode()


@pytest.mark.skipif(not SEED.exists(), reason="the reference page lies outside the repository")
def test_the_reference_page_comes_out_as_it_was_written() -> None:
    served = (SEED / "page_text.txt").read_text("utf-8").split("\n")
    meant = (SEED / "restored.txt").read_text("utf-8").split("\n")
    url = "http://mirror.example/news/yaowen/2022/0205223052022.html"
    capture = Capture(url=url, fetched_at=WHEN, body=portal_page(served, CAPTIONS, NOTICE))

    article = extract(capture)

    body = tuple(meant[n - 1] for n in (4, 7, 11, 13, 16))
    assert article.article_body == (*body, meant[16].removesuffix("（刘晓冬）"))
    lines = (article.kicker, article.headline, article.alternative_headline)
    assert lines == tuple(meant[:3])
    assert [image.caption for image in article.image] == [meant[n - 1] for n in sorted(CAPTIONS)]
    assert {image.credit_text for image in article.image} == {"内蒙古日报社融媒体记者袁永红摄"}
    assert [person.name for person in article.author] == ["刘晓冬"]
    assert article.publisher
    assert article.publisher.email == "bjwmaster@163.com"
    assert {number.value for number in article.publisher.identifier} == {
        "蒙ICP备16001043号-1",
        "15120200009-1",
        "蒙公网安备15010502001245",
    }
    assert article.copyright_notice == "\n".join(meant[NOTICE - 1 :])
    assert article.in_language == "zh-Hans"
    assert "mirror" in article.provenance.flags
    assert undo(article) == read(capture)
    assert undo(from_line(to_line(article))) == read(capture)


OURS = [
    "林海舟在渡口检查防汛工作时强调",
    "守住每一道堤坝保障群众安全过渡",
    "确保汛期渡运不停工不误农时",
    (
        "6月4日，县长林海舟来到云河渡口检查防汛工作。他强调，要把责任落实到每一个岗位，进一步完善应急预案，"
        "确保汛期渡运安全。"
    ),
    "6月4日，县长林海舟在云河渡口了解堤坝加固情况。云河日报记者周宁摄",
    (
        "在渡口调度室，林海舟详细询问水位变化和船只检修情况，并与值班人员视频连线。他说，设备要经常检验，"
        "问题要及时发现、及时处理，决不能有半点麻痹大意。"
    ),
    "6月4日，县长林海舟在渡口调度室查看水位监测。云河日报记者周宁摄",
    (
        "检查期间，林海舟还看望了坚守一线的渡工，向他们表示慰问，要求有关部门关心他们的生活，把各项保障措施"
        "落到实处。"
    ),
    "县领导赵立新参加检查。（陈晓东）",
    "云河网版权与免责声明：",
    "凡本站中注明“来源：云河网”的所有文字、图片，版权均属云河网所有，转载时必须注明“来源：云河网”。",
    "版权声明：云河网版权所有，未经书面授权，不得转载。 举报电话：03715550000豫ICP备00000001号-1",
]


def test_a_portal_page_is_read_whole_and_clean() -> None:
    capture = Capture(
        url="https://yunhe.example/news/2026/0604/1.html",
        fetched_at=datetime(2026, 6, 5, tzinfo=UTC),
        body=portal_page(OURS, {5, 7}, 10),
    )

    article = extract(capture)

    assert article.article_body == (OURS[3], OURS[5], OURS[7], "县领导赵立新参加检查。")
    assert (article.kicker, article.headline, article.alternative_headline) == tuple(OURS[:3])
    assert [image.caption for image in article.image] == [OURS[4], OURS[6]]
    assert [person.name for person in article.author] == ["陈晓东"]
    assert article.publisher
    assert article.publisher.name == "云河网"
    assert article.copyright_notice == "\n".join(OURS[9:])
    assert undo(article) == read(capture)


def test_what_is_proven_in_the_body_speaks_for_the_headline() -> None:
    known = Provenance(captures=("sha1:A",), fetched_at=WHEN, encoding="utf-8")
    damaged = Article(
        url="https://a.example/",
        headline="調(diào)研渡口",
        article_body=("縣(xiàn)長(zhǎng)來(lái)到渡口調(diào)研，詢(xún)問(wèn)水位。",),
        in_language="zh-Hant",
        provenance=known,
    )

    repaired = repair_article(damaged)

    assert repaired.headline == "调研渡口"
    assert repaired.article_body == ("县长来到渡口调研，询问水位。",)
    assert repaired.in_language == "zh-Hans"
    assert repaired.provenance.flags == ("mirror",)
    assert undo(repaired) == damaged


@pytest.mark.parametrize(
    ("said", "unsure"),
    [
        ("渡船停航九個(gè)星期，痛苦的就是?了。", 1),
        ("渡船什么時(shí)候通航?", 0),
        ("他問(wèn)：“渡船什么時(shí)候通航?”", 0),
    ],
)
def test_what_several_readings_fit_is_flagged_with_its_share(said: str, unsure: int) -> None:
    known = Provenance(captures=("sha1:A",), fetched_at=WHEN, encoding="utf-8")
    line = "縣(xiàn)長(zhǎng)來(lái)到渡口調(diào)研，詢(xún)問(wèn)水位。"
    damaged = Article(
        url="https://a.example/", headline="調(diào)研渡口", article_body=(line, said),
        in_language="zh-Hant", provenance=known,
    )  # fmt: skip

    repaired = repair_article(damaged)

    length = len("\n".join((repaired.headline, *repaired.article_body)))
    flags = ("unsure-characters",) * unsure
    assert repaired.provenance.flags == (*flags, "mirror")
    assert repaired.provenance.lost_share == (round(unsure / length, 4) or None)
    assert undo(repaired) == damaged


TOLD = (
    "縣(xiàn)里說(shuō),渡口的設計經(jīng)過論證。",
    "這(zhè)件事已經(jīng)傳開(kāi),渡口的產(chǎn)業也進(jìn)步了。",
)


@pytest.mark.parametrize(
    ("said", "reads", "doubts"),
    [
        (
            "渡口的設計經(jīng)過論證?!叭w師生無權過問這(zhè)里的事。",
            "渡口的设计经过论证。“??师生无权过问这里的事。",
            {"过论证。“??师生无权过": ["过论证。“全体师生无权过", "过论证。“三个师生无权过"]},
        ),
        (
            "縣(xiàn)里說(shuō),渡口的事務(wù)都已經(jīng)辦完?!叭魏螄覠o權過問這(zhè)里的船只。",
            "县里说，渡口的事务都已经办完。“任何国家无权过问这里的船只。",
            {},
        ),
        ("渡船什么時(shí)候通航?他問(wèn)。", "渡船什么时候通航?他问。", {}),
    ],
    ids=["two likely readings", "one likely reading", "a question"],
)
def test_a_record_tells_what_may_have_stood_where_several_readings_are_likely(
    said: str, reads: str, doubts: dict[str, list[str]]
) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in (*TOLD, said, *TOLD))
    body = f"<h1>渡口的產(chǎn)業進(jìn)步了</h1>{paragraphs}".encode()

    article = extract(Capture(url="https://a.example/1", fetched_at=WHEN, body=body))

    told = article.provenance.doubts
    assert article.article_body[2] == reads
    assert {doubt.text: [each.text for each in doubt.readings] for doubt in told} == doubts
    assert all(doubt.text in reads for doubt in told)
    assert all(0.8 < sum(each.share for each in doubt.readings) <= 1 for doubt in told)
    assert from_line(to_line(article)) == article
    assert undo(article).article_body[2] == said


@pytest.mark.parametrize("nothing", ["\x08", "\x00\x01"])
def test_what_is_nothing_but_damage_is_absent_and_comes_back(nothing: str) -> None:
    known = Provenance(captures=("sha1:A",), fetched_at=WHEN, encoding="utf-8")
    damaged = Article(
        url="https://a.example/",
        headline=nothing,
        kicker=nothing,
        article_body=("Text", nothing),
        author=(Person(nothing),),
        provenance=known,
    )

    repaired = repair_article(damaged)

    assert repaired.kicker is None
    assert len(repaired.author) == 1
    assert undo(from_line(to_line(repaired))) == damaged


def test_what_cannot_be_restored_is_flagged_and_not_guessed() -> None:
    known = Provenance(captures=("sha1:A",), fetched_at=WHEN, encoding="utf-8")
    damaged = Article(url="https://a.example/", article_body=("K\ufffdnig",), provenance=known)

    repaired = repair_article(damaged)

    assert repaired.article_body == damaged.article_body
    assert "replacement-characters" in repaired.provenance.flags
    assert repaired.provenance.lost_share
    assert 0 < repaired.provenance.lost_share < 1


@pytest.mark.parametrize("between", ["", " ", "\xa0", "\xa0\u00c2\xa0"])
def test_spaces_that_hid_in_letters_at_the_end_of_a_line_go_as_all_others_have(
    between: str,
) -> None:
    damaged = f"It\u00e2\u0080\u0099s nine weeks since the ferry left.\u00c2{between}"
    lines = "".join(f"<p>{line} Everybody waits.</p><p>{line}</p>" for line in [damaged] * 4)
    body = f"<h1>The ferry is back</h1>{lines}".encode()

    page = Capture(url="https://a.example/1", fetched_at=WHEN, body=body)

    read_again = extract(page).article_body
    assert not [line for line in read_again if line != line.rstrip() or "\u00c2" in line]
    assert len(read_again) == 8
    assert "It’s nine weeks" in read_again[0]


@pytest.mark.parametrize(("authors", "flags"), [(MOST_PARTS, ()), (MOST_PARTS + 1, (PARTS_CUT,))])
def test_an_article_has_no_more_parts_than_a_process_can_be_given(
    authors: int, flags: tuple[str, ...]
) -> None:
    whole = Article(
        url="https://a.example/1.html",
        headline="Ferry",
        author=tuple(Person(f"Anna {n}") for n in range(authors)),
        keywords=("ferry",) * (MOST_PARTS + 1),
        article_body=("The ferry is back.",) * (MOST_PARTS + 1),
        provenance=Provenance(captures=(), fetched_at=WHEN, encoding="utf-8"),
    )

    held = bounded(whole)

    assert held.author == whole.author[:MOST_PARTS]
    assert held.provenance.flags == flags
    assert (held.keywords, held.article_body) == (whole.keywords, whole.article_body)
    assert bounded(held) is held
