"""The JSON-LD context of every line: what its keys are called in RDF, without a network.

Keys are schema.org's, but for the few of `TERMS` and what stands in ``provenance``, which are
ours. The context is written out in each line, so that no processor has to fetch one to read it,
and every version of a story is a node that ``isBasedOn`` of the next one names.
https://www.w3.org/TR/json-ld11/
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

SCHEMA_ORG, OURS = "https://schema.org/", "urn:crawler:"

CONTEXT: dict[str, Any] = {
    "@vocab": SCHEMA_ORG,
    "kicker": f"{OURS}kicker",
    "digest": f"{OURS}digest",
    "isBasedOn": {"@type": "@id"},
    "provenance": {
        "@id": f"{OURS}provenance",
        "@context": {
            "@vocab": OURS,
            # What an edit took away may be any value of a record; pairs and lengths have an
            # order, which RDF knows of no list of lists: they stay JSON.
            "edits": {"@type": "@json"},
            "witnesses": {"@type": "@json"},
            "paragraphs": {"@type": "@json"},
        },
    },
}
"""What `@context` is in each line that is written; lines of older archives name schema.org's."""

_AS_TEXT = json.dumps(CONTEXT)

TERMS = {
    "kicker": "A line above the headline that leads to it.",
    "digest": "Digest of the payload of a picture that is kept among the captures.",
    "articleHtml": "The body with headings, lists, tables, quotes, emphasis and links, as HTML.",
    "articleMarkdown": "The same as CommonMark.",
    "provenance": "How the story is known: its captures, its reading, what was changed in it.",
}
"""Our keys beside those of schema.org, in a line as it stands."""


RARE = ("articleHtml", "articleMarkdown")
"""Terms of ours that stand in the context of a line only where they stand in the line."""


def context(keys: Iterable[str] = ()) -> dict[str, Any]:
    """Return the context of a record with these keys, which its holder may change."""
    copied: dict[str, Any] = json.loads(_AS_TEXT)
    copied.update({name: f"{OURS}{name}" for name in keys if name in RARE})
    return copied
