"""The values that travel through the crawler, from the wire to the archive.

A `Capture` is a fact and is never edited. An `Article` is one reading of a
capture: it can be made again at any time, and the `Edit`s in its `Provenance`
say what was changed on the way, by what, and how to take it back.

    Exchange -> Capture -> Article -> one line of JSON
    (capture)              (article)
"""

from crawler.model.article import (
    MOST_PARTS,
    RENDERED,
    Article,
    Comment,
    Doubt,
    Edit,
    Film,
    Identifier,
    Image,
    LikelyReading,
    LiveUpdate,
    NotAnArticle,
    Organization,
    Person,
    Post,
    Provenance,
    Reference,
    undo,
)
from crawler.model.capture import (
    RENDERING,
    SHELL,
    Capture,
    Digest,
    Exchange,
    Location,
    Truncated,
    digest_of,
)

__all__ = [
    "MOST_PARTS",
    "RENDERED",
    "RENDERING",
    "SHELL",
    "Article",
    "Capture",
    "Comment",
    "Digest",
    "Doubt",
    "Edit",
    "Exchange",
    "Film",
    "Identifier",
    "Image",
    "LikelyReading",
    "LiveUpdate",
    "Location",
    "NotAnArticle",
    "Organization",
    "Person",
    "Post",
    "Provenance",
    "Reference",
    "Truncated",
    "digest_of",
    "undo",
]
