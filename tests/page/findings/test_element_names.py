"""What elements and addresses are called says what they are, and near misses say nothing."""

from __future__ import annotations

import pytest

from crawler.page.findings.element_names import called

NAMES = {
    "byline": (
        ("post-author", "byline", "by-line", "c-article__author", "entry author-name", "autoren"),
        ("authority", "coauthored", "stationery", "bylaw"),
    ),
    "no byline": (("author-bio", "author-avatar", "related-authors"), ("biography", "tagline")),
    "page of an author": (
        ("/author/jane-roe", "/authors/1", "https://a.example/kisha/7", "/?author=3"),
        ("/author/", "/authority/1", "/news/author.html"),
    ),
    "page of a topic": (("/tag/sea/", "/category/sea/1", "/?s=sea"), ("/stag/sea", "/tagus")),
    "credit": (
        ("photo-credit", "credits", "image-copyright", "caption-credit"),
        ("creditor", "accredited", "copyrighted"),
    ),
    "section": (("cat-links", "taxonomy-category", "section"), ("categorical", "intersection")),
    "tag": (("post-tags", "tag-links", "field--keywords"), ("stage", "vintage", "tagline")),
    "details of a story": (("entry-meta", "post-info", "article-header"), ("postal-meta",)),
    "part of the site": (("widget", "main-nav nav", "breadcrumbs"), ("novel", "relations")),
    "author": (("p-author h-card", "wp-block-post-author-name"), ("top-author", "author")),
    "published": (
        ("published", "date-published", "entry dtstart", "publication"),
        ("unpublished",),
    ),
    "changed": (("updated", "last-modified", "date-updated"), ("backdated", "outdated")),
    "comments of others": (("recent-comments", "sidebar"), ("comment-list",)),
    "answers": (("children", "comment-replies", "nested"), ("replying", "grandchild")),
    "picture in full size": (
        ("/a.jpg", "#gallery", "/attachment/7", "/fotos/1", "javascript:void(0)"),
        ("/news/1.html", "/a.jpg.html"),
    ),
}


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, (names, _) in NAMES.items() for name in names]
)
def test_a_name_says_what_an_element_is(kind: str, name: str) -> None:
    assert called(kind, name)
    assert called(kind, name.upper())


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, (_, others) in NAMES.items() for name in others]
)
def test_a_name_that_looks_like_it_says_nothing(kind: str, name: str) -> None:
    assert not called(kind, name)


@pytest.mark.parametrize("kind", NAMES)
def test_nothing_is_called_nothing(kind: str) -> None:
    assert not called(kind, "")


@pytest.mark.parametrize(("address", "is_section"), [("/category/sea", True), ("/tag/sea", False)])
def test_the_page_of_a_term_says_which_it_is(address: str, is_section: bool) -> None:  # noqa: FBT001
    found = called("page of a term", address)

    assert found
    assert bool(found["section"]) is is_section
