"""A line of the archive is valid, the same everywhere, and can be read back."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.jsonl import content_of, from_line, identifier_of, schema, to_line
from crawler.model import (
    Article,
    Doubt,
    Edit,
    Identifier,
    Image,
    LikelyReading,
    Location,
    Organization,
    Person,
    Provenance,
    undo,
)

NOON = datetime(2026, 2, 5, 12, tzinfo=UTC)
VALID = jsonschema.Draft202012Validator(schema())
KNOWN = Provenance(
    captures=("sha1:A",),
    fetched_at=NOON,
    encoding="gb18030",
    declared_encoding="gb2312",
    locations=(Location(file="warc/a.warc.gz", offset=7, record_id="urn:uuid:1"),),
    witnesses=(("headline", "h1"),),
    flags=("mirror",),
)
STORY = Article(
    url="https://a.example/news/2026/0205/1.html",
    kicker="镇长走访渡口时强调",
    headline="渡轮周一复航",
    article_body=("第一段，共3句。", "Second paragraph."),
    author=(Person("林晓", job_title="记者", affiliation="河口日报"),),
    publisher=Organization("河口网", identifier=(Identifier("ICP", "豫ICP备00000001号"),)),
    image=(Image("https://a.example/1.jpg", "渡轮", "林晓 摄", 0),),
    date_published="2026-02-05T08:30:00+08:00",
    provenance=KNOWN,
)
TEXT = st.text(max_size=30)


def test_a_line_is_valid_against_the_schema_that_ships() -> None:
    VALID.validate(json.loads(to_line(STORY)))


def test_a_line_read_back_is_the_article() -> None:
    assert from_line(to_line(STORY)) == STORY


def test_doubts_stand_in_a_line_with_the_share_of_each_reading() -> None:
    doubt = Doubt("就是?了", (LikelyReading("就是它了", 0.5), LikelyReading("就是她了", 0.4)))
    edit = Edit("repair:flag", "provenance.doubts[0]", None, doubt)

    line = to_line(doubtful := STORY.edited([edit]))

    VALID.validate(json.loads(line))
    assert json.loads(line)["provenance"]["doubts"] == [
        {
            "@type": "Doubt",
            "text": "就是?了",
            "readings": [
                {"text": "就是它了", "share": 0.5},
                {"text": "就是她了", "share": 0.4},
            ],
        }
    ]
    assert from_line(line) == doubtful
    assert undo(from_line(line)) == STORY


def test_edits_are_undone_from_a_line_alone() -> None:
    clean = STORY.edited(
        [
            Edit("boilerplate:x", "articleBody[1]", "Second paragraph.", None),
            Edit("boilerplate:y", "publisher", STORY.publisher, None),
            Edit("boilerplate:z", "editor[0]", None, Person("周宁")),
        ]
    )

    assert undo(from_line(to_line(clean))) == STORY


def test_the_words_are_counted_a_han_character_each() -> None:
    assert json.loads(to_line(STORY))["wordCount"] == len("第一段共") + 1 + 1 + 2


def test_the_identifier_follows_from_address_and_content_alone() -> None:
    later = Provenance(captures=("sha1:B",), fetched_at=datetime.now(UTC), encoding="utf-8")
    again = Article(
        url=STORY.url,
        kicker=STORY.kicker,
        headline=STORY.headline,
        article_body=STORY.article_body,
        provenance=later,
    )

    assert identifier_of(again) == identifier_of(STORY)
    assert content_of(again) == content_of(STORY)


@given(TEXT, st.lists(TEXT, max_size=3))
def test_every_text_can_be_written_and_read(headline: str, body: list[str]) -> None:
    article = Article(
        url="https://a.example/", headline=headline, article_body=tuple(body), provenance=KNOWN
    )

    line = to_line(article)

    assert from_line(line) == article
    assert line.encode("utf-8")
    assert "\n" not in line


def test_a_line_holds_nothing_that_a_terminal_obeys() -> None:
    told = "Quay\x9b31m \u202e\u2066ahoy\x7f \u200fשלום"
    article = Article(url="https://a.example/", headline=told, provenance=KNOWN)

    line = to_line(article)

    assert not {"\x9b", "\x7f", "\u202e", "\u2066"} & {*line}
    assert "\u200fשלום" in line
    assert from_line(line) == article


def test_a_lone_surrogate_costs_no_line() -> None:
    article = Article(url="https://a.example/", headline="broken \ud83d", provenance=KNOWN)

    assert from_line(to_line(article).encode("utf-8").decode("utf-8")) == article
