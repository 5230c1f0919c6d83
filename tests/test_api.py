"""The public Python API: three lines for a stranger, cheap to import, typed."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import crawler
from crawler import Article, Capture, NotAnArticle, decode, extract, read, repair

ROOT = Path(__file__).parents[1]
STORY = (ROOT / "fixtures/portal/news/yaowen/2022/0205/223052031.html.http").read_bytes()
BODY = STORY.partition(b"\r\n\r\n")[2]
URL = "https://news.example/2022/0205/1.html"
TEXT = "船工们在渡口等了整整一个冬天，终于把封冻的航道重新打开，两岸群众都来了。"
PAGE = (
    f"<html><head><title>渡口</title></head><body><h1>渡口复航了</h1><p>{TEXT}</p></body></html>"
)


def python(script: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, check=False, text=True, timeout=60
    )


def test_importing_the_package_loads_nothing_of_it_nor_of_others() -> None:
    done = python(
        "import crawler, sys; "
        "print([m for m in sys.modules if m.startswith(('crawler.', 'lxml', 'scrapy'))])"
    )

    assert done.stdout == "[]\n"


def test_reading_a_page_needs_no_scrapy() -> None:
    done = python(
        "import crawler, sys; crawler.read; crawler.repair; "
        "print([m for m in sys.modules if m.startswith(('scrapy', 'twisted'))])"
    )

    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", crawler.__all__)
def test_every_public_name_is_there_and_told_of(name: str) -> None:
    assert name in dir(crawler)
    assert getattr(crawler, name).__doc__


def test_no_other_name_is_there() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = crawler.nonsense


@pytest.mark.parametrize("before", ["", "import crawler.extract", "import crawler.pipelines"])
def test_extract_is_the_function_whatever_was_imported_before(before: str) -> None:
    done = python(
        f"{before}\nfrom crawler import extract\nimport crawler.extract\n"
        "from crawler.extract import repair_article\nprint(callable(extract), "
        "crawler.extract is extract)"
    )

    assert done.stdout == "True True\n", done.stderr


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "big5hkscs", "utf-16"])
def test_bytes_are_read_by_evidence_and_text_as_it_is(charset: str) -> None:
    text = PAGE.replace("终于把", "把").replace("整整", "").translate(TRADITIONAL)
    given: str | bytes = text if charset == "utf-8" else text.encode(charset)

    assert read(given, url=URL).article_body == read(text, url=URL).article_body


TRADITIONAL = str.maketrans("复冻开岸两们个时来", "復凍開岸兩們個時來")


def test_the_header_is_heard_and_not_believed() -> None:
    told = read(BODY, url=URL, content_type="text/html; charset=gb2312")
    misled = read(BODY, url=URL, content_type="text/html; charset=utf-8")

    assert told.headline == misled.headline
    assert misled.provenance.encoding == "gb18030"


@pytest.mark.parametrize(
    "label", ["gb2312", "utf-16", "iso-2022-jp", "hz-gb-2312", "x-user-defined"]
)
def test_text_stays_as_it_is_whatever_its_meta_says(label: str) -> None:
    page = PAGE.replace("<head>", f"<head><meta charset={label}>")
    escapes = page.replace("渡口等", "渡口 ~{VPND~} 等")

    assert read(page, url=URL).article_body == (TEXT,)
    assert "~{VPND~}" in read(escapes, url=URL).article_body[0]


def test_text_with_half_a_character_is_read_with_a_sign_for_it() -> None:
    article = read(PAGE.replace("渡口等", "渡口\ud83d等"), url=URL)

    assert "渡口\ufffd等" in article.article_body[0]


def test_text_that_somebody_decoded_wrongly_is_repaired() -> None:
    page = "<h1>Café öffnet früher</h1><p>Der Wirt des Cafés öffnet am Montag die Türen.</p>"

    article = read(page.encode().decode("latin-1"), url=URL)

    assert article.headline == "Café öffnet früher"
    assert article.provenance.edits


def test_what_read_gives_is_what_extract_gives() -> None:
    at = datetime(2026, 1, 2, tzinfo=UTC)
    capture = Capture(url=URL, fetched_at=at, body=BODY)

    article = read(BODY, url=URL, fetched_at=at)

    assert isinstance(article, Article)
    assert article == extract(capture)


def test_two_hours_ago_is_counted_from_when_it_was_fetched() -> None:
    page = PAGE.replace("</h1>", "</h1><time>2小时前</time>")
    at = datetime(2024, 5, 6, 12, tzinfo=UTC)

    article = read(page, url="https://news.example/story", fetched_at=at)

    assert (article.date_published or "").startswith("2024-05-06")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        read(PAGE, url=URL, fetched_at=datetime(2024, 5, 6))  # noqa: DTZ001 the case itself


@pytest.mark.parametrize("page", ["", b"", "<p></p>", b"\x00\x01\x02\x03"])
def test_a_page_without_an_article_says_why(page: str | bytes) -> None:
    with pytest.raises(NotAnArticle) as verdict:
        read(page, url=URL)

    assert verdict.value.reason


def test_decode_and_repair_say_what_they_found() -> None:
    assert decode("Où ? Déjà vu à l’été".encode("cp1252")).encoding == "windows-1252"
    assert repair("Itâ€™s").text == "It’s"


def test_the_example_of_the_readme_does_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    [example] = [block for block in blocks if "import read" in block]

    exec(example, {"html": PAGE})

    assert TEXT in capsys.readouterr().out


SCRIPT = """
from crawler import Article, NotAnArticle, decode, extract, read, repair

article: Article = read(b"<h1>x</h1>", url="https://a.example/", content_type="text/html")
headline: str = article.headline
paragraphs: tuple[str, ...] = article.article_body
text: str = decode(b"x").text + repair("x").text
"""
WRONG = "from crawler import read\nhalf: int = read('x', url='https://a.example/').headline\n"


@pytest.mark.long
@pytest.mark.parametrize(("script", "status"), [(SCRIPT, 0), (WRONG, 1)])
def test_a_script_that_uses_it_is_held_to_its_types(
    script: str, status: int, tmp_path: Path
) -> None:
    (tmp_path / "script.py").write_text(script)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(tmp_path)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)

    assert (done.returncode, "Success" in done.stdout) == (status, not status), done.stdout


ASKED = (
    f"<h1>The ferry</h1><p>{'The ferry left the old quay on Monday, after repairs. ' * 4}</p>"
    "<h2>Next</h2><ul><li>It sails <a href='https://b.example/'>again</a>.</li></ul>"
    "<div itemscope itemtype='https://schema.org/Comment'><span itemprop=author>Ann Lee</span>"
    "<p itemprop=text>At last, after nine weeks of waiting for it!</p></div>"
)


def test_the_shape_of_a_text_and_its_comments_are_there_where_they_are_asked_for() -> None:
    plain = read(ASKED, url=URL)
    rich = read(ASKED, url=URL, rich_text="markdown", comments=True)

    assert (plain.article_markdown, plain.article_html, plain.comment) == (None, None, ())
    assert "## Next\n\n- It sails [again](<https://b.example/>)." in (rich.article_markdown or "")
    assert [each.text for each in rich.comment] == ["At last, after nine weeks of waiting for it!"]
    assert rich.article_body == plain.article_body
    assert "<h2>Next</h2>" in (read(ASKED, url=URL, rich_text="html").article_html or "")
    with pytest.raises(ValueError, match="html or markdown, not 'pdf'"):
        read(ASKED, url=URL, rich_text="pdf")  # type: ignore[arg-type]
