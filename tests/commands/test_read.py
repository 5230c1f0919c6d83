"""Pages are read from files, from standard input and from addresses."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from crawler.commands.portal import serving
from tests.commands.conftest import Run
from tests.commands.typed import PAGE, ROOT, STORY, scrapy
from tests.test_api import ASKED


def answers(run: Run, name: str, asked: list[Any]) -> list[dict[str, Any]]:
    given = b"\n".join(a if isinstance(a, bytes) else json.dumps(a).encode() for a in asked)
    return [json.loads(line) for line in run(name, given=given)[1].splitlines()]


def test_read_answers_every_line_with_its_id(run: Run, tmp_path: Path) -> None:
    page, packed, empty = tmp_path / "a.html", tmp_path / "b.html.gz", tmp_path / "c.html"
    page.write_bytes(PAGE)
    packed.write_bytes(gzip.compress(PAGE))
    empty.write_bytes(b"")
    asked = [
        {"id": "plain", "path": str(page), "url": f"http://www.beiling.example/{STORY}"},
        {"id": "packed", "path": str(packed), "url": f"http://www.beiling.example/{STORY}"},
        {"id": "empty", "path": str(empty)},
        {"id": "no url", "path": str(page), "url": None},
        {"id": "missing", "path": str(tmp_path / "nothing")},
        b"no JSON",
        b"[1]",
    ]

    got = answers(run, "read", asked)

    assert [answer["id"] for answer in got] == [
        "plain", "packed", "empty", "no url", "missing", None, None,
    ]  # fmt: skip
    assert got[0]["headline"] == "云河至石桥早班客车今起提前二十分钟"
    assert got[1]["articleBody"] == got[0]["articleBody"]
    assert got[2]["notAnArticle"] == "empty-body"
    assert got[3]["headline"] == got[0]["headline"]
    assert all("error" in answer for answer in got[4:])


def test_read_tells_the_readings_of_what_a_mirror_left_in_doubt(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    sure = "<p>縣(xiàn)里說(shuō),渡口的產(chǎn)業也進(jìn)步了,大家都來(lái)看。</p>"
    unsure = "<p>渡口的設計經(jīng)過論證?!叭w師生無權過問這(zhè)里的事。</p>"
    page.write_text(f"<meta charset=utf-8><h1>渡口的設計</h1>{sure}{unsure}{sure}", "utf-8")

    (record,) = answers(run, "read", [{"path": str(page), "url": "https://a.example/1"}])

    (doubt,) = record["provenance"]["doubts"]
    assert doubt["text"] in record["articleBody"]
    assert [each["text"] for each in doubt["readings"]] == [
        "过论证。“全体师生无权过",
        "过论证。“三个师生无权过",
    ]
    assert sum(each["share"] for each in doubt["readings"]) <= 1


def test_read_parts_paragraphs_of_a_mirror_at_tags_that_it_tore(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    sound = "<p>縣長來到渡口調研，詢問水位，並對渡船停航九個星期表示關心。</p>"
    torn = "<p><strong>會計說帳目清楚?/strong>大家都放心了。</p><p>魚市又熱鬧了?/p>"
    head = (
        "<head><meta charset=gbk><title>縣長來到渡口調研</title></head><h1>縣長來到渡口調研</h1>"
    )
    html = f"<html>{head}{sound}{torn}{sound}</html>"
    page.write_bytes(html.encode("gbk"))

    (record,) = answers(run, "read", [{"path": str(page), "url": "https://a.example/1"}])

    lines = record["articleBody"].split("\n")
    assert lines[1:3] == ["會計說帳目清楚?大家都放心了。", "魚市又熱鬧了?"]
    assert "torn-tags" in record["provenance"]["flags"]


def test_read_gives_the_shape_of_a_text_and_its_comments_where_they_are_asked_for(
    run: Run, tmp_path: Path
) -> None:
    page = tmp_path / "a.html"
    page.write_text(ASKED)
    asked = json.dumps({"path": str(page)}).encode()

    plain = json.loads(run("read", given=asked)[1])
    rich = json.loads(run("read", "--rich-text", "html", "--comments", given=asked)[1])

    assert {"articleHtml", "comment"} <= rich.keys() - plain.keys()
    shown = run("read", "--rich-text", "markdown", "--comments", str(page))[1].decode()
    assert "## Next" in shown
    assert "[comment] Ann Lee: At last" in shown
    assert b"[comment]" not in run("read", str(page))[1]


def test_a_lone_surrogate_never_breaks_a_line(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    text = "A ferry came back to the harbour today, and people stood on the quay to see it. " * 4
    page.write_text(f"<h1>The ferry &#xD83D; is back</h1><p>{text}&#55357;</p>")

    [answer] = answers(run, "read", [{"id": "\ud83d", "path": str(page)}])

    assert answer["id"] == "\ud83d"
    assert "ferry" in answer["headline"]


def test_read_shows_one_page_for_reading(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_bytes(PAGE)

    _, out = run("read", "--url", f"http://www.beiling.example/{STORY}", page)

    said = out.decode()

    assert said.startswith("云河至石桥早班客车今起提前二十分钟")
    assert "2022-02-05" in said
    assert "票价不变" in said


def test_read_fetches_an_address() -> None:
    with serving(ROOT / "fixtures/portal") as url:
        done = scrapy("read", "--json", url + STORY)

    assert json.loads(done.stdout)["headline"] == "云河至石桥早班客车今起提前二十分钟"
