"""What an archive says of itself to whoever opens it without this program.

README.md, the JSON Schemas of its lines and their JSON-LD context stand in its folder. They are
written when files are sealed and are those of the newest crawler that wrote to it; the
manifest lists them with their hashes.
"""

from __future__ import annotations

import json
from importlib.resources import files

from crawler.archive.linked_data import RARE, context

_SHIPPED = {
    "README.md": "archive_readme.md",
    "article.schema.json": "article.schema.json",
    "event.schema.json": "event.schema.json",
    "takedown.schema.json": "takedown.schema.json",
}
"""Files of an archive, and what they are called beside this module."""

DESCRIPTIONS = (*_SHIPPED, "context.jsonld")


def descriptions() -> dict[str, bytes]:
    """Return the files that describe an archive, by name."""
    here = files(__package__)
    shipped = {name: here.joinpath(source).read_bytes() for name, source in _SHIPPED.items()}
    terms = json.dumps({"@context": context(RARE)}, indent=1) + "\n"
    return {**shipped, "context.jsonld": terms.encode()}
