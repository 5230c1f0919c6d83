"""A page of a mirror, spam and all, comes out as the story that its publisher wrote."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive.jsonl import from_line, to_line
from crawler.extract import extract
from crawler.model import Article, Capture, undo
from crawler.page.read import read
from crawler.text.mirror.mirror import evidence
from tests.damage import damage

ROOT = Path(__file__).parents[3]
TABLES = json.loads((ROOT / "fixtures/text/mirror.json").read_text("utf-8"))["tables"]
URL = "http://www.machine-parts.example/news/2022/1205203012.html"

HEADLINE = "云河县调研组查看渡口安全：要把关口守住"
STORY = (
    "云河日报讯（记者 周山 通讯员 林海）12月3日，云河县调研组来到东门渡口，查看船只的安全情况。",
    "调研组经过现场询问，认为责任没有完全落实，要求渡口的负责人在一周之内提出办法，并且把结果报告给县里。",
    "渡口的老船长说，他们现在承担着两岸四个乡镇的运输，冬天风大，学生和老人过河时最怕浪。",
    "县里的工作人员会逐一检查证件，对没有执照的船只，一律不准下水。记者了解到，新的栈桥明年春天开工。",
    "“把每一个人都平安送到对岸，是我们的本分。”老船长指着江面说。",
)
RIGHTS = (
    "版权声明：本网注明“来源：云河新闻网”的所有作品，版权均属于云河日报社所有，未经授权不得转载。"
)
WORDS = "久久精品国产亚洲av麻豆，国产成人免费视频，一区二区三区在线观看"

OUT_OF_SIGHT = f"""<div style="position:fixed;left:-9000px;top:-9000px"><h1><a
href="http://x.example/">无码免费在线视频播放高清</a></h1>{WORDS}</div>
<div id="dxmnt" style="display: none;"><sub id="dxmnt"></sub><ol id="p7vn1"><em></em></ol></div>"""
HIDDEN_LINKS = (
    '<div style="display:none">'
    + "".join(
        f'<a href="http://x.example/{n}">{word}</a>'
        for n, word in enumerate(["成人在线", "亚洲精品视频", "欧美一区", "激情小说"] * 6)
    )
    + "</div>"
)
SEEN_LINKS = (
    '<ul class="list">'
    + "".join(
        f'<li><a href="http://x.example/{n}">{word}在线观看</a></li>'
        for n, word in enumerate(["亚洲精品", "成人视频", "国产三级", "欧美高清"] * 4)
    )
    + "</ul>"
)


def mirrored(table: str, *, title: str = "", h1: bool = True, around: str = "") -> str:
    """Return a page as a mirror serves it; `around`: where more search words stand."""

    def seen(text: str) -> str:
        return damage(text, TABLES[table])

    spam = f'<p>{WORDS}，<a href="http://x.example/">久久视频</a></p>'
    paragraphs = [f"<p>{seen(text)}</p>" for text in STORY]
    if around == "inside":
        paragraphs.insert(2, spam)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<title>{title or "久久精品国产亚洲av_" + seen(HEADLINE)}</title>
<meta name="keywords" content="国产精品,久久,亚洲av,{seen("渡口")}">
<meta name="description" content="{WORDS},{seen(HEADLINE)}"></head><body>
{OUT_OF_SIGHT}{HIDDEN_LINKS}
<div class="nav"><a href="/">{seen("首页")}</a><a href="/about/">{seen("联系我们")}</a></div>
<div class="content">{f"<h1>{seen(HEADLINE)}</h1>" if h1 else ""}
<div class="info">{seen("来源：云河日报")} {seen("作者：周山")} 2022-12-05 20:30</div>
<div class="text">{spam if around == "before" else ""}{"".join(paragraphs)}
<p>{seen("（责任编辑：陈红）")}</p><p>{seen(RIGHTS)}</p>{spam if around == "behind" else ""}</div>
<div class="bottom">Copyright ? 2010-2022 {seen("云河日报社 版权所有")} 云ICP备12345678号</div>
</div>
{SEEN_LINKS if around == "list" else ""}
<footer><a href="http://x.example/">国产精品久久久久久</a></footer></body></html>"""


def captured(page: str, encoding: str = "utf-8") -> Capture:
    body = page.replace("utf-8", encoding).encode(encoding)
    return Capture(url=URL, fetched_at=datetime(2022, 12, 8, tzinfo=UTC), body=body)


def assert_is_the_story(article: Article) -> None:
    assert article.article_body == STORY
    assert article.headline == HEADLINE
    assert (article.kicker, article.alternative_headline) == (None, None)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_mirrors_page_gives_the_story_and_nothing_else(table: str, encoding: str) -> None:
    article = extract(captured(mirrored(table), encoding))

    assert_is_the_story(article)
    assert article.description == HEADLINE
    assert article.keywords == ("渡口",)
    assert article.in_language == "zh-Hans"
    assert "mirror" in article.provenance.flags


