"""Who is believed about which field: one table for the whole record, in the order of belief.

A field has lines, best first, then what makes a candidate possible, then rules that may correct
the winner. `scrapy read --explain` prints the candidates of a page and the lines that won.

To add a field, write who speaks for it in a module of `crawler.page.fields`, and a row here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page.candidate import Field, Line
from crawler.page.fields import (
    abstract,
    access,
    alternative,
    article_body,
    authors,
    canonical,
    exact,
    headline,
    images,
    in_layout,
    keywords,
    language,
    live,
    publication,
    publisher,
    rights,
    source,
)
from crawler.page.fields.credited import credited, stated
from crawler.page.fields.stated import json_ld, meta, microdata, spoken
from crawler.page.findings.findings import Findings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from crawler.lang.dates.parse import Moment
    from crawler.model import Image, LiveUpdate, Person
    from crawler.page.findings.people import Maker
    from crawler.page.headline.headline_block import Headline

    Texts = tuple[str, ...]

TITLES: Field[Findings, str] = Field(
    "titles",
    (
        json_ld("headline"),
        meta("og:title"),
        microdata("headline"),
        meta("twitter:title"),
        json_ld("name"),
        meta(
            "articletitle", "title", "dc.title", "dcterms.title", "sailthru.title",
            "parsely-title", "hdl",
        ),
    ),
)  # fmt: skip
"""What structured data calls the headline: a block of the page that agrees with it is shown."""

HEADLINE: Field[Findings, Headline] = Field(
    "headline",
    (
        Line("layout", headline.in_layout),
        Line("state of a shell", headline.in_state_alone),
        Line("block that agrees", headline.in_block),
        Line("stated", headline.stated_only),
        Line("heading over the text", headline.over_the_text),
        Line("title", headline.in_title),
        Line("state", headline.in_state),
    ),
    headline.is_headline,
)

KICKER: Field[Findings, str] = Field(
    "kicker",
    (
        in_layout.text("layout", lambda layout: layout.kicker),
        Line("headline", alternative.kicker),
    ),
)

ALTERNATIVE_HEADLINE: Field[Findings, str] = Field(
    "alternativeHeadline",
    (Line("headline", alternative.deck), Line("json-ld", alternative.in_json_ld)),
)

DESCRIPTION: Field[Findings, str] = Field(
    "description",
    (
        json_ld("description"),
        meta("og:description"),
        meta("description", "dc.description", "twitter:description"),
        microdata("description"),
    ),
)

ABSTRACT: Field[Findings, str] = Field(
    "abstract", (Line("list above the story", abstract.above), json_ld("abstract"))
)

AUTHOR: Field[Findings, tuple[Maker, ...]] = Field(
    "author",
    (
        Line("layout", in_layout.authors),
        Line("json-ld, a person", authors.with_persons(authors.in_json_ld)),
        Line("visible:byline, for sure", authors.persons_of(authors.in_sure_byline)),
        Line("visible:credit, a person", authors.persons_of(authors.in_credits)),
        Line("microdata, a person", authors.persons_of(authors.in_microdata)),
        Line("meta:twitter:data, a person", authors.persons_of(authors.in_labelled_meta)),
        Line("meta:author, a person", authors.persons_of(authors.in_meta)),
        Line("visible:byline, a person", authors.persons_of(authors.in_byline)),
        Line("json-ld", authors.in_json_ld),
        Line("state", authors.in_state),
        Line("visible:credit", authors.unless_chinese(authors.in_credits)),
        Line("microdata", authors.unless_chinese(authors.in_microdata)),
        Line("meta:twitter:data", authors.unless_chinese(authors.in_labelled_meta)),
        Line("meta:author", authors.unless_chinese(authors.in_meta)),
        Line("visible:byline", authors.unless_chinese(authors.in_byline)),
        Line("element called an author's", authors.in_marks),
    ),
    authors.is_no_site,
    rules=(
        authors.shown_for_who_put_it_on_line,
        authors.joined_by_the_byline,
        authors.with_its_family_name,
    ),
)

EDITOR: Field[Findings, tuple[Person, ...]] = Field(
    "editor", (credited("editor"), stated("editor"))
)

CONTRIBUTOR: Field[Findings, tuple[Person, ...]] = Field(
    "contributor", (credited("contributor"), stated("contributor"))
)

SOURCE: Field[Findings, str] = Field(
    "sourceOrganization",
    (
        spoken("visible:label", "credits", source.in_label),
        meta("contentsource", "article:source", "og:article:source", "source", "laiyuan"),
        spoken("json-ld", "sourceOrganization, provider", source.in_json_ld),
        spoken("state", "scripts", source.in_state),
        spoken("visible:line", "beside the date", source.beside_the_date),
    ),
)

PUBLISHER: Field[Findings, str] = Field(
    "publisher",
    (
        spoken("site", "profile", publisher.of_site),
        json_ld("publisher"),
        meta("og:site_name", "application-name", "sitename", "dc.publisher", "publisher"),
        spoken("link:home", "", publisher.in_home_link),
    ),
    publisher.is_name,
)

DATE_MODIFIED: Field[Findings, Moment] = Field(
    "dateModified",
    (
        Line("json-ld", publication.modified_in_json_ld),
        Line("microdata", publication.modified_in_microdata),
        Line("meta", publication.modified_in_meta),
        Line("time element called updated", publication.modified_in_times),
        Line("labelled line", publication.modified_in_lines),
    ),
    publication.is_possible,
    rules=(exact.to_the_minute_that_its_element_states,),
)

DATE_PUBLISHED: Field[Findings, Moment] = Field(
    "datePublished",
    (
        Line("layout", in_layout.published, weight=99),
        Line("json-ld", publication.in_json_ld, weight=4),
        Line("microdata", publication.in_microdata, weight=2),
        Line("meta", publication.in_meta, weight=9),
        Line("labelled line", publication.in_labelled_lines, weight=8),
        Line("time element called published", publication.in_named_times, weight=2),
        Line("line near the headline", publication.in_lines, weight=7),
        Line("shown day is that of the last change", publication.in_lines_of_change, weight=5),
        Line("time element near the headline", publication.in_times, weight=2),
        Line("head of the text", publication.in_opening, weight=5),
        Line("meta of another day, perhaps", publication.in_weak_meta, weight=2),
        Line("labelled line under the text", publication.in_tail, weight=4),
        Line("line of the first publication", publication.in_original, weight=5),
        Line("address", publication.in_address, weight=4),
        Line("line labelled as an update", publication.in_updates),
        Line("state", publication.in_state),
        Line("date alone in a line", publication.in_lone_lines),
        Line("time elements that agree", publication.in_lone_times),
        Line("scripts", publication.in_scripts),
        Line("comment", publication.in_comments),
        Line("label anywhere", publication.in_labelled_blocks),
        Line("line without a year", publication.without_a_year),
        Line("so long ago", publication.in_distances),
        Line("date of change", publication.in_modification),
    ),
    publication.can_be_published,
    day_of=lambda moment: moment.day,
    rules=(
        exact.to_the_minute_that_its_element_states,
        exact.by_the_clock_of_the_same_moment,
        exact.by_the_clock_of_its_readers,
        exact.to_the_minute_that_another_witness_gives,
    ),
)
"""The day for which most speaks: a line without a weight is asked where none with one has spoken.

