"""What of a record is shown, in which order, and what it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    Record = dict[str, Any]


METADATA = (
    ("By", "author"), ("Edited by", "editor"), ("With", "contributor"),
    ("Taken from", "sourceOrganization"), ("Publisher", "publisher"),
    ("Published", "datePublished"), ("Modified", "dateModified"), ("Place", "dateline"),
    ("Section", "articleSection"), ("Keywords", "keywords"), ("Language", "inLanguage"),
    ("Words", "wordCount"), ("Description", "description"), ("Canonical", "mainEntityOfPage"),
    ("Also at", "sameAs"), ("Rights", "copyrightNotice"), ("Rights of", "copyrightHolder"),
    ("Licence", "license"), ("Reserved", "usageInfo"),
    ("Covers from", "coverageStartTime"), ("Covers to", "coverageEndTime"),
    ("Free to read", "isAccessibleForFree"),
)  # fmt: skip
"""What stands beside a story: its name for people, and in the record."""


TEXTS = ("headline", "kicker", "alternativeHeadline", "abstract", "articleBody", "image")
"""What is told of in the story itself: who said it stands beside it."""


KNOWN = (
    ("Captured", "fetchedAt"), ("Read as", "encoding"), ("Evidence", "evidence"),
    ("Declared", "declaredEncoding"), ("Or else", "runnerUp"), ("Bytes lost", "decodingErrors"),
    ("Text lost", "lostShare"), ("Not served", "missingShare"), ("Flags", "flags"),
    ("Changed", "changed"), ("Profile", "site"),
    ("Layout", "layout"), ("Reader", "reader"), ("Site memory", "memory"),
)  # fmt: skip
