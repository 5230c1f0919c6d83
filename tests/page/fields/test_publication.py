"""Dates: which rule completes a vaguer one, and which must leave it alone."""

from __future__ import annotations

import pytest

from crawler.page.precedence import DATE_PUBLISHED
from tests.page.read_pages import evidence_in, said

STORY = "".join(
    f"<p>It had rained for {n} days when the clouds broke over the harbour, and people came out "
    "to look at the water, which stood high against the quay and was still rising.</p>"
    for n in ("nine", "ten", "twelve")
)
HEAD = "<h1>Rain ends after nine days</h1>"
EXACT = "2021-03-08T14:05:00+02:00"
DAY = "8 March 2021"


@pytest.mark.parametrize(
    "line",
    [
        f"<p>Posted <time datetime='{EXACT}'>{DAY}</time></p>",
        f"<time datetime='{EXACT}'>{DAY}</time>",
        f"<time datetime='{EXACT}'>{DAY}, 14:05</time>",
        f"<time datetime='2021-03-08T12:05:00Z'>{DAY}, 14:05</time>",
        f"<p><abbr class='published' title='{EXACT}'>{DAY}</abbr></p>",
        f"<p><span data-timestamp='{EXACT}'>{DAY}</span></p>",
        f"<time datetime='{EXACT}' title='8 March 2021'>8. März 2021</time>",
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_a_shown_day_has_the_minute_and_the_offset_that_its_element_states(
    line: str, place: str
) -> None:
    above, below = (line, "") if place == "above" else ("", line)
    page = said(f"{HEAD}<div>{above}</div><div>{STORY}</div><div>{below}</div>")

    assert page.date_published == EXACT


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"<time datetime='2021-03-08'>{DAY}, 14:05</time>", "2021-03-08T14:05:00"),
        (f"<time datetime=''>{DAY}, 14:05</time>", "2021-03-08T14:05:00"),
        (f"<time datetime='now'>{DAY}</time>", "2021-03-08"),
        (f"<time datetime='2021-03-08T00:00:00+01:00'>{DAY}</time>", "2021-03-08"),
        (f"<time datetime='2021-03-09T14:05:00+02:00'>{DAY}</time>", "2021-03-08"),
        (f"<time datetime='2021-03-08T17:11:00+02:00'>{DAY}, 14:05</time>", "2021-03-08T14:05:00"),
        (f"<p>{DAY}</p><a title='2021-03-08T09:00:00+02:00'>Snow</a>", "2021-03-08"),
    ],
)
def test_an_element_that_does_not_agree_completes_nothing(line: str, expected: str) -> None:
    assert said(f"{HEAD}<div>{line}</div>{STORY}").date_published == expected


MIDNIGHT = "2021-03-08T00:00:00+01:00"


@pytest.mark.parametrize(
    ("head", "line", "expected"),
    [
        ("", f"<time datetime='{MIDNIGHT}'>{DAY}, 00:00</time>", MIDNIGHT),
        ("", f"<time datetime='{MIDNIGHT}'>{DAY}</time>", "2021-03-08"),
        (f"<meta property='article:published_time' content='{MIDNIGHT}'>", "", MIDNIGHT),
        (f"<meta property='article:published_time' content='{MIDNIGHT}'>",
         f"<p>{DAY}, 14:05</p>", MIDNIGHT),
    ],
)  # fmt: skip
def test_midnight_is_a_time_where_it_is_stated_and_makes_a_shown_day_no_finer(
    head: str, line: str, expected: str
) -> None:
    assert said(f"{head}{HEAD}<div>{line}</div>{STORY}").date_published == expected


STATED = '<meta property="article:published_time" content="2021-03-08">'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"<time datetime='{EXACT}'>Monday</time>", EXACT),
        (f"<p>Published {DAY}, 14:05</p>", "2021-03-08T14:05:00"),
        (f"<p>Last modified {DAY}, 14:05</p>", "2021-03-08"),
        ("<p>Published 9 March 2021, 14:05</p>", "2021-03-08"),
        ("<time datetime='2021-03-08T00:00:00Z'>Monday</time>", "2021-03-08"),
    ],
)
def test_a_stated_day_has_the_minute_that_the_page_shows_for_it(line: str, expected: str) -> None:
    page = said(f"{STATED}{HEAD}<div>{line}</div>{STORY}")

    assert page.date_published == expected
    assert dict(page.witnesses)["datePublished"] == "meta:article:published_time"