Of 100 pages where each speaks, JSON-LD is right on 89, microdata on 87, meta on 93, a line at the
headline on 92, one with a label on 94. The weights were chosen on the 1,466 pages of the corpora.
"""

SECTION: Field[Findings, str] = Field(
    "articleSection",
    (
        in_layout.text("layout", lambda layout: layout.section),
        json_ld("articleSection"),
        meta("article:section", "section", "parsely-section", "og:article:section"),
        microdata("articleSection"),
        spoken("visible:link", "category", keywords.section_in_links),
        meta("columnname", "channel", "category", "cxenseparse:recs:category"),
    ),
    possible=keywords.is_section,
)

KEYWORDS: Field[Findings, Texts] = Field(
    "keywords",
    (
        Line("json-ld", keywords.in_json_ld),
        keywords.in_meta("news_keywords"),
        keywords.in_meta("article:tag"),
        Line("visible:link", keywords.in_links),
        keywords.in_meta("keywords"),
    ),
)

LANGUAGE: Field[Findings, str] = Field(
    "inLanguage",
    (
        language.declared("html lang", lambda page: page.structured.language),
        language.declared(
            "meta",
            lambda page: page.structured.first("content-language", "language", "dc.language"),
        ),
        language.declared("json-ld", lambda page: page.structured.stated("inLanguage")),
        language.declared("meta:og:locale", lambda page: page.structured.first("og:locale")),
        Line("text", language.in_letters),
        Line("site", language.of_site),
    ),
)

CANONICAL: Field[Findings, str] = Field(
    "mainEntityOfPage",
    (Line("link:canonical", canonical.in_link), Line("meta:og:url", canonical.in_meta)),
)

ARTICLE_BODY: Field[Findings, Texts] = Field(
    "articleBody",
    (
        Line("page", article_body.on_the_page),
        Line("json-ld", article_body.in_json_ld, always=True),
        Line("state", article_body.in_state, always=True),
    ),
    article_body.is_text,
    rules=(article_body.stated_where_the_page_shows_next_to_nothing,),
)

IMAGE: Field[Findings, tuple[Image, ...]] = Field(
    "image",
    (
        Line("layout", in_layout.images),
        Line("page", images.on_the_page),
        Line("json-ld", images.in_json_ld),
        Line("meta:og:image", images.in_meta),
    ),
)

COPYRIGHT_NOTICE: Field[Findings, str] = Field(
    "copyrightNotice",
    (
        json_ld("copyrightNotice"),
        meta("copyright", "dc.rights", "dcterms.rights", "rights"),
    ),
    rights.is_notice,
)

COPYRIGHT_HOLDER: Field[Findings, str] = Field(
    "copyrightHolder",
    (json_ld("copyrightHolder"), meta("dc.rightsholder", "dcterms.rightsholder")),
)

LICENSE: Field[Findings, str] = Field(
    "license",
    (
        spoken("json-ld", "license", rights.license_in_json_ld),
        spoken("link:license", "", rights.license_in_link),
        spoken("meta:dcterms.license", "", rights.license_in_meta),
    ),
)

ACCESS: Field[Findings, bool] = Field(
    "isAccessibleForFree",
    (
        Line("json-ld", access.in_json_ld),
        Line("microdata", access.in_microdata),
        Line("meta:article:content_tier", access.in_meta),
    ),
)

LIVE_UPDATES: Field[Findings, tuple[LiveUpdate, ...]] = Field(
    "liveBlogUpdate",
    (
        Line("json-ld", live.in_json_ld),
        Line("microdata", live.in_microdata),
        Line("times of boxes", live.in_times),
    ),
)

COVERAGE_START: Field[Findings, str] = Field(
    "coverageStartTime", (json_ld("coverageStartTime"), microdata("coverageStartTime"))
)

COVERAGE_END: Field[Findings, str] = Field(
    "coverageEndTime", (json_ld("coverageEndTime"), microdata("coverageEndTime"))
)

USAGE_INFO: Field[Findings, Texts] = Field("usageInfo", (Line("page", rights.usage),))

PRECEDENCE: Mapping[str, Field[Findings, Any]] = {
    field.name: field
    for field in (
        KICKER, HEADLINE, ALTERNATIVE_HEADLINE, DESCRIPTION, ABSTRACT, AUTHOR, EDITOR,
        CONTRIBUTOR, SOURCE, PUBLISHER, DATE_PUBLISHED, DATE_MODIFIED, SECTION, KEYWORDS,
        LANGUAGE, CANONICAL, ARTICLE_BODY, IMAGE, COPYRIGHT_NOTICE, COPYRIGHT_HOLDER, LICENSE,
        USAGE_INFO, ACCESS, LIVE_UPDATES, COVERAGE_START, COVERAGE_END,
    )
}  # fmt: skip
"""Every field of a record that a page is asked for, by its name in the record."""