@pytest.mark.parametrize("around", ["before", "inside", "behind", "list"])
def test_search_words_are_taken_out_wherever_they_stand(around: str) -> None:
    capture = captured(mirrored("many", around=around))

    article = extract(capture)

    assert_is_the_story(article)
    assert undo(article) == read(capture)


@pytest.mark.parametrize(
    "title",
    [
        "久久精品国产亚洲av_国产成人免费视频_{}",
        "{}-久久精品国产亚洲av麻豆",
        "{}_国产成人免费视频,久久精品,亚洲欧美在线观看_云河新闻网",
    ],
)
@pytest.mark.parametrize("h1", [True, False])
def test_a_title_is_parted_from_search_words(title: str, h1: bool) -> None:  # noqa: FBT001
    stated = title.format(damage(HEADLINE, TABLES["many"]))

    article = extract(captured(mirrored("many", title=stated, h1=h1)))

    assert article.headline == HEADLINE
    assert article.article_body == STORY


def test_the_first_publisher_is_told_by_the_notice_that_was_copied() -> None:
    article = extract(captured(mirrored("few")))

    assert article.publisher
    assert article.publisher.name == "云河新闻网"
    assert [number.value for number in article.publisher.identifier] == ["云ICP备12345678号"]
    assert article.copyright_holder == "云河日报社"
    assert article.copyright_notice
    assert "Copyright © 2010-2022 云河日报社" in article.copyright_notice
    assert RIGHTS in article.copyright_notice
    assert article.source_organization
    assert article.source_organization.name == "云河日报"
    assert [person.name for person in article.author] == ["周山", "林海"]
    assert [person.name for person in article.editor] == ["陈红"]


def test_every_change_can_be_undone_from_the_record() -> None:
    capture = captured(mirrored("few", around="inside"))

    line = to_line(extract(capture))

    assert undo(from_line(line)) == read(capture)


def test_the_command_writes_the_same_record(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(mirrored("many", around="behind"), "utf-8")
    asked = json.dumps({"id": "a", "url": URL, "path": str(page)})

    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "read"],
        input=asked.encode(),
        capture_output=True,
        cwd=ROOT,
        check=True,
    )

    record = json.loads(done.stdout)
    assert record["headline"] == HEADLINE
    assert record["articleBody"] == "\n".join(STORY)
    assert record["inLanguage"] == "zh-Hans"
    assert record["publisher"]["name"] == "云河新闻网"
    assert "mirror" in record["provenance"]["flags"]
    assert not any(word in json.dumps(record["keywords"]) for word in ("久久", "av"))


def test_a_sound_page_about_such_words_keeps_them() -> None:
    page = (
        "<html><head><title>警方查处传播“国产成人免费视频”的网站</title>"
        "<meta name=keywords content='免费视频,警方'></head><body><h1>警方查处传播"
        "“国产成人免费视频”的网站</h1><p>12月5日，云河警方通报，一个以“国产成人免费视频”为名的网站被查处，"
        "三名嫌疑人已经归案。</p><p>警方提醒市民，不要点开来历不明的链接。</p></body></html>"
    )

    article = extract(captured(page))

    assert article.headline == "警方查处传播“国产成人免费视频”的网站"
    assert article.keywords == ("免费视频", "警方")
    assert len(article.article_body) == 2
    assert "mirror" not in article.provenance.flags


def test_a_taiwanese_page_with_a_gloss_stays_as_it_is() -> None:
    lines = (
        "漁港的燈塔昨天重新點亮，鎮上的老人都來看。守燈人姓單(shàn)，今年八十歲。",
        "他說這座塔是祖父那一輩蓋的，當時還用魚油，後來換了電燈，再後來沒有人管，門鎖都鏽了。",
        "去年鎮公所撥款整修，請來外地的師傅，把銅頂擦亮，又把樓梯換成新的，塔邊的礁石叫澠(miǎn)石。",
        "孩子們圍著他問東問西，他一一回答，還說塔裡的鐘是從外國買回來的，每到整點(diǎn)就敲一次。",
        "鎮長說，明年還要在塔下辦一個小小的展覽，把老照片和航海圖都擺出來，讓更多人知道漁港的過去。",
    )
    page = "<html><body><h1>漁港燈塔重新點亮</h1>{}</body></html>"

    article = extract(captured(page.format("".join(f"<p>{line}</p>" for line in lines))))

    assert article.article_body == lines
    assert article.headline == "漁港燈塔重新點亮"
    assert "mirror" not in article.provenance.flags
    assert evidence(lines) is None
