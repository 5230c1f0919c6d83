"""An article as a reader sees it on a terminal."""

from __future__ import annotations

import textwrap
from typing import Any
from unicodedata import east_asian_width

WIDTH = 88


def shown(record: dict[str, Any]) -> str:
    """Return a record laid out for reading: what was read, and what was taken off or repaired."""
    if "notAnArticle" in record:
        sure = record.get("confidence")
        return f"No article here: {record['notAnArticle']}" + (
            f" ({sure:.0%} sure)" if sure else ""
        )
    parts = [
        _headlines(record),
        _byline(record),
        *_text(record),
        _pictures(record),
        *_comments(record),
        _rights(record),
        _edits(record),
        _evidence(record),
    ]
    return "\n\n".join(part for part in parts if part)


def _headlines(record: dict[str, Any]) -> str:
    lines = (record.get(name) for name in ("kicker", "headline", "alternativeHeadline"))
    return "\n".join(f"  {line}" if n != 1 else line for n, line in enumerate(lines) if line)


def _byline(record: dict[str, Any]) -> str:
    names = [
        f"{word} {', '.join(person['name'] for person in record[field])}"
        for field, word in (("author", "by"), ("editor", "edited by"), ("contributor", "with"))
        if record.get(field)
    ]
    source = record.get("sourceOrganization", {}).get("name")
    site = record.get("publisher", {}).get("name")
    when = record.get("datePublished")
    pieces = [*names, source and f"from {source}", site and f"on {site}", when]
    pieces.append(record.get("inLanguage"))
    return " · ".join(piece for piece in pieces if piece) + f"\n{record.get('url', '')}"


def _text(record: dict[str, Any]) -> list[str]:
    """Return the paragraphs; the text in its shape, where the record has that."""
    if shape := record.get("articleMarkdown") or record.get("articleHtml"):
        return [str(shape).strip()]
    return [_wrapped(text) for text in record.get("articleBody", "").split("\n")]


def _comments(record: dict[str, Any]) -> list[str]:
    told = []
    for each in record.get("comment", ()):
        signed = filter(None, (each.get("author", {}).get("name"), each.get("dateCreated")))
        told.append(_wrapped(f"[comment] {' · '.join(signed)}: {each.get('text', '')}"))
    return told


def _pictures(record: dict[str, Any]) -> str:
    lines = []
    for image in record.get("image", ()):
        caption, credit = image.get("caption", ""), image.get("creditText", "")
        said = caption if credit in caption else " / ".join(filter(None, (caption, credit)))
        lines.append(_wrapped(f"[picture] {said or image.get('contentUrl', '')}"))
    return "\n".join(lines)


def _rights(record: dict[str, Any]) -> str:
    notice = record.get("copyrightNotice", "")
    return (
        "Rights:\n" + "\n".join(_wrapped(f"  {line}") for line in notice.split("\n"))
        if notice
        else ""
    )


def _edits(record: dict[str, Any]) -> str:
    lines = []
    for edit in record.get("provenance", {}).get("edits", ()):
        what = (
            "taken off"
            if edit.get("after") is None
            else "added"
            if edit.get("before") is None
            else "changed"
        )
        value = edit.get("before") if edit.get("before") is not None else edit.get("after")
        text = value if isinstance(value, str) else str(value)
        lines.append(f"  {what} {edit['field']} by {edit['by']}: {text[:60]}")
    return "What was done to the text:\n" + "\n".join(lines) if lines else ""


def _evidence(record: dict[str, Any]) -> str:
    known = record.get("provenance", {})
    flags = f", {', '.join(known['flags'])}" if known.get("flags") else ""
    declared = known.get("declaredEncoding")
    why = "; ".join(filter(None, (known.get("evidence"), declared and f"declared {declared}")))
    return f"Read as {known.get('encoding')} ({why}), site {known.get('site')}{flags}"


def _wrapped(text: str) -> str:
    """Return a paragraph folded to the width of a terminal, wide characters counted as two."""
    if all(east_asian_width(c) not in "WF" for c in text[:200]):
        return textwrap.fill(text, WIDTH)
    lines, line, used = [], "", 0
    for character in text:
        width = 2 if east_asian_width(character) in "WF" else 1
        if used + width > WIDTH:
            lines.append(line)
            line, used = "", 0
        line, used = line + character, used + width
    return "\n".join([*lines, line])