FIRST, LATER = "2021-03-08T10:00:00+02:00", "2021-03-09T14:00:00+02:00"


@pytest.mark.parametrize(
    "lines",
    [
        (f"<time class='updated' datetime='{LATER}'>9 March 2021</time>",
         f"<time class='entry-date published' datetime='{FIRST}'>8 March 2021</time>"),
        (f"<time itemprop='dateModified' datetime='{LATER}'>9 March 2021</time>",
         f"<time itemprop='datePublished' datetime='{FIRST}'>8 March 2021</time>"),
        (f"<p>Updated <time datetime='{LATER}'>9 March 2021</time></p>",
         f"<p>Published <time datetime='{FIRST}'>8 March 2021</time></p>"),
        ("<i>Updated 9 March 2021 14:00 | </i>", "<i>Published 8 March 2021 10:00 | </i>"),
        ("<p>Last modified at 14:00, 9 March 2021</p>", "<p>First published 8 March 2021</p>"),
        ("<p>更新时间：2021-03-09 14:00</p>", "<p>发布时间：2021-03-08 10:00</p>"),
        ("<p>Aktualisiert am 9. März 2021</p>", "<p>Veröffentlicht am 8. März 2021</p>"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("order", [1, -1])
def test_what_a_date_is_called_decides_and_not_which_stands_first(
    lines: tuple[str, str], order: int
) -> None:
    page = said(f"{HEAD}<div>{''.join(lines[::order])}</div><div>{STORY}</div>")

    assert (page.date_published or "")[:10] == "2021-03-08"
    assert (page.date_modified or "")[:10] == "2021-03-09"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Received 3 May 2020. Accepted 16 December 2020. Published 2 January 2021.",
         "2021-01-02"),
        ("Embargoed until 3 May 2021. Published 2 January 2021.", "2021-01-02"),
        ("2 January 2021, seen 900 times", "2021-01-02"),
    ],
)  # fmt: skip
def test_a_day_that_is_called_something_else_is_none_of_publication(
    line: str, expected: str
) -> None:
    assert said(f"{HEAD}<p>{line}</p><div>{STORY}</div>").date_published == expected


def test_an_element_that_is_published_and_updated_at_once_is_of_publication() -> None:
    time = f"<time class='entry-date published updated' datetime='{FIRST}'>8 March 2021</time>"

    page = said(f"{HEAD}<div>{time}</div>{STORY}")

    assert (page.date_published, page.date_modified) == (FIRST, None)


AMBIGUOUS = "05/08/2020"
"""5 August, or 8 May."""


@pytest.mark.parametrize(
    ("html", "url", "expected"),
    [
        (f"<p>{AMBIGUOUS}</p>", "/2020/05/08/rain", "2020-05-08"),
        (f"<p>{AMBIGUOUS}</p>", "/2020/08/05/rain", "2020-08-05"),
        (f"<p>{AMBIGUOUS}</p>", "/2020/may/08/rain", "2020-05-08"),
        (f"<p>{AMBIGUOUS}</p>", "/news/20200508/rain", "2020-05-08"),
        (f"<p>{AMBIGUOUS}</p>", "/2020/05/rain", "2020-05-08"),
        ("<p>05.08.2020</p>", "/2020/05/08/rain", "2020-05-08"),
        ("<p>05-08-2020</p>", "/2020/05/08/rain", "2020-05-08"),
        (f"<p>Published {AMBIGUOUS}, 14:05</p>", "/2020/05/08/rain", "2020-05-08T14:05:00"),
        (f"<p>{AMBIGUOUS}</p><time datetime='2020-05-08T10:00:00Z'>early</time>", "/rain",
         "2020-05-08T10:00:00+00:00"),
        # nothing else can be read, or is proven
        ("<p>13/08/2020</p>", "/2020/05/13/rain", "2020-08-13"),
        ("<p>8 May 2020</p>", "/2020/05/09/rain", "2020-05-08"),
        (f"<p>{AMBIGUOUS}</p>", "/2020/07/rain", "2020-08-05"),
        (f"<p>{AMBIGUOUS}</p>", "/rain", "2020-08-05"),
    ],
)  # fmt: skip
def test_which_number_is_the_day_is_proven_by_the_rest_of_the_page(
    html: str, url: str, expected: str
) -> None:
    page = said(f"<html lang='en-GB'>{HEAD}{html}<div>{STORY}</div>", f"https://a.example{url}")

    assert page.date_published == expected


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("The fair opens on 8 March 2021 in Vik.", None),
        ("渡口博物馆将于2021年3月8日正式开馆，首月免收门票。", None),
        ("8 March 2021", "2021-03-08"),
        ("Vik, 8 March 2021.", "2021-03-08"),
        (f"8.3.2021 - {STORY[3:90]}", "2021-03-08"),
        (f"VIK, March 8, 2021 (Reuters) - {STORY[3:90]}", "2021-03-08"),
        (f"VIK, March 8, 2021 /PRNewswire/ -- {STORY[3:90]}", "2021-03-08"),
        (f"2.5.3 - so the rule is called that closes the quay. {STORY[3:90]}", None),
    ],
)
def test_a_sentence_at_the_head_of_the_text_dates_nothing_and_a_dateline_does(
    first: str, expected: str | None
) -> None:
    assert said(f"{HEAD}<div><p>{first}</p>{STORY}</div>").date_published == expected


