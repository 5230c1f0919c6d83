"""Parts of a page are told by what they say, where their elements are called nothing."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import pytest

from crawler.page.blocks.outline import outline
from crawler.page.blocks.sections import is_comments
from crawler.page.body.container import body_of
from crawler.page.tree import parse

STORY = "".join(
    f"<p>The harbour wall is {n} years old, the engineer told the council, and it will not last.</p>"
    for n in range(40, 46)
)
ANSWER = "This is what I have always said about that wall, and nobody has ever listened to me."


def body(html: str) -> list[str]:
    page = outline(parse(f"<body><h1>The wall</h1>{html}</body>").root, fold=True)
    return [page.blocks[n].text for n in body_of(page).blocks]


def comments(label: str, under: str) -> str:
    said = "".join(f"<div><b>Mo {n}</b><p>{n} {ANSWER}</p>{under}</div>" for n in range(9))
    return f"{label}<div>{said}</div>"


@pytest.mark.parametrize(
    "label",
    [
        "12 Comments", "Comments (12)", "Top Rated Comments", "Leave a reply", "12 Kommentare", "Kommentare", "3 commentaires",
        "Laisser un commentaire", "Comentarios (4)", "Deja un comentario", "12 comentários", "Commenti", "Lascia un commento", "7 reacties",
        "Kommentarer", "Kommentit", "Komentarze (8)", "Komentáře", "Hozzászólások", "Comentarii", "Komentari", "Коментари", "Комментарии (3)",
        "Коментарі", "Σχόλια", "Yorumlar (2)", "5 komentar", "Bình luận (9)", "ความคิดเห็น", "التعليقات", "نظرات کاربران", "תגובות",
        "网友评论(3)", "全部评论", "網友評論", "コメント", "댓글 12",
    ],
)  # fmt: skip
def test_what_readers_wrote_is_told_by_its_heading(label: str) -> None:
    assert is_comments(label)
    assert len(body(STORY + comments(f"<h3>{label}</h3>", ""))) == 6
    assert len(body(f"<div>{STORY}</div><div>{comments(f'<h3>{label}</h3>', '')}</div>")) == 6


@pytest.mark.parametrize(
    "under",
    [
        "<p>Reply</p>", "<a href='#'>Antworten</a>", "<span>2 days ago at 07:52 am</span>", "<p>vor 3 Tagen</p>",
        "<p>回复</p>", "<p>返信</p>", "<p>답글</p>", "<p>29.4.2023, 12:13</p>",
    ],
)  # fmt: skip
def test_what_readers_wrote_is_told_by_what_stands_at_each(under: str) -> None:
    assert len(body(f"{STORY}<div>{comments('<p>3 Kommentare</p>', under)}</div>")) == 6
    assert len(body(f"<div>{STORY}<p>12 Comments</p>{comments('', under)}</div>")) == 6


@pytest.mark.parametrize(
    "html",
    [
        f"<div><a href='#comments'>12 Comments</a>{STORY}</div>",
        f"<div><p>12 Comments</p>{STORY}</div>",
        f"<div><p>12 Comments</p><p>4 May, 19:49</p>{STORY}{STORY}{comments('', '<p>Reply</p>')}</div>",
        f"<div>{STORY}<h3>Comments on the plan are due in May</h3>{STORY}</div>",
        f"<section><h2>More on the wall</h2>{STORY}</section>",
        f"<div>{STORY}<p>We store cookies, he said, in a jar on the wall, and our people eat them.</p></div>",
        f"<div>{STORY}<p>The firm stores cookies to collect personal data, and we all know it.</p>{STORY}</div>",
    ],
)
def test_a_story_is_taken_for_none_of_it(html: str) -> None:
    assert len(body(html)) >= 6


def test_teasers_are_told_by_their_heading_and_a_link_to_each() -> None:
    teasers = "".join(
        f"<h4><a href='/{n}'>The ferry number {n} is back in the harbour</a></h4><p>{n} ferries sail again, said the council, and it is spring.</p>"
        for n in range(3)
    )

    assert (
        len(body(f"<div>{STORY}<div><h3>You may also like</h3>{teasers}</div>{STORY}</div>")) == 12
    )


@pytest.mark.parametrize(
    "line",
    [
        "When you visit our website, we store cookies on your browser to collect personal information about your visits, and we keep it.",
        "Wir und unsere Partner setzen Cookies, um personenbezogene Daten zu verarbeiten und Anzeigen zu messen, wenn Sie zustimmen.",
        "Nous utilisons des cookies pour mesurer l’audience et proposer de la publicité adaptée, avec votre consentement, sur nos pages.",
        "当サイトは、広告のために当社とパートナーがクッキーを使い、お客様の個人データを保存することについて、同意をお願いしています。",
    ],
)
def test_a_demand_for_consent_is_none_of_the_story(line: str) -> None:
    asked = "".join(f"<p>{n} {line}</p>" for n in range(12))

    assert len(body(f"<div>{STORY}</div><div><h2>?</h2>{asked}</div>")) == 6
