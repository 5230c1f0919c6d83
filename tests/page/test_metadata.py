"""Metadata of whole pages: which witness is believed, and what is never made up."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import Capture, Organization, Person
from crawler.page.read import read
from crawler.site import ANY_SITE, Layout, Site
from tests.page.read_pages import said

STORY = "".join(
    f"<p>It had rained for {n} days when the clouds broke over the harbour, and people came out "
    "to look at the water, which stood high against the quay and was still rising.</p>"
    for n in ("nine", "ten", "twelve")
)


def ld(fields: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {fields}}}</script>'


def test_every_field_of_json_ld_is_read_and_its_witness_named() -> None:
    page = said(
        '<html lang="en-GB"><title>Rain ends | The Daily</title>'
        + ld(
            '"headline": "Rain ends", "author": {"@type": "Person", "name": "Jane Roe"}, '
            '"datePublished":'
            '"2021-03-08T14:05:09+00:00", "dateModified": "2021-03-09T08:00:00+00:00", '
            '"articleSection": "Weather",'
            '"keywords": ["rain", "harbour"], "publisher": {"@type": "Organization", "name": '
            '"The Daily", "url":'
            '"https://www.a.example/"}, "description": "It is over.", "image": "/rain.jpg",'
            '"articleBody": "One.\\nTwo."'
        )
        + '<link rel="canonical" href="/rain"><meta property="og:type" content="article">'
        + f"<h1>Rain ends</h1>{STORY}"
    )

    assert page.headline == "Rain ends"
    assert page.author == (Person("Jane Roe"),)
    assert page.date_published == "2021-03-08T14:05:09+00:00"
    assert page.date_modified == "2021-03-09T08:00:00+00:00"
    assert page.article_section == "Weather"
    assert page.keywords == ("rain", "harbour")
    assert page.publisher == Organization("The Daily", "https://www.a.example/")
    assert page.description == "It is over."
    assert page.image[0].content_url == "https://www.a.example/rain.jpg"
    assert page.main_entity_of_page == "https://www.a.example/rain"
    assert page.in_language == "en-GB"
    assert dict(page.witnesses)["datePublished"] == "json-ld"


def test_a_page_without_structured_data_is_read_from_its_lines() -> None:
    page = said(
        '<html lang="en"><title>Rain ends after nine days - The Daily</title><h1>Rain ends '
        "after nine days</h1>"
        f"<p>By Jane Roe and John Doe</p><p>Published 8 March 2021 2.05 pm GMT</p>{STORY}"
    )

    assert page.headline == "Rain ends after nine days"
    assert [person.name for person in page.author] == ["Jane Roe", "John Doe"]
    assert page.date_published == "2021-03-08T14:05:00+00:00"
    assert dict(page.witnesses) == {
        "headline": "h1",
        "author": "visible:byline",
        "datePublished": "visible:label",
        "articleBody": "page",
    }


CHINESE = """<html><head><title>海州大桥今日通车_海州网</title></head><body><div>首页 > 要闻</div>
<h1>海州大桥今日通车</h1><div class="info">2021-03-08 14:05 来源：海州日报 作者：魏来</div>
<div><p>海州日报讯（记者 沈安 通讯员 韩雪）三月八日，海州大桥正式通车，
市民纷纷前来参观，桥上车来车往，十分热闹。</p>
<p>大桥全长三千米，双向六车道，建设历时四年，总投资二十亿元，将大大缩短两岸之间往来的时间。</p></div>
<div>责任编辑：周山_NX42</div><div>苏ICP备12345678号</div></body></html>"""


def test_a_chinese_page_names_source_author_and_editor() -> None:
    page = said(CHINESE, "https://www.hz.example/a/1.html")

    assert page.source_organization == Organization("海州日报")
    assert [person.name for person in page.author] == ["魏来", "沈安", "韩雪"]
    assert [person.name for person in page.editor] == ["周山"]
    assert page.date_published == "2021-03-08T14:05:00+08:00"
    assert page.in_language == "zh-Hans"


@pytest.mark.parametrize(
    ("url", "site", "expected"),
    [
        ("https://a.example/", ANY_SITE, "2021-03-08T14:05:00"),
        ("https://www.a.de/", ANY_SITE, "2021-03-08T14:05:00+01:00"),
        ("https://www.a.de/", Site(name="a", timezone="Asia/Tokyo"), "2021-03-08T14:05:00+09:00"),
    ],
)
def test_a_time_without_a_zone_has_the_sites_or_the_countrys_or_none(
    url: str, site: Site, expected: str
) -> None:
    page = said(f"<h1>Rain ends after nine days</h1><p>08.03.2021 14:05</p>{STORY}", url, site)

    assert page.date_published == expected


@pytest.mark.parametrize(
    "around",
    [
        "<footer>© 2021 The Daily</footer>",
        "<footer>© 8 March 2021 The Daily</footer>",
        "<p>Today is 31 May 2021</p>",
        '<div class="comments"><p>Ann, 9 March 2021: Good.</p></div>',
        "<p>8 March</p>",
        "<p>9 March 2031</p>",
        "<p>Call 0471 2021308</p>",
    ],
)
def test_a_date_is_never_made_up(around: str) -> None:
    page = said(f"<h1>Rain ends after nine days</h1>{STORY}{around}")

    assert page.date_published is None


def test_the_address_is_the_last_witness_of_a_date() -> None:
    alone = said(f"<h1>Rain ends after nine days</h1>{STORY}", "https://a.example/2021/03/08/rain")
    beside = said(
        f"<h1>Rain ends after nine days</h1><p>9 March 2021</p>{STORY}",
        "https://a.example/2021/03/08/rain",
    )

    assert (alone.date_published, beside.date_published) == ("2021-03-08", "2021-03-09")
    assert dict(alone.witnesses)["datePublished"] == "url"


def test_a_time_stated_in_utc_is_given_by_the_clock_the_page_shows() -> None:
    page = said(
        ld('"headline": "Rain ends", "datePublished": "2021-03-08T23:30:00Z"')
        + f"<h1>Rain ends after nine days</h1><p>9.3.2021, 0:30 Uhr</p>{STORY}",
        "https://www.a.de/rain",
    )

    assert page.date_published == "2021-03-09T00:30:00+01:00"


CHANGED = ld(
    '"headline": "Rain ends", "datePublished": "2021-05-17", "dateModified": "2021-05-17"'
)


META = '<meta property="article:published_time" content="%s">'


@pytest.mark.parametrize(
    ("html", "url", "expected"),
    [
        (CHANGED + META % "2020-03-08", "/rain", "2020-03-08"),
        (CHANGED, "/2020/03/08/rain", "2020-03-08"),
        (CHANGED, "/2021/05/16/rain", "2021-05-17"),
        (CHANGED + "<p>8 March 2020</p>", "/rain", "2020-03-08"),
        (CHANGED + "<p>Updated 20 May 2021</p>", "/rain", "2021-05-17"),
    ],
)  # fmt: skip
def test_a_day_of_change_stated_as_that_of_publication_gives_way_to_an_earlier(
    html: str, url: str, expected: str
) -> None:
    page = said(f"{html}<h1>Rain ends after nine days</h1>{STORY}", f"https://a.example{url}")

    assert page.date_published == expected


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [('id="news20210308_k1"', "2021-03-08"), ("", None), ('id="20210308" class="20200308"', None)],
)
def test_a_day_without_its_year_takes_it_from_a_stamp_on_the_page(
    stamp: str, expected: str | None
) -> None:
    page = said(f"<body {stamp}><h1>雨が九日ぶりに上がる</h1><p>[03月08日 11時30分]</p>{STORY}")

    assert page.date_published == expected


def test_a_birthday_is_no_day_of_publication() -> None:
    page = said(f"<h1>Jane Roe</h1><p>Born: 28 January 1975</p>{STORY}<p>Posted 8 March 2021</p>")

    assert page.date_published == "2021-03-08"


def test_an_update_is_not_the_publication() -> None:
    page = said(
        "<h1>Rain ends after nine days</h1><p>Published: 8 March 2021</p><p>Updated: 9 March "
        "2021</p>" + STORY
    )

    assert (page.date_published, page.date_modified) == ("2021-03-08", "2021-03-09")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('{"@type": "Organization", "name": "The Daily"}', (Organization("The Daily"),)),
        ('{"@type": "Person", "name": "dpa"}', (Organization("dpa"),)),
        ('[{"name": "Jane Roe"}, {"name": "dpa"}]', (Person("Jane Roe"), Organization("dpa"))),
        ('"https://a.example/jane"', ()),
    ],
)
def test_a_newsroom_is_an_organisation_and_no_person(stated: str, expected: object) -> None:
    page = said(ld(f'"headline": "Rain ends", "author": {stated}') + f"<h1>Rain ends</h1>{STORY}")

    assert page.author == expected


def test_a_layout_names_author_day_section_kicker_and_pictures_by_themselves() -> None:
    layout = Layout(
        name="2020", author=".who", published=".when", section=".in", kicker=".k", images="figure"
    )
    page = said(
        ld('"headline": "Rain ends", "author": {"@type": "Person", "name": "John Doe"}')
        + '<b class="k">Weather</b><b class="in">Harbour</b><h1>Rain ends</h1>'
        '<p><i class="who">Jane Roe</i><i class="when" title="2021-03-08T10:00:00Z">Monday</i></p>'
        f'<figure><img src="/rain.jpg"><figcaption>The rain</figcaption></figure>{STORY}',
        site=Site(name="a", layouts=(layout,)),
    )

    assert page.author == (Person("Jane Roe"),)
    assert page.date_published == "2021-03-08T10:00:00+00:00"
    assert (page.article_section, page.kicker) == ("Harbour", "Weather")
    assert [(image.content_url, image.caption) for image in page.image] == [
        ("https://www.a.example/rain.jpg", "The rain")
    ]


def test_a_canonical_address_of_another_site_or_of_the_front_page_is_not_believed() -> None:
    for address in ("https://other.example/rain", "/", "javascript:void(0)", "https://[bad"):
        assert said(f'<link rel="canonical" href="{address}">').main_entity_of_page is None


def test_an_article_that_only_scripts_know_is_read_from_their_state() -> None:
    line = "The wall is old, the engineer says, and it will not last."
    page = said(
        '<title>Rain ends after nine days</title><div id="root"></div><script '
        'id="__NEXT_DATA__" type='
        '"application/json">{"story": {"title": "Rain ends after nine days", "body": "'
        f'{f"<p>{line}</p>" * 9}",'
        '"publishedAt": "2021-03-08T14:05:09Z", "author": "Jane Roe", "source": "The Daily"}}'
        "</script>"
    )

    assert page.article_body == (line,) * 9
    assert page.date_published == "2021-03-08T14:05:09+00:00"
    assert page.author == (Person("Jane Roe"),)
    assert page.source_organization == Organization("The Daily")


def test_a_story_in_a_scripts_state_is_read_by_the_names_of_its_elements() -> None:
    line = "<p class='p'>The wall is old, the engineer says, and it will not last.</p>"
    caption = "<div class='caption'><p>The mole in the rain.</p></div>"
    content = (
        f"<div class='img-box'><img src='a.jpg'>{caption}</div>{line * 9}"
        "<div class='writer'><span>Jane Roe jane@daily.example</span></div>"
    )
    state = json.dumps({"story": {"title": "Rain ends after nine days", "contentHtml": content}})
    page = said(
        '<title>Rain ends after nine days</title><div id="root"></div>'
        f'<script id="__NEXT_DATA__" type="application/json">{state}</script>'
    )

    assert page.article_body == ("The wall is old, the engineer says, and it will not last.",) * 9


SHARDS = st.sampled_from(
    ["<h1>", "</h1>", "<p>", "By Jane Roe", "2021-03-08", "来源：", "责任编辑：",
    "<meta name=author content='x'>",
     '<script type="application/ld+json">{"@type":"Article","author":[{"name":',
     "}]}</script>", "<time datetime=",
     "<title>", "</title>", "(", "［", "8 March", "记者", " ", "\x00", "\ud800", "&#0;", "<br>",
     "<h2>"]
)  # fmt: skip


@given(st.lists(SHARDS | st.text(max_size=8), max_size=30))
def test_any_page_is_read_without_an_error(shards: list[str]) -> None:
    page = said("".join(shards))

    assert page.date_published is None or page.date_published[:4].isdigit()


@pytest.mark.parametrize(
    ("line", "url", "expected"),
    [
        ("By Jo Roe · 3 hours ago", "https://courier.example/a", "2026-11-24"),
        ("Updated 3 hours ago", "https://courier.example/a", None),
        ("2小时前", "https://haizhou.example.cn/a", "2026-11-25"),
        ("3 hours ago", "https://courier.example/2026/11/20/a", "2026-11-20"),
    ],
)
def test_a_distance_is_a_day_where_nothing_else_says_when(
    line: str, url: str, expected: str | None
) -> None:
    story = "".join(
        f"<p>The ferry over the sound was late again, number {n} of nine, and nobody said why.</p>"
        for n in range(4)
    )
    page = f"<title>Ferry</title><h1>Ferry is late again</h1><div>{line}</div>{story}"
    capture = Capture(
        url=url, fetched_at=datetime(2026, 11, 24, 20, tzinfo=UTC), body=page.encode()
    )

    assert read(capture).date_published == expected


STORY = "".join(
    f"<p>The ferry over the sound was late again, number {n} of nine, and nobody said why.</p>"
    for n in range(4)
)


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        (  # the one day that its time elements name is the site's own, not UTC's
            (
                '<meta property="article:published_time" content="2026-05-04T00:25:56Z">{}'
                '<footer><time datetime="3 de mayo de 2026">3 de mayo</time></footer>'
            ),
            "2026-05-03T21:25:56-03:00",
        ),
        (
            '<meta property="article:published_time" content="2026-05-04T00:25:56Z">{}',
            "2026-05-04T00:25:56+00:00",
        ),
        (  # a line that shows both days shows the first one too
            (
                '<div itemscope><p><time itemprop="dateModified">2026-03-29 14:15</time> '
                '<time itemprop="datePublished" datetime="2026-02-22 10:20">22.02.</time></p>'
                "<div class='text'>{}</div></div>"
            ),
            "2026-02-22T10:20:00-03:00",
        ),
        ('<script>{{"publishedDate": "2026-02-22"}}</script>{}', "2026-02-22"),
        ('<script>[{{"pubDate": "2026-02-22"}}, {{"pubDate": "2026-02-21"}}]</script>{}', None),
        ('<meta itemprop="dateUpdate" content="2026-02-22">{}', "2026-02-22"),
        ("{}<p>[2] 海州日报．渡口停航．[引用日期2026-02-22]</p>", None),
    ],
)
def test_which_of_the_days_on_a_page_is_the_storys(around: str, expected: str | None) -> None:
    page = f"<title>Ferry</title><h1>Ferry is late again</h1>{around.format(STORY)}"
    capture = Capture(
        url="https://courier.example.ar/a",
        fetched_at=datetime(2026, 11, 24, 20, tzinfo=UTC),
        body=page.encode(),
    )

    assert read(capture).date_published == expected


def test_a_story_that_stands_only_in_the_rows_of_server_components_is_read() -> None:
    text = "".join(
        f"<p>Die Fähre kam auch am Tag {n} zu spät, und niemand sagte warum.</p>" for n in range(9)
    )
    data = {
        "article": {"title": "Fähre kommt zu spät", "content": "$1f", "publishedAt": "2026-11-20"}
    }
    named = f"1f:T{len(text.encode()):x},{text}"
    rows = f':HL["/a.css","style"]\n{named}2:["$","$L3",null,{json.dumps(data)}]\n'
    half = len(rows) // 2
    pushed = "".join(
        f"<script>self.__next_f.push([1,{json.dumps(piece)}])</script>"
        for piece in (rows[:half], rows[half:])
    )
    page = f"<title>Fähre kommt zu spät</title><h1>Fähre kommt zu spät</h1><div></div>{pushed}"
    capture = Capture(
        url="https://courier.example/a",
        fetched_at=datetime(2026, 11, 24, 20, tzinfo=UTC),
        body=page.encode(),
    )

    article = read(capture)

    assert article.headline == "Fähre kommt zu spät"
    assert len(article.article_body) == 9
    assert (
        article.article_body[0] == "Die Fähre kam auch am Tag 0 zu spät, und niemand sagte warum."
    )
    assert article.date_published == "2026-11-20"
