"""The fields of a record as they are chosen from the evidence of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.model import Image, LiveUpdate, Organization, Person
from crawler.page import precedence as table
from crawler.page.fields.local import moment_of, zone_of
from crawler.page.fields.publisher import organization

if TYPE_CHECKING:
    from crawler.page.evidence import Evidence
    from crawler.page.findings.findings import Findings
    from crawler.page.findings.people import Maker


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says about its story, in the words of `crawler.model.Article`."""

    kicker: str | None = None
    headline: str = ""
    alternative_headline: str | None = None
    description: str | None = None
    abstract: str | None = None
    author: tuple[Maker, ...] = ()
    editor: tuple[Person, ...] = ()
    contributor: tuple[Person, ...] = ()
    source_organization: Organization | None = None
    publisher: Organization | None = None
    date_published: str | None = None
    date_modified: str | None = None
    article_section: str | None = None
    keywords: tuple[str, ...] = ()
    in_language: str | None = None
    main_entity_of_page: str | None = None
    article_body: tuple[str, ...] = ()
    image: tuple[Image, ...] = ()
    live_blog_update: tuple[LiveUpdate, ...] = ()
    coverage_start_time: str | None = None
    coverage_end_time: str | None = None
    is_accessible_for_free: bool | None = None
    copyright_notice: str | None = None
    copyright_holder: str | None = None
    license: str | None = None
    usage_info: tuple[str, ...] = ()
    witnesses: tuple[tuple[str, str], ...] = ()
    """Which witness each field was taken from, in record words."""


def metadata(evidence: Evidence) -> Metadata:
    """Return the fields of a record. Pure; a page that says nothing gives empty fields."""
    page, choices = evidence.findings, evidence.choices()
    value = choices.value
    headline, zone = value(table.HEADLINE), zone_of(page)
    published, modified = value(table.DATE_PUBLISHED), value(table.DATE_MODIFIED)
    source, publisher = value(table.SOURCE), value(table.PUBLISHER)
    return Metadata(
        kicker=value(table.KICKER),
        headline=headline.text if headline else "",
        alternative_headline=value(table.ALTERNATIVE_HEADLINE),
        description=value(table.DESCRIPTION),
        abstract=value(table.ABSTRACT),
        author=value(table.AUTHOR) or (),
        editor=value(table.EDITOR) or (),
        contributor=value(table.CONTRIBUTOR) or (),
        source_organization=Organization(name=source) if source else None,
        publisher=organization(publisher, page) if publisher else None,
        date_published=published.iso(zone) if published else None,
        date_modified=modified.iso(zone) if modified else None,
        article_section=value(table.SECTION),
        keywords=value(table.KEYWORDS) or (),
        in_language=page.language,
        main_entity_of_page=value(table.CANONICAL),
        article_body=value(table.ARTICLE_BODY) or (),
        image=value(table.IMAGE) or (),
        live_blog_update=value(table.LIVE_UPDATES) or (),
        coverage_start_time=_time(value(table.COVERAGE_START), page),
        coverage_end_time=_time(value(table.COVERAGE_END), page),
        is_accessible_for_free=value(table.ACCESS),
        copyright_notice=value(table.COPYRIGHT_NOTICE),
        copyright_holder=value(table.COPYRIGHT_HOLDER),
        license=value(table.LICENSE),
        usage_info=value(table.USAGE_INFO) or (),
        witnesses=tuple(
            (name, choices.by_name[name].taken.witness)
            for name in WITNESSED
            if name in choices.by_name
        ),
    )


def _time(stated: str | None, page: Findings) -> str | None:
    moment = moment_of(stated, page) if stated else None
    return moment.iso(zone_of(page)) if moment else None


WITNESSED = (
    "headline", "author", "sourceOrganization", "dateModified", "datePublished", "description",
    "articleSection", "articleBody",
)  # fmt: skip
"""Fields whose witness the provenance keeps."""