def test_a_day_in_prose_gives_way_to_the_day_of_the_address() -> None:
    told = "<p>The fair opens on 8 September 2020 in Vik.</p>"

    page = said(f"{HEAD}<div>{told}{STORY}</div>", "https://a.example/2020/05/08/rain")

    assert page.date_published == "2020-05-08"


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        ("<div><h4>Published</h4><p>8 March 2021</p></div>", "2021-03-08"),
        ("<div><p>Publish date:</p><p>8 March 2021</p><p>Reviewed</p><p>9 May 2021</p></div>",
         "2021-03-08"),
        ("<div><p>Updated</p><p>9 March 2021</p><p>Published</p><p>8 March 2021</p></div>",
         "2021-03-08"),
        ("<p>Published by Jane Roe</p><p>8 March 2021</p>", "2021-03-08"),
    ],
)  # fmt: skip
def test_a_label_may_stand_in_the_line_before_its_day(around: str, expected: str) -> None:
    assert said(f"{HEAD}{around}<div>{STORY}</div>").date_published == expected


LD = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": '
    '"Rain ends after nine days", "datePublished": "%s", "dateModified": "2021-05-17"}</script>'
)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        # one that repeats the last change is outweighed by what is shown, or stated elsewhere
        (LD % "2021-05-17" + HEAD + "<p>8 March 2021</p>", "2021-03-08"),
        (LD % "2021-05-17" + HEAD + "<p>Published 8 March 2021</p>", "2021-03-08"),
        (LD % "2021-05-17" + STATED + HEAD, "2021-03-08"),
        # an update that is shown outweighs nothing
        (LD % "2021-03-08" + HEAD + "<p>Updated 17 May 2021</p>", "2021-03-08"),
        (
            LD % "2021-03-08" + HEAD + "<p>Updated <time datetime='2021-05-17'>May</time></p>",
            "2021-03-08",
        ),
        # of two that weigh the same the earlier
        (LD % "2021-03-09", "2021-03-09"),
        # the day of the print edition is none of publication
        (LD % "2021-03-07" + HEAD + "<p>Ausgabe vom 8.3.2021, Seite 1</p>", "2021-03-07"),
        (LD % "2021-03-07" + HEAD + "<p>March 15, 2021 Issue</p>", "2021-03-07"),
    ],
)
def test_the_day_is_the_one_for_which_most_witnesses_speak(html: str, expected: str) -> None:
    assert said(f"{html}<div>{STORY}</div>").date_published == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('{"publishedAt": 1615212309, "expires": 1615298709}', "2021-03-08T14:05:09+00:00"),
        ('{"publishedAt": "1615212309000"}', "2021-03-08T14:05:09+00:00"),
        ('{"publishDate": "20210308140509"}', "2021-03-08T14:05:09"),
        ('{"publishDate": "Mon Mar 08 14:05:09 CET 2021"}', "2021-03-08T14:05:09+01:00"),
        (r'f("{\"datePublished\":\"2021-03-08\"}")', "2021-03-08"),
        ('{"id": 1615212309, "expires": 1615298709}', None),
        ('[{"publishedAt": 1615212309}, {"publishedAt": 1615384809}]', None),
    ],
)
def test_a_time_in_the_scripts_counts_where_its_name_says_what_it_is_of(
    script: str, expected: str | None
) -> None:
    assert said(f"{HEAD}<div>{STORY}</div><script>{script}</script>").date_published == expected


