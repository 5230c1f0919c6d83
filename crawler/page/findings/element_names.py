"""What elements around a story, and the pages that they link to, are called on the web.

Names of classes and the folders of addresses, in words that content systems share.
"""

from __future__ import annotations

from typing import Final

from crawler import patterns as re

_PATTERNS: Final = {
    "byline": (
        r"(?:^|[\s_-])(?:by-?line|author|authors|author-?name|writer|reporter|redakteur|autor|autor(?:en|es|e|i)|auteur"
        r"|firma|signature|journalist|contributor|creator|kisha|zuozhe|user-?name|posted-?by|written-?by)"
        r"(?=$|[\s_-]|name|link|info|s\b|\d)"
    ),
    # What is called so is no name of an author, whatever else it is called.
    "no byline": (
        r"bio(?!g)|about|related|more|newsletter|comment|follow|avatar|image|photo|role|title\b|job|desc|date|time|social"
        r"|share|reviewe[rd]|fact-?check|count|topic|tag(?!line)|keyword|categor|breadcrumb|section-?(?:name|label)|recommend"
        r"|quote|teaser|promo|popular|latest|widget|menu|nav\b|subscri|authori[sz]|caption|credit-?line"
    ),
    # What is called so tells of an author, and names his degrees.
    "note on an author": r"(?:author|writer|contributor)s?-?desc(?:ription)?(?![a-z])",
    # What is called so holds no byline.
    "box of others": (
        r"related|read-?more|comment|newsletter|share|social|recommend|teaser|promo|popular|latest|menu|nav\b"
        r"|subscri|caption|breadcrumb|topics?\b|tags\b|keyword|quote"
    ),
    "page of an author": (
        r"/(?:authors?|autor(?:en|es)?|auteurs?|autori|reporters?|writers?|journalists?|journalistes?|redakteure?"
        r"|contributors?|columnists?|kolumnist\w*|yazarlar?|penulis|tac-gia|kisha|users?|members?)/[^/?#]|[?&]author="
    ),
    "page of a topic": (
        r"/(?:tags?|categor\w+|kategori\w+|topics?|themen?|sections?|rubri\w+|c|search|suche)/|[?&](?:tag|cat|s)="
    ),
    "author": r"(?:^|\s)(?:p-author|wp-block-post-author)",
    # hAtom, and what themes made of it: https://microformats.org/wiki/hatom
    "published": r"(?:^|[\s_-])(?:date-?)?(?:publi(?:shed|cation)|dtstart)",
    "changed": r"(?:^|[\s_-])(?:date-?|last-?)?(?:updated?|modified)",
    # Lists of comments on other stories; and what holds the answers to the comment before it.
    "comments of others": r"widget|sidebar|recent|latest|newest|testimonial|popular",
    "answers": r"children|indented|repl(?:y|ies)\b|nested|subcomment",
    "picture in full size": (
        r"^(?:#|javascript:)|\.(?:jpe?g|png|gif|webp|avif)$|attachment|image|foto|photo|galer|gallery|bild"
    ),
    "credit": (
        r"(?:^|[\s_-])(?:image-?|photo-?|picture-?|media-?|caption-?)?(?:credits?|copyright|photographer)(?=$|[\s_-])"
    ),
    "section": (
        r"(?:^|[\s_-])(?:taxonomy-category|categor(?:y|ies)|cat-?links?|sections?|rubrics?|rubrik|channel)(?=$|[\s_-])"
    ),
    "tag": (
        r"(?:^|[\s_-])(?:taxonomy-post_tag|tags?(?:-?links?|-?list)?|keywords?|topics?|labels)(?=$|[\s_-])"
    ),
    # Where a theme says when a story came out, by whom, and what it is filed under.
    "details of a story": (
        r"(?:^|[\s_-])(?:post|entry|article|story|single)-?(?:info|infos|meta|metadata|details|data|footer|header)(?=$|[\s_-])"
    ),
    "page of a term": (
        r"/(?:(?P<section>categor\w+|kategori\w*|sections?|rubri\w+)|tags?|keywords?|topics?)/[^/?]|[?&]tag=[^&]"
    ),
    "part of the site": (
        r"widget|menu|(?:^|[\s_-])nav|tag-?cloud|sidebar|breadcrumb|related|recent|popular|teaser|card|post-template"
    ),
}
_NAMES: Final = {kind: re.compile(text) for kind, text in _PATTERNS.items()}


BOXES: Final = 4
"""Elements around something on a page whose names are looked at."""


def called(kind: str, names: str) -> re.Match[str] | None:
    """Return where names of an element, or an address, say that it is of a kind.

    >>> bool(called("byline", "post-author")), bool(called("byline", "authority"))
    (True, False)
    """
    return _NAMES[kind].search(names.lower())
