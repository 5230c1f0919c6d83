"""What the names of an element say of what is in it: words, shapes, and names that say nothing."""

from __future__ import annotations

import pytest

from crawler.page.blocks.class_vocabulary import hint_of, is_label

NAMES = {
    "body": ("entry-content", "articleBody", "article_body", "post-content clearfix"),
    "drop": ("sidebar", "postShare", "related-posts", "newsletter-signup", "breadcrumbs"),
    "comments": ("comments", "comment-list", "disqus_thread"),
    "caption": ("wp-caption-text", "image-caption"),
    "": (
        "js-has-sidebar", "no-sidebar", "capital-city", "with-comments", "category-sidebar", "",
        "md:w-1/2", "row", "rainy-day",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("role", "names"), [(role, names) for role, each in NAMES.items() for names in each]
)
def test_names_say_what_is_in_an_element_or_nothing(role: str, names: str) -> None:
    assert hint_of(names) == role


def test_where_two_names_speak_the_graver_one_is_heard() -> None:
    assert hint_of("comments entry-content") == "comments"
    assert hint_of("entry-content comments") == "comments"
    assert hint_of("entry-content sidebar") == "body"


@pytest.mark.parametrize(
    ("name", "spelled"), [("related-posts", ("relatedPosts", "related_posts", "RelatedPosts"))]
)
def test_a_name_is_one_however_it_is_spelled(name: str, spelled: tuple[str, ...]) -> None:
    assert {hint_of(each) for each in spelled} == {hint_of(name)}


@pytest.mark.parametrize(
    ("name", "label"),
    [("related-stories", True), ("comments", True), ("related-work-on-the-mole", False),
     ("ferry", False), ("", False)],
)  # fmt: skip
def test_a_name_of_the_vocabulary_alone_is_a_label(name: str, label: bool) -> None:  # noqa: FBT001
    assert is_label(name) is label
