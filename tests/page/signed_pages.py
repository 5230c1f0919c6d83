"""A story of four paragraphs, and whom the page around it names."""

from __future__ import annotations

from tests.page.read_pages import said

TEXT = "".join(
    f"<p>The harbour board said on {day} that the old ferry quay will stay open until autumn, "
    "after engineers found its piles in better shape than they had feared.</p>"
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday")
)


DAY = '<time datetime="2024-05-14">14 May 2024</time>'


def names(head: str = "", tail: str = "", meta: str = "") -> list[str]:
    page = said(
        f"<html><head><title>Ferry quay stays open</title>{meta}</head><body><main><article>"
        "<h1>Ferry quay stays open</h1>"
        f'{head}<div class="article-body">{TEXT}</div>{tail}</article></main>'
    )
    return [maker.name for maker in page.author]