def test_the_rule_that_completed_a_date_is_named() -> None:
    page = evidence_in(f"{HEAD}<time datetime='{EXACT}'>{DAY}</time>{STORY}")

    choice = page.choices().by_name[DATE_PUBLISHED.name]

    assert choice.rule == "to_the_minute_that_its_element_states"


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (
            "<p>The clouds broke {} over the harbour, and people came out to see the water.</p>",
            None,
        ),
        ("<div>{}</div>", "1999-01-01"),
    ],
)
def test_a_time_inside_the_prose_is_no_date_of_publication(
    time: str, expected: str | None
) -> None:
    told = time.format('<time datetime="1999-01-01">on Friday</time>')

    assert said(f"{HEAD}<div>{STORY}{told}</div>").date_published == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Posted October 7, 2020", []),
        ("Updated December 9, 2020", []),
        ("Jane Roe October 7, 2020", ["Jane Roe"]),
        ("Jane Roe 7.10.2020", ["Jane Roe"]),
    ],
)
def test_the_name_before_a_day_ends_where_the_day_begins(line: str, expected: list[str]) -> None:
    page = said(f"{HEAD}<div>{line}</div>{STORY}")

    assert [maker.name for maker in page.author] == expected


FAR = "<p>And so on.</p>" * 40
UTC_META = '<meta property="article:published_time" content="2021-03-09T03:37:37+00:00">'


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("<!-- published: 2021-03-08 -->", "", "2021-03-08"),
        ("<!-- cached 2021-03-08 -->", "", None),
        ("<p>Mar 08 09:34 2021</p>", "", "2021-03-08T09:34:00"),
        ("", f"{FAR}<div><p>Published</p><p>Mar 8, 2021</p></div>", "2021-03-08"),
        ("", f"{FAR}<p>Published 8 March 2021</p><p>Published 9 March 2021</p>", None),
        ("<p>Regatta (2021/3/6-7)</p><p>2021/03/08 | News</p>", "", "2021-03-08"),
        ("<p>2021/03/08 - 14:05</p>", "", "2021-03-08T14:05:00"),
        ("<p><span data-date='2021-03-08T12:05:00Z'>weeks ago</span></p>", "",
         "2021-03-08T12:05:00+00:00"),
    ],
)  # fmt: skip
def test_a_day_is_found_where_a_page_keeps_the_only_one(
    above: str, below: str, expected: str | None
) -> None:
    assert said(f"{HEAD}{above}<div>{STORY}</div>{below}").date_published == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("It was originally published on 5 March 2021 and has been updated.", "2021-03-05"),
        ("Erstmals veröffentlicht am 5. März 2021.", "2021-03-05"),
        ("The harbour board met on 5 March 2021 and will meet again.", "2021-03-08"),
    ],
)
def test_the_day_of_the_first_publication_goes_before_a_later_one_that_is_shown(
    line: str, expected: str
) -> None:
    page = said(f"{HEAD}<p>{DAY}</p><div>{STORY}</div><p>{line}</p>")

    assert page.date_published == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.a.example/2021/03/rain", "2021-03-08"),
        ("https://www.a.example/2021/02/rain", None),
        ("https://www.a.example/rain", None),
    ],
)
def test_a_day_without_its_year_is_completed_by_the_month_in_the_address(
    url: str, expected: str | None
) -> None:
    assert said(f"{HEAD}<p>8 March</p><div>{STORY}</div>", url).date_published == expected


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2021-03-08T23:37:37-04:00", "2021-03-08T23:37:37-04:00"),
        ("2021-03-08T22:37:37-04:00", "2021-03-09T03:37:37+00:00"),
    ],
)
def test_a_moment_in_utc_is_told_by_the_clock_by_which_the_page_tells_the_same(
    time: str, expected: str
) -> None:
    page = f'{UTC_META}{HEAD}<time class="updated" datetime="{time}">x</time><div>{STORY}</div>'

    assert said(page).date_published == expected
